#include "core/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/base/error.h"

namespace scalescope {
namespace {

std::string lastError() { return std::strerror(errno); }

void requireRegular(int descriptor, const std::string& path) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) refuse(path, "cannot be read: " + lastError());
  if (S_ISDIR(status.st_mode)) refuse(path, "is a directory, expected a file");
  if (S_ISFIFO(status.st_mode)) refuse(path, "is a pipe, expected a regular file");
  if (!S_ISREG(status.st_mode)) refuse(path, "is a device or socket, expected a regular file");
}

/// A file that is deleted again unless it was moved to its final place.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& target) {
    constexpr int kTries = 100;
    for (int i = 0; i < kTries && descriptor_ < 0; ++i) {
      path_ = target + ".tmp-" + std::to_string(getpid()) + "-" + std::to_string(i);
      descriptor_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (descriptor_ < 0 && errno != EEXIST) break;
    }
    if (descriptor_ < 0) refuse(target, "cannot be written: " + lastError());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!path_.empty()) unlink(path_.c_str());
  }

  bool write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return fsync(descriptor_) == 0;
  }

  bool moveTo(const std::string& target) {
    if (std::rename(path_.c_str(), target.c_str()) != 0) return false;
    path_.clear();
    return true;
  }

 private:
  std::string path_;
  int descriptor_ = -1;
};

/// What a symbolic link leads to. Only a regular file, or nothing yet, may be replaced: a device
/// would be gone afterwards.
std::string fileBehind(const std::string& path) {
  if (path.empty()) refuse("the file to write", "its name is empty");
  namespace fs = std::filesystem;
  std::error_code unknown;
  fs::path target = path;
  constexpr int kLongestChain = 40;  // as the kernel's
  for (int links = 0; links < kLongestChain && fs::is_symlink(target, unknown); ++links) {
    target = target.parent_path() / fs::read_symlink(target, unknown);
  }
  const fs::file_status status = fs::status(target, unknown);
  if (fs::is_directory(status)) refuse(path, "is a directory, expected a file");
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    refuse(path, "is no regular file, and would be replaced by one");
  }
  return target.string();
}

}  // namespace

void CloseFile::operator()(std::FILE* file) const { std::fclose(file); }

File openFile(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) refuse(path, "cannot be read: " + lastError());
  File file(fdopen(descriptor, "rb"));
  if (!file) {
    close(descriptor);
    fail(path, "cannot be read: " + lastError());
  }
  requireRegular(descriptor, path);
  return file;
}

std::string readFile(const std::string& path, std::size_t most) {
  const File file = openFile(path);
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  std::string bytes;
  while (bytes.size() <= most) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kPiece);
    bytes.resize(before + std::fread(bytes.data() + before, 1, kPiece, file.get()));
    if (std::ferror(file.get())) refuse(path, "cannot be read: " + lastError());
    if (bytes.size() < before + kPiece) break;
  }
  if (bytes.size() > most) {
    refuse(path, "holds more than " + std::to_string(most) + " bytes, the most that is read");
  }
  return bytes;
}

void replaceFile(const std::string& path, std::string_view bytes) {
  const std::string target = fileBehind(path);
  TemporaryFile temporary(target);
  if (!temporary.write(bytes)) fail(path, "cannot be written: " + lastError());
  if (!temporary.moveTo(target)) refuse(path, "cannot be replaced: " + lastError());
}

}  // namespace scalescope
