#pragma once

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <functional>
#include <memory>
#include <vector>

#include "core/store/run_info.h"
#include "ui/bridge/store_handle.h"

namespace scalescope {

using RunList = std::shared_ptr<const std::vector<RunInfo>>;

/// Reads the list of runs and carries out edits, one after the other, away from the window's
/// thread.
class RunsService : public QObject {
  Q_OBJECT

 public:
  using Edit = std::function<void(StoreWriter&)>;

  explicit RunsService(QObject* parent = nullptr);
  ~RunsService() override;

  void setStore(std::shared_ptr<StoreHandle> store);
  /// The runs that are compared: of them, and only them, the list tells the time of a step.
  void setCompared(const std::vector<qint64>& runs);
  void refresh();  ///< at once, or when the read in work has ended
  /// While something trains here: refreshes once a second; off: once more, with all that was
  /// written. At other times it is looked once a second whether another program has written.
  void setFollowing(bool on);
  void edit(const Edit& edit);  ///< then refreshes

 signals:
  void runsRead(scalescope::RunList runs);
  void failed(const QString& message);

 private:
  std::shared_ptr<StoreHandle> store_;
  QThreadPool pool_;
  struct Watch;
  void look();

  QTimer timer_;
  std::vector<qint64> compared_;
  std::shared_ptr<Watch> watch_;  ///< used in the pool's thread alone
  bool following_ = false;
  bool openElsewhere_ = false;  ///< a run of the list was open when it was read
  bool reading_ = false;
  bool again_ = false;
};

}  // namespace scalescope
