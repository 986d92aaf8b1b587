#include "ui/debug/injection_dialog.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <cmath>
#include <limits>

#include "ui/debug/dialog_form.h"
#include "ui/debug/tensor_names.h"
#include "ui/setup/number_edit.h"

namespace scalescope {
namespace {

/// Also "nan", "inf" and "-inf", in any case.
std::optional<double> anyNumber(const QString& text) {
  const QString word = text.trimmed().toLower();
  if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (word == "inf" || word == "+inf") return std::numeric_limits<double>::infinity();
  if (word == "-inf") return -std::numeric_limits<double>::infinity();
  return readNumber(text);
}

}  // namespace

InjectionDialog::InjectionDialog(const ExperimentConfig& config, std::optional<qint64> held,
                                 QWidget* parent)
    : QDialog(parent),
      run_(new QComboBox(this)),
      kind_(new QComboBox(this)),
      tensor_(new QComboBox(this)),
      value_(new QComboBox(this)),
      problem_(new QLabel(this)) {
  setWindowTitle(tr("Inject a fault"));
  run_->addItem(tr("All runs"), QString());
  for (const RunConfig& run : config.runs) {
    run_->addItem(QString::fromStdString(run.name), QString::fromStdString(run.name));
  }
  kind_->addItem(tr("Multiply a tensor"), static_cast<int>(Injection::Kind::multiply));
  kind_->addItem(tr("Set a tensor's first value"), static_cast<int>(Injection::Kind::set));
  kind_->addItem(tr("Set the loss scale"), static_cast<int>(Injection::Kind::scale));
  tensor_->addItems(tensorNames(config.network));
  tensor_->setEditable(true);
  tensor_->setMaxVisibleItems(20);
  value_->setEditable(true);
  problem_->setForegroundRole(QPalette::PlaceholderText);
  problem_->setWordWrap(true);

  DialogForm form(
      *this,
      held ? tr("Planted in step %1, which waits: it is computed again with the fault.").arg(*held)
           : tr("Planted in the next step."));
  form.add(tr("Run"), tr("Whose step gets the fault"), run_);
  form.add(tr("Fault"), tr("What is done"), kind_);
  form.add(tr("Tensor"), tr("Which tensor's values are changed, right after they are computed"),
           tensor_);
  form.add(tr("Value"), tr("The factor, the value, or the loss scale; 2^16 can be written too"),
           value_);
  ok_ = form.finish(problem_, tr("Inject"));
  connect(kind_, &QComboBox::currentIndexChanged, this, &InjectionDialog::offerValues);
  connect(value_, &QComboBox::currentTextChanged, this, &InjectionDialog::update);
  connect(tensor_, &QComboBox::currentTextChanged, this, &InjectionDialog::update);
  offerValues();
}

Injection::Kind InjectionDialog::kind() const {
  return static_cast<Injection::Kind>(kind_->currentData().toInt());
}

void InjectionDialog::offerValues() {
  value_->clear();
  switch (kind()) {
    case Injection::Kind::multiply:
      value_->addItems({"1000", "1e6", "0", "-1"});
      break;
    case Injection::Kind::set:
      value_->addItems({"NaN", "inf", "-inf", "65504"});
      break;
    case Injection::Kind::scale:
      value_->addItems({"2^30", "2^24", "2^16", "1"});
      break;
  }
  tensor_->setEnabled(kind() != Injection::Kind::scale);
  update();
}

/// What the chosen fault can be planted with.
std::optional<double> InjectionDialog::value() const {
  const std::optional<double> number = anyNumber(value_->currentText());
  if (!number || kind() == Injection::Kind::set) return number;
  const auto most = static_cast<double>(std::numeric_limits<float>::max());
  const bool good = kind() == Injection::Kind::multiply ? std::isfinite(*number)
                                                        : *number > 0.0 && *number <= most;
  return good ? number : std::nullopt;
}

void InjectionDialog::update() {
  const bool named = !tensor_->isEnabled() || !tensor_->currentText().trimmed().isEmpty();
  ok_->setEnabled(value() && named);
  QString problem;
  if (!value()) {
    problem = kind() == Injection::Kind::set     ? tr("A number, NaN, inf or -inf is needed.")
              : kind() == Injection::Kind::scale ? tr("A positive finite number is needed.")
                                                 : tr("A finite number is needed.");
  } else if (!named) {
    problem = tr("A tensor is needed.");
  }
  problem_->setText(problem);
}

Injection InjectionDialog::injection() const {
  Injection injection;
  injection.kind = kind();
  injection.run = run_->currentData().toString().toStdString();
  if (tensor_->isEnabled()) injection.tensor = tensor_->currentText().trimmed().toStdString();
  injection.value = value().value_or(injection.value);
  return injection;
}

}  // namespace scalescope
