#include "ui/exchange/background_work.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QProgressDialog>
#include <QThreadPool>
#include <QTimer>
#include <atomic>
#include <exception>

#include "ui/style/time_text.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

constexpr int kParts = 1000;

QString withTimeLeft(const QString& what, double done, qint64 elapsed) {
  constexpr qint64 soon = 2000;  // ms: before, an estimate means nothing
  if (done <= 0.0 || elapsed < soon) return what;
  const double left = static_cast<double>(elapsed) * (1.0 - done) / done / 1000.0;
  return tr("%1 – %2 left").arg(what, timeText(left));
}

}  // namespace

void workInBackground(QWidget* parent, const QString& what,
                      const std::function<void(const WorkProgress&)>& work) {
  std::atomic<double> done{0.0};
  std::atomic<bool> cancelled{false};
  std::exception_ptr failure;
  QEventLoop loop;
  QThreadPool pool;
  QProgressDialog dialog(what, tr("Cancel"), 0, kParts, parent);
  dialog.setWindowModality(Qt::WindowModal);
  dialog.setMinimumDuration(400);
  dialog.setAutoClose(false);
  dialog.setAutoReset(false);
  QObject::connect(&dialog, &QProgressDialog::canceled, &dialog, [&] { cancelled = true; });
  QElapsedTimer elapsed;
  elapsed.start();
  QTimer timer;
  QObject::connect(&timer, &QTimer::timeout, &dialog, [&] {
    if (cancelled) return;
    dialog.setValue(static_cast<int>(done * kParts));
    dialog.setLabelText(withTimeLeft(what, done, elapsed.elapsed()));
  });
  timer.start(100);
  pool.start([&] {
    try {
      work([&](double share) {
        done = share;
        return !cancelled;
      });
    } catch (...) {
      failure = std::current_exception();
    }
    QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
  });
  loop.exec();
  pool.waitForDone();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace scalescope
