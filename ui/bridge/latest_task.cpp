#include "ui/bridge/latest_task.h"

#include <utility>

namespace scalescope {

LatestTask::LatestTask(QObject& owner) : owner_(owner) { pool_.setMaxThreadCount(1); }

LatestTask::~LatestTask() { pool_.waitForDone(); }

void LatestTask::run(Work work) {
  if (busy_) {
    next_ = std::move(work);
    return;
  }
  busy_ = true;
  pool_.start([this, work = std::move(work)] {
    QMetaObject::invokeMethod(&owner_, [this, deliver = work()] {
      busy_ = false;
      if (Work next = std::exchange(next_, nullptr)) run(std::move(next));
      deliver();
    });
  });
}

}  // namespace scalescope
