#pragma once

#include <QLineEdit>
#include <optional>

namespace scalescope {

/// "0.05", "1e-4", "2^16"; nothing if it is no finite number.
std::optional<double> readNumber(const QString& text);

/// A field for numbers of any size; takes 2^16 too. Empty stands for "not set" where that is
/// allowed.
class NumberEdit : public QLineEdit {
  Q_OBJECT

 public:
  NumberEdit(double least, double most, bool optional = false, QWidget* parent = nullptr);

  void setValue(std::optional<double> value);
  std::optional<double> value() const { return value_; }

 signals:
  /// A person entered another valid number (or emptied an optional field).
  void valueEdited(std::optional<double> value);

 private:
  void commit();
  bool acceptable(std::optional<double>& value) const;

  double least_;
  double most_;
  bool optional_;
  std::optional<double> value_;
};

}  // namespace scalescope
