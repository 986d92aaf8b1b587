#pragma once

#include <QObject>
#include <QThreadPool>
#include <functional>

namespace scalescope {

/// Work on a thread of its own, one piece at a time; of what is asked for meanwhile, only the
/// newest is done after it. A member of `owner`, whose thread it is used from.
class LatestTask {
 public:
  using Delivery = std::function<void()>;
  /// Runs on the other thread; what it returns is called in the owner's.
  using Work = std::function<Delivery()>;

  explicit LatestTask(QObject& owner);
  ~LatestTask();  ///< waits for the work
  void run(Work work);

 private:
  QObject& owner_;
  QThreadPool pool_;
  bool busy_ = false;
  Work next_;
};

}  // namespace scalescope
