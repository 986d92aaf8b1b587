#pragma once

#include <string>
#include <string_view>

namespace scalescope {

/// A file that takes the place of `path` when it is whole: it is written piece by piece under
/// another name beside it, and gone again unless commit() is reached. A symbolic link stays one.
/// Refused if nothing can be created there, or what is there is no regular file; failed if the disk
/// does not take the bytes.
class NewFile {
 public:
  explicit NewFile(const std::string& path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(std::string_view bytes);
  void commit();
  const std::string& path() const { return path_; }

 private:
  void flush();

  std::string path_;       ///< as it was asked for
  std::string target_;     ///< what a link at `path_` leads to
  std::string temporary_;  ///< empty: moved to its place
  std::string waiting_;    ///< bytes not yet handed to the system
  int descriptor_ = -1;
};

}  // namespace scalescope
