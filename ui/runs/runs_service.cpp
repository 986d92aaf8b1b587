#include "ui/runs/runs_service.h"
#include "ui/style/window_phrases.h"

#include <QFileInfo>
#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "core/store/reader.h"
#include "core/store/run_results.h"
#include "core/store/words.h"

namespace scalescope {

/// A connection of its own, which SQLite tells whether others have written.
struct RunsService::Watch {
  std::string path;
  std::optional<StoreReader> reader;
  std::int64_t version = -1;

  bool changed() {
    try {
      if (!QFileInfo::exists(QString::fromStdString(path))) return false;
      const bool first = !reader;
      if (first) reader.emplace(path);
      const std::int64_t now = reader->dataVersion();
      return std::exchange(version, now) != now || first;
    } catch (const std::exception&) {
      reader.reset();
      return false;  // whoever reads the store is told
    }
  }
};

namespace {

std::vector<RunInfo> readRuns(const StoreReader& reader, const std::vector<qint64>& compared) {
  std::vector<RunInfo> runs = reader.runs();
  for (RunInfo& run : runs) {
    if (std::find(compared.begin(), compared.end(), run.id) != compared.end())
      measureStepTime(reader, run);
  }
  return runs;
}

}  // namespace

RunsService::RunsService(QObject* parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);
  timer_.setInterval(1000);
  connect(&timer_, &QTimer::timeout, this, [this] {
    // A slow store is read as often as it can be, never in a row without a pause.
    if (reading_) return;
    // Of a run that another program trains, only reading it again tells whether that still lives.
    following_ || openElsewhere_ ? refresh() : look();
  });
}

void RunsService::look() {
  if (!watch_) return;
  reading_ = true;
  pool_.start([this, watch = watch_] {
    const bool changed = watch->changed();
    QMetaObject::invokeMethod(this, [this, watch, changed] {
      reading_ = false;
      const bool asked = std::exchange(again_, false);
      if (asked || (changed && watch == watch_)) refresh();
    });
  });
}

RunsService::~RunsService() { pool_.waitForDone(); }

void RunsService::setStore(std::shared_ptr<StoreHandle> store) {
  store_ = std::move(store);
  watch_ = std::make_shared<Watch>();
  watch_->path = store_->path();
  timer_.start();
  refresh();
}

void RunsService::setFollowing(bool on) {
  following_ = on;
  if (on) {
    timer_.start();
  } else {
    // The last records may still be on their way to the disk.
    if (store_) pool_.start([store = store_] { store->flush(); });
    refresh();
  }
}

void RunsService::setCompared(const std::vector<qint64>& runs) {
  if (runs == compared_) return;
  compared_ = runs;
  refresh();
}

void RunsService::refresh() {
  if (!store_) return;
  if (reading_) {
    again_ = true;
    return;
  }
  reading_ = true;
  pool_.start([this, store = store_, compared = compared_] {
    auto runs = std::make_shared<std::vector<RunInfo>>();
    QString failure;
    try {
      // A store that nobody wrote to yet is an empty one.
      if (QFileInfo::exists(QString::fromStdString(store->path())))
        *runs = readRuns(StoreReader(store->path()), compared);
    } catch (const std::exception& error) {
      failure = errorText(error);
    }
    QMetaObject::invokeMethod(this, [this, store, runs, failure] {
      reading_ = false;
      if (store == store_) {
        if (failure.isEmpty()) {
          openElsewhere_ = std::any_of(runs->begin(), runs->end(),
                                       [](const RunInfo& run) { return isOpen(run.state); });
          emit runsRead(runs);
        } else {
          timer_.stop();
          emit failed(failure);
        }
      }
      if (std::exchange(again_, false)) refresh();
    });
  });
}

void RunsService::edit(const Edit& edit) {
  if (!store_) return;
  pool_.start([this, edit, store = store_] {
    QString failure;
    try {
      edit(*store->writer());
    } catch (const std::exception& error) {
      failure = errorText(error);
    }
    QMetaObject::invokeMethod(this, [this, failure] {
      if (!failure.isEmpty()) emit failed(failure);
      refresh();
    });
  });
}

}  // namespace scalescope
