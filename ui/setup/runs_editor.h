#pragma once

#include <QWidget>
#include <vector>

#include "ui/setup/run_column.h"

class QGridLayout;
class QLabel;

namespace scalescope {

/// A column per run. Rows that no run has any use for are hidden.
class RunsEditor : public QWidget {
  Q_OBJECT

 public:
  explicit RunsEditor(ConfigDocument& document, QWidget* parent = nullptr);

 private:
  void follow();
  void rebuild();
  void showRows();

  ConfigDocument& document_;
  QWidget* body_;
  QGridLayout* grid_ = nullptr;
  std::vector<QLabel*> titles_;
  std::vector<RunColumn*> columns_;
};

}  // namespace scalescope
