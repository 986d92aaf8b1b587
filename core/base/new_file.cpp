#include "core/base/new_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "core/base/error.h"

namespace scalescope {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16;

Sentence cannotBeWritten() { return {phrase("cannot be written: %1"), {std::strerror(errno)}}; }

/// What a symbolic link leads to. Only a regular file, or nothing yet, may be replaced: a device
/// would be gone afterwards.
std::string fileBehind(const std::string& path) {
  if (path.empty()) refuse(phrase("the file to write"), phrase("its name is empty"));
  namespace fs = std::filesystem;
  std::error_code unknown;
  fs::path target = path;
  constexpr int kLongestChain = 40;  // as the kernel's
  for (int links = 0; links < kLongestChain && fs::is_symlink(target, unknown); ++links) {
    target = target.parent_path() / fs::read_symlink(target, unknown);
  }
  const fs::file_status status = fs::status(target, unknown);
  if (fs::is_directory(status)) refuse(path, phrase("is a directory, expected a file"));
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    refuse(path, phrase("is no regular file, and would be replaced by one"));
  }
  return target.string();
}

}  // namespace

NewFile::NewFile(const std::string& path) : path_(path), target_(fileBehind(path)) {
  constexpr int kTries = 100;
  for (int i = 0; i < kTries && descriptor_ < 0; ++i) {
    temporary_ = target_ + ".tmp-" + std::to_string(getpid()) + "-" + std::to_string(i);
    descriptor_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0 && errno != EEXIST) break;
  }
  if (descriptor_ < 0) refuse(path_, cannotBeWritten());
}

NewFile::~NewFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

void NewFile::write(std::string_view bytes) {
  waiting_ += bytes;
  if (waiting_.size() >= kPiece) flush();
}

void NewFile::flush() {
  std::string_view bytes = waiting_;
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path_, cannotBeWritten());
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  waiting_.clear();
}

void NewFile::commit() {
  flush();
  if (fsync(descriptor_) != 0) fail(path_, cannotBeWritten());
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0)
    refuse(path_, {phrase("cannot be replaced: %1"), {std::strerror(errno)}});
  temporary_.clear();
}

}  // namespace scalescope
