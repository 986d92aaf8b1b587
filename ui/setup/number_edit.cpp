#include "ui/setup/number_edit.h"

#include <QToolTip>
#include <cmath>

namespace scalescope {
namespace {

QString numberText(std::optional<double> value) {
  return value ? QString::number(*value, 'g', 10) : QString();
}

}  // namespace

std::optional<double> readNumber(const QString& text) {
  const QStringList parts = text.trimmed().split('^');
  if (parts.size() > 2) return std::nullopt;
  bool good = false;
  double value = parts[0].toDouble(&good);
  if (good && parts.size() == 2) {
    const double exponent = parts[1].toDouble(&good);
    value = std::pow(value, exponent);
  }
  if (!good || !std::isfinite(value)) return std::nullopt;
  return value;
}

NumberEdit::NumberEdit(double least, double most, bool optional, QWidget* parent)
    : QLineEdit(parent), least_(least), most_(most), optional_(optional) {
  setAlignment(Qt::AlignRight);
  if (optional) setPlaceholderText(tr("none"));
  connect(this, &QLineEdit::editingFinished, this, &NumberEdit::commit);
}

void NumberEdit::setValue(std::optional<double> value) {
  // While a person types, what they typed stays.
  if (value == value_ && hasFocus()) return;
  value_ = value;
  setText(numberText(value));
}

bool NumberEdit::acceptable(std::optional<double>& value) const {
  if (optional_ && text().trimmed().isEmpty()) {
    value.reset();
    return true;
  }
  value = readNumber(text());
  return value && *value >= least_ && *value <= most_;
}

void NumberEdit::commit() {
  std::optional<double> value;
  if (!acceptable(value)) {
    QToolTip::showText(
        mapToGlobal(rect().bottomLeft()),
        tr("A number from %1 to %2 is needed; 2^16 can be written too.").arg(least_).arg(most_),
        this);
    setText(numberText(value_));
    return;
  }
  const bool edited = value != value_;
  value_ = value;
  setText(numberText(value));
  if (edited) emit valueEdited(value);
}

}  // namespace scalescope
