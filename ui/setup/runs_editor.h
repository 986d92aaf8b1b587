#pragma once

#include <QWidget>
#include <vector>

#include "ui/setup/run_column.h"

class QCheckBox;
class QGridLayout;
class QLabel;

namespace scalescope {

/// A column per run, in blocks below one another where the width ends. Rows that no run of a block
/// has any use for are hidden.
class RunsEditor : public QWidget {
  Q_OBJECT

 public:
  explicit RunsEditor(ConfigDocument& document, QWidget* parent = nullptr);
  QSize minimumSizeHint() const override;
  QRect columnArea(int run) const;  ///< of a run's fields; empty if there is no such run

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void follow();
  void rebuild();
  void place();
  void placeBlock(int block, int first, int end);
  void showRows();
  void showNoiseFloor();
  int titleWidth() const;
  int columnWidth() const;  ///< at least
  int columnsThatFit(int width) const;

  ConfigDocument& document_;
  QWidget* body_;
  QCheckBox* noiseFloor_;
  QGridLayout* grid_ = nullptr;
  int columnsOfBlock_ = 1;
  std::vector<std::vector<QLabel*>> titles_;  ///< by block and row
  std::vector<RunColumn*> columns_;
};

}  // namespace scalescope
