#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace scalescope {

/// Tells writers of a store apart from those that are gone. A living writer holds an
/// open-file-description lock (fcntl, F_OFD_SETLK) on one byte of "<store>-lock"; the byte's number
/// is the writer's name in the store. The kernel drops the lock when the process ends, however it
/// ends; no process id can be mistaken for another.
class WriterMark {
 public:
  explicit WriterMark(const std::string& store);  ///< Error (input) if the lock file cannot be made
  ~WriterMark();  ///< removes the file if no other writer holds a lock
  WriterMark(const WriterMark&) = delete;
  WriterMark& operator=(const WriterMark&) = delete;

  /// Claims a piece of work on the store, known by a number, for as long as what is returned lives:
  /// nothing if another process, or another part of this one, has claimed it.
  static std::unique_ptr<WriterMark> claim(const std::string& store, std::uint64_t work);

  std::int64_t id() const { return id_; }
  bool alive(std::int64_t writer) const;  ///< true for this writer itself

 private:
  WriterMark(const std::string& store, std::int64_t byte);
  bool lock();

  std::string path_;
  int file_ = -1;
  std::int64_t id_ = 0;
};

/// The same question from a process that does not write. When in doubt (no permission): alive.
bool isWriterAlive(const std::string& store, std::int64_t writer);

}  // namespace scalescope
