#pragma once

#include "core/data/load.h"
#include "ui/setup/form.h"

class QLabel;

namespace scalescope {

/// Which data set, where it is, how much of it.
class DataForm : public ConfigForm {
  Q_OBJECT

 public:
  explicit DataForm(ConfigDocument& document, QWidget* parent = nullptr);
  void showOutline(const QString& text);  ///< a line about what was found there

 private:
  void addFileFields();
  void addSyntheticFields();
  QLabel* outline_;
};

}  // namespace scalescope
