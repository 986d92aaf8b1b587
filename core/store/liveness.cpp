#include "core/store/liveness.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <random>

#include "core/base/error.h"

namespace scalescope {
namespace {

// SQLite names its side files after the file that a symbolic link leads to; so does this one.
std::string lockPath(const std::string& store) {
  std::error_code error;
  const auto real = std::filesystem::canonical(store, error);
  return (error ? store : real.string()) + "-lock";
}

struct flock range(short type, std::int64_t start, std::int64_t length) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = start;
  lock.l_len = length;
  return lock;
}

bool lockRange(int file, std::int64_t start, std::int64_t length) {
  struct flock lock = range(F_WRLCK, start, length);
  return fcntl(file, F_OFD_SETLK, &lock) == 0;
}

bool someoneHolds(int file, std::int64_t byte) {
  struct flock lock = range(F_RDLCK, byte, 1);
  return fcntl(file, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

constexpr int kAttempts = 1000;

std::int64_t randomByte() {
  std::random_device device;
  return static_cast<std::int64_t>(((std::uint64_t{device()} << 32) | device()) >> 2) + 1;
}

/// Another writer may remove the file between our opening and our locking it.
bool isStillThere(int file, const std::string& path) {
  struct stat ours {
  }, theirs{};
  return fstat(file, &ours) == 0 && stat(path.c_str(), &theirs) == 0 &&
         ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

}  // namespace

WriterMark::WriterMark(const std::string& store) : path_(lockPath(store)) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    id_ = randomByte();
    if (lock()) return;
  }
  refuse(path_, phrase("cannot be locked: the store must lie on a local disk"));
}

WriterMark::WriterMark(const std::string& store, std::int64_t byte)
    : path_(lockPath(store)), id_(byte) {}

std::unique_ptr<WriterMark> WriterMark::claim(const std::string& store, std::uint64_t work) {
  // Beyond all writers' bytes.
  const auto byte = static_cast<std::int64_t>((work >> 2) | (std::uint64_t{1} << 62));
  std::unique_ptr<WriterMark> mark(new WriterMark(store, byte));
  return mark->lock() ? std::move(mark) : nullptr;
}

/// False if another holds the byte.
bool WriterMark::lock() {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file_ < 0) refuse(path_, {phrase("cannot be made: %1"), {std::strerror(errno)}});
    const bool locked = lockRange(file_, id_, 1);
    const int error = locked ? 0 : errno;
    if (locked && isStillThere(file_, path_)) return true;
    close(file_);
    file_ = -1;
    if (error == EAGAIN || error == EACCES) return false;
    if (error == ENOLCK || error == EINVAL) break;
    usleep(1000);
  }
  refuse(path_, phrase("cannot be locked: the store must lie on a local disk"));
}

WriterMark::~WriterMark() {
  if (file_ < 0) return;
  if (lockRange(file_, 0, 0)) unlink(path_.c_str());  // all of it: nobody else is left
  close(file_);
}

bool WriterMark::alive(std::int64_t writer) const {
  return writer == id_ || someoneHolds(file_, writer);
}

bool isWriterAlive(const std::string& store, std::int64_t writer) {
  const int file = open(lockPath(store).c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno != ENOENT;
  const bool alive = someoneHolds(file, writer);
  close(file);
  return alive;
}

}  // namespace scalescope
