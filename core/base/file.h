#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace scalescope {

/// A deleter for std::unique_ptr; what closing says is not looked at, since files are only read.
struct CloseFile {
  void operator()(std::FILE* file) const;
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Opens a regular file for reading. Refused with its name: what is missing, may not be read, or is
/// a directory, a device or a pipe (opening a pipe never blocks here).
File openFile(const std::string& path);

/// The bytes of a regular file; refused like openFile, and when it holds more than `most` bytes.
std::string readFile(const std::string& path, std::size_t most);

/// Puts `bytes` in the place of the file `path`, through a temporary file beside it and a rename: a
/// write that fails leaves the old file whole. A symbolic link stays one. Refused if nothing can be
/// created there, or what is there is no regular file; failed if the disk does not take the bytes.
void replaceFile(const std::string& path, std::string_view bytes);

}  // namespace scalescope
