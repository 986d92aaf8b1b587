#include "ui/bridge/store_handle.h"

#include <utility>

#include "core/base/error.h"

namespace scalescope {

StoreHandle::StoreHandle(std::string path, StoreWriter::ErrorHandler onError, Phrases say)
    : path_(std::move(path)), onError_(std::move(onError)), say_(std::move(say)) {}

std::shared_ptr<StoreWriter> StoreHandle::writer() {
  const std::lock_guard lock(mutex_);
  if (!writer_) {
    StoreOptions options;
    options.say = say_;
    writer_ = std::make_shared<StoreWriter>(path_, onError_, options);
  }
  return writer_;
}

bool StoreHandle::failing() const {
  const std::lock_guard lock(mutex_);
  return writer_ && writer_->failing();
}

bool StoreHandle::flush() {
  std::shared_ptr<StoreWriter> writer;
  {
    const std::lock_guard lock(mutex_);
    writer = writer_;
  }
  if (!writer) return true;
  try {
    writer->flush();
    return true;
  } catch (const Error&) {
    return false;  // the writer has said so already
  }
}

}  // namespace scalescope
