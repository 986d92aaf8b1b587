#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.h"

namespace scalescope {

/// Reads a file from front to end, unpacked if its content (not its name) is gzip. All errors are
/// refusals that name the file; damaged or cut gzip data are found at the latest at the end.
class ByteStream {
 public:
  explicit ByteStream(const std::string& path);
  /// Reads memory, which must outlive the stream, as if it were the file `name`.
  ByteStream(std::string_view bytes, std::string name);
  ByteStream(ByteStream&&) noexcept;
  ByteStream& operator=(ByteStream&&) noexcept;
  ~ByteStream();

  /// Fills `out` with the next bytes; fewer than `most` only at the end.
  std::size_t read(void* out, std::size_t most);

  const std::string& name() const { return name_; }
  std::uint64_t position() const { return position_; }  ///< bytes read so far, unpacked
  /// Bytes in all, where that is known before reading: not for gzip.
  std::optional<std::uint64_t> size() const;

 private:
  struct Inflater;
  void start();
  bool refill();
  std::size_t readPlain(char* out, std::size_t most);
  std::size_t readPacked(char* out, std::size_t most);
  [[noreturn]] void refuseDamaged(std::uint64_t byte) const;

  File file_;
  std::string name_;
  std::vector<char> buffer_;
  std::string_view input_;  ///< raw bytes that were taken from the file but not used yet
  std::uint64_t rawSize_ = 0;
  std::uint64_t position_ = 0;
  std::unique_ptr<Inflater> inflater_;
};

}  // namespace scalescope
