#pragma once

#include <QList>
#include <QObject>
#include <QThreadPool>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/store/run_departure.h"

namespace scalescope {

/// What a store says of one run.
struct LoadedDivergence {
  qint64 run = 0;
  std::vector<std::string> layers;  ///< their types, by index
  RunDivergence divergence;
};
using LoadedDivergences = std::shared_ptr<const std::vector<LoadedDivergence>>;

/// Reads how far stored runs are from FP32, on a thread of its own, one request at a time.
class DivergenceLoader : public QObject {
  Q_OBJECT

 public:
  explicit DivergenceLoader(QObject* parent = nullptr);
  ~DivergenceLoader() override;

  /// Of what was asked for while another is read, only the newest is read after it. Runs that
  /// nothing can be compared with, for want of a configuration, are left out.
  void load(const std::string& store, const QList<qint64>& runs);

 signals:
  void loaded(const std::string& store, scalescope::LoadedDivergences runs);
  void failed(const std::string& store, const QString& message);

 private:
  using Request = std::pair<std::string, QList<qint64>>;
  void finish(const std::string& store, const LoadedDivergences& runs, const QString& failure);

  QThreadPool pool_;
  bool reading_ = false;
  std::optional<Request> next_;
};

}  // namespace scalescope
