#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/store/writer.h"

namespace scalescope {

/// The one writer of the store that a window has open: training and the edits of the runs table
/// share it. Any thread.
class StoreHandle {
 public:
  /// `onError`: a write that failed for good, in the language of `say`; called on the writer's
  /// thread.
  StoreHandle(std::string path, StoreWriter::ErrorHandler onError, Phrases say = Phrases());

  const std::string& path() const { return path_; }
  /// Opens the store when first asked, creating it if need be; Error as StoreWriter. May wait for
  /// the disk.
  std::shared_ptr<StoreWriter> writer();
  /// Waits until what was written is on disk, or cannot be (false), which `onError` hears of; at
  /// once if nobody has written yet.
  bool flush();
  bool failing() const;  ///< records wait that could not be written

 private:
  std::string path_;
  StoreWriter::ErrorHandler onError_;
  Phrases say_;
  mutable std::mutex mutex_;
  std::shared_ptr<StoreWriter> writer_;
};

}  // namespace scalescope
