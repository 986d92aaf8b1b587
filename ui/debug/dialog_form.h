#pragma once

#include <QString>

class QDialog;
class QFormLayout;
class QLabel;
class QPushButton;
class QWidget;

namespace scalescope {

/// The frame of a dialog that asks something: a line that says what for, fields with their labels,
/// what is wrong with them, and two buttons.
class DialogForm {
 public:
  DialogForm(QDialog& dialog, const QString& intro);
  void add(const QString& label, const QString& tip, QWidget* field);
  /// Lays everything out; the button that accepts, which is named `accept`.
  QPushButton* finish(QLabel* problem, const QString& accept);

 private:
  QDialog& dialog_;
  QLabel* intro_;
  QFormLayout* fields_;
};

}  // namespace scalescope
