#pragma once

#include <QList>
#include <QObject>
#include <memory>
#include <string>
#include <vector>

#include "core/store/run_departure.h"
#include "ui/bridge/latest_task.h"

namespace scalescope {

/// What a store says of one run.
struct LoadedDivergence {
  qint64 run = 0;
  RunDivergence divergence;
};
using LoadedDivergences = std::shared_ptr<const std::vector<LoadedDivergence>>;

/// Reads how far stored runs are from FP32, on a thread of its own, one request at a time.
class DivergenceLoader : public QObject {
  Q_OBJECT

 public:
  explicit DivergenceLoader(QObject* parent = nullptr);

  /// Of what was asked for while another is read, only the newest is read after it. Runs that
  /// nothing can be compared with, for want of a configuration, are left out.
  void load(const std::string& store, const QList<qint64>& runs);

 signals:
  void loaded(const std::string& store, scalescope::LoadedDivergences runs);
  void failed(const std::string& store, const QString& message);

 private:
  LatestTask task_;
};

}  // namespace scalescope
