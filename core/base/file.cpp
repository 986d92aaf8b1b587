#include "core/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"
#include "core/base/new_file.h"

namespace scalescope {
namespace {

Sentence cannotBeRead() { return {phrase("cannot be read: %1"), {std::strerror(errno)}}; }

void requireRegular(int descriptor, const std::string& path) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) refuse(path, cannotBeRead());
  if (S_ISDIR(status.st_mode)) refuse(path, phrase("is a directory, expected a file"));
  if (S_ISFIFO(status.st_mode)) refuse(path, phrase("is a pipe, expected a regular file"));
  if (!S_ISREG(status.st_mode))
    refuse(path, phrase("is a device or socket, expected a regular file"));
}

}  // namespace

void CloseFile::operator()(std::FILE* file) const { std::fclose(file); }

File openFile(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) refuse(path, cannotBeRead());
  File file(fdopen(descriptor, "rb"));
  if (!file) {
    close(descriptor);
    fail(path, cannotBeRead());
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
    if (std::ferror(file.get())) refuse(path, cannotBeRead());
    if (bytes.size() < before + kPiece) break;
  }
  if (bytes.size() > most) {
    refuse(path,
           {phrase("holds more than %1 bytes, the most that is read"), {std::to_string(most)}});
  }
  return bytes;
}

void replaceFile(const std::string& path, std::string_view bytes) {
  NewFile file(path);
  file.write(bytes);
  file.commit();
}

}  // namespace scalescope
