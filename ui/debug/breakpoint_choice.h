#pragma once

#include <QObject>
#include <QStringList>
#include <QVariantMap>
#include <array>

#include "core/train/breakpoints.h"

namespace scalescope {

/// The conditions that training can pause at: which are armed, and their values, which stay while a
/// condition is not armed.
class BreakpointChoice : public QObject {
  Q_OBJECT

 public:
  enum Condition { overflow, scaleChange, nan, underflowShare, divergence, step, conditions };

  explicit BreakpointChoice(QObject* parent = nullptr);

  bool armed(Condition condition) const { return armed_[condition]; }
  void arm(Condition condition, bool on);
  static bool hasValue(Condition condition) { return condition >= underflowShare; }
  double value(Condition condition) const { return values_[condition]; }
  void setValue(Condition condition, double value);  ///< per cent, or a step
  /// "overflow", "scale-change", "nan", "underflow=5" (%), "divergence=10" (%), "step=100"; those
  /// with a value may leave it as it is. False: it is none of these.
  bool armByWord(const QString& text);
  Breakpoints breakpoints() const;

  static QString title(Condition condition);  ///< "Underflow share over"
  static QString unit(Condition condition);   ///< "%"
  static QString tip(Condition condition);
  QString text(Condition condition) const;  ///< "Underflow share over 5 %"
  QStringList armedTexts() const;

  QVariantMap save() const;  ///< for the window's settings
  void restore(const QVariantMap& settings);

 signals:
  void changed();

 private:
  std::array<bool, conditions> armed_{};
  std::array<double, conditions> values_{};
};

}  // namespace scalescope
