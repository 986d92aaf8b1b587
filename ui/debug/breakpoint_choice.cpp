#include "ui/debug/breakpoint_choice.h"

#include <algorithm>
#include <cmath>

namespace scalescope {
namespace {

constexpr double perCent = 100.0;

// Under which the settings keep a condition: they outlive the order of the enumeration.
constexpr std::array<const char*, BreakpointChoice::conditions> keys{
    "overflow", "scaleChange", "nan", "underflowShare", "divergence", "step"};

constexpr std::array<const char*, BreakpointChoice::conditions> words{
    "overflow", "scale-change", "nan", "underflow", "divergence", "step"};

}  // namespace

bool BreakpointChoice::armByWord(const QString& text) {
  const QString word = text.section('=', 0, 0);
  const auto* found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return false;
  const auto condition = static_cast<Condition>(found - words.begin());
  if (text.contains('=')) {
    bool good = false;
    const double value = text.section('=', 1).toDouble(&good);
    if (!good || !hasValue(condition) || !std::isfinite(value) || value < 0.0) return false;
    setValue(condition, value);
  }
  arm(condition, true);
  return true;
}

BreakpointChoice::BreakpointChoice(QObject* parent) : QObject(parent) {
  values_[underflowShare] = 5.0;
  values_[divergence] = 10.0;
  values_[step] = 100.0;
}

void BreakpointChoice::arm(Condition condition, bool on) {
  if (armed_[condition] == on) return;
  armed_[condition] = on;
  emit changed();
}

void BreakpointChoice::setValue(Condition condition, double value) {
  if (values_[condition] == value) return;
  values_[condition] = value;
  emit changed();
}

Breakpoints BreakpointChoice::breakpoints() const {
  Breakpoints made;
  made.overflow = armed(overflow);
  made.scaleChange = armed(scaleChange);
  made.nan = armed(nan);
  if (armed(underflowShare)) made.underflowShare = value(underflowShare) / perCent;
  if (armed(divergence)) made.divergence = value(divergence) / perCent;
  if (armed(step)) made.step = static_cast<std::int64_t>(value(step));
  return made;
}

QString BreakpointChoice::title(Condition condition) {
  switch (condition) {
    case overflow:
      return tr("Overflow");
    case scaleChange:
      return tr("Loss scale change");
    case nan:
      return tr("NaN or infinite loss");
    case underflowShare:
      return tr("Underflow share over");
    case divergence:
      return tr("Loss off the FP32 run's by over");
    case step:
      return tr("Step");
    case conditions:
      break;
  }
  return {};
}

QString BreakpointChoice::unit(Condition condition) {
  return condition == underflowShare || condition == divergence ? QStringLiteral("%") : QString();
}

QString BreakpointChoice::tip(Condition condition) {
  switch (condition) {
    case overflow:
      return tr("Pause when a value becomes infinite at a cast, or a gradient is not finite");
    case scaleChange:
      return tr("Pause when a loss scale is about to change");
    case nan:
      return tr("Pause when a loss is NaN or infinite");
    case underflowShare:
      return tr("Pause when more than this share of a step's casts becomes zero");
    case divergence:
      return tr("Pause when a loss differs from the FP32 run's by more than this share of it");
    case step:
      return tr("Pause at this step, in all runs");
    case conditions:
      break;
  }
  return {};
}

QString BreakpointChoice::text(Condition condition) const {
  if (!hasValue(condition)) return title(condition);
  const QString unitText = unit(condition);
  const QString number = QString::number(value(condition), 'g', 10);
  return QString("%1 %2%3").arg(title(condition), number, unitText.isEmpty() ? "" : " " + unitText);
}

QStringList BreakpointChoice::armedTexts() const {
  QStringList texts;
  for (int i = 0; i < conditions; ++i) {
    if (armed_[static_cast<std::size_t>(i)]) texts << text(static_cast<Condition>(i));
  }
  return texts;
}

QVariantMap BreakpointChoice::save() const {
  QVariantMap settings;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    settings[keys[i]] = armed_[i];
    if (hasValue(static_cast<Condition>(i))) settings[keys[i] + QString("Value")] = values_[i];
  }
  return settings;
}

void BreakpointChoice::restore(const QVariantMap& settings) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    armed_[i] = settings.value(keys[i], armed_[i]).toBool();
    bool good = false;
    const double value = settings.value(keys[i] + QString("Value")).toDouble(&good);
    if (good && value >= 0.0) values_[i] = value;
  }
  emit changed();
}

}  // namespace scalescope
