#include "ui/lessons/outcome_text.h"

#include <QLocale>
#include <cmath>

#include "ui/plots/number_text.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

QString boundText(Comparison is, const QString& bound) {
  switch (is) {
    case Comparison::above:
      return tr("above %1").arg(bound);
    case Comparison::below:
      return tr("below %1").arg(bound);
    case Comparison::equal:
      return bound;
    case Comparison::finite:
      return tr("a finite value");
    case Comparison::notFinite:
      return tr("NaN or infinite");
  }
  return {};
}

}  // namespace

QString measuredText(Measure measure, double value) {
  if (!std::isfinite(value)) return nonFiniteText(value);
  switch (measure) {
    case Measure::accuracy:
    case Measure::underflowShare:
    case Measure::lostUpdateShare:
      return percentText(value, 3);
    case Measure::scale:
    case Measure::lowestScale:
    case Measure::highestScale:
      return powerOfTwoText(value);
    case Measure::skippedSteps:
    case Measure::overflows:
    case Measure::collapses:
      return QLocale().toString(value, 'g', 12);
    case Measure::loss:
    case Measure::evalLoss:
    case Measure::gradientNorm:
      return numberText(value, 4);
  }
  return {};
}

QString judgementText(const LessonOutcome& outcome, const Judgement* judgement) {
  const Measure measure = outcome.quantity.measure;
  if (!judgement) {
    // A bound that is another run's measure is known only once both have been measured.
    if (outcome.than) return {};
    return tr("Promised: %1").arg(boundText(outcome.is, measuredText(measure, outcome.value)));
  }
  if (!judgement->measured) return tr("Not measured");
  return tr("Measured: %1. Promised: %2")
      .arg(measuredText(measure, *judgement->measured),
           boundText(outcome.is, measuredText(measure, judgement->bound.value_or(0.0))));
}

}  // namespace scalescope
