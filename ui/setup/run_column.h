#pragma once

#include <QObject>
#include <functional>
#include <vector>

#include "ui/setup/config_document.h"

class QComboBox;
class QGridLayout;
class QLineEdit;
class QSpinBox;
class QToolButton;
class QWidget;

namespace scalescope {

class NumberEdit;

/// The fields of one run, a row each, placed into a column of a grid that other runs share.
class RunColumn : public QObject {
  Q_OBJECT

 public:
  enum Row {
    buttons,
    name,
    precision,
    fp8Scaling,
    scaler,
    preset,
    scale,
    steps,
    init,
    growth,
    backoff,
    interval,
    hysteresis,
    floor,
    cap,
    formats,
    own,
    rows
  };
  static QString title(Row row);
  static QString tip(Row row);
  /// Whether a run of this configuration has this row.
  static bool applies(Row row, const RunConfig& run);

  RunColumn(ConfigDocument& document, int run, QWidget* parent);

  QWidget* field(Row row) const { return fields_[static_cast<std::size_t>(row)]; }
  void refresh();

 private:
  using Change = std::function<void(RunConfig&)>;
  void edit(Row row, const Change& change);
  const RunConfig& config() const;
  void makeButtons(QWidget* parent);
  void makeChoices(QWidget* parent);
  void makeNumbers(QWidget* parent);
  void makeOwn(QWidget* parent);
  void addNumber(Row row, double least, double most, std::function<double(const ScalerConfig&)> get,
                 std::function<void(ScalerConfig&, double)> set, QWidget* parent);
  void addOptional(Row row, std::optional<double> ScalerConfig::*member, QWidget* parent);
  void put(Row row, QWidget* field, std::function<void()> refresher);

  ConfigDocument& document_;
  int run_;
  std::vector<QWidget*> fields_;
  std::vector<std::function<void()>> refreshers_;
};

}  // namespace scalescope
