#include "core/data/byte_stream.h"

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

#include "core/base/error.h"

namespace scalescope {

struct ByteStream::Inflater {
  z_stream state{};
  bool ended = false;  ///< the last member of the file has been unpacked to its end

  Inflater() {
    constexpr int kGzipOnly = 16;
    if (inflateInit2(&state, MAX_WBITS + kGzipOnly) != Z_OK)
      fail("zlib", phrase("cannot be started"));
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&state); }
};

ByteStream::ByteStream(const std::string& path) : file_(openFile(path)), name_(path) {
  constexpr std::size_t kPiece = std::size_t{1} << 16;
  buffer_.resize(kPiece);
  struct stat status {};
  if (fstat(fileno(file_.get()), &status) == 0)
    rawSize_ = static_cast<std::uint64_t>(status.st_size);
  refill();
  start();
}

ByteStream::ByteStream(std::string_view bytes, std::string name)
    : name_(std::move(name)), input_(bytes), rawSize_(bytes.size()) {
  start();
}

ByteStream::ByteStream(ByteStream&&) noexcept = default;
ByteStream& ByteStream::operator=(ByteStream&&) noexcept = default;
ByteStream::~ByteStream() = default;

void ByteStream::start() {
  if (input_.starts_with("\x1f\x8b")) inflater_ = std::make_unique<Inflater>();
}

std::optional<std::uint64_t> ByteStream::size() const {
  return inflater_ ? std::nullopt : std::optional(rawSize_);
}

std::size_t ByteStream::read(void* out, std::size_t most) {
  auto* bytes = static_cast<char*>(out);
  const std::size_t count = inflater_ ? readPacked(bytes, most) : readPlain(bytes, most);
  position_ += count;
  return count;
}

bool ByteStream::refill() {
  if (!input_.empty()) return true;
  if (!file_) return false;
  input_ = {buffer_.data(), std::fread(buffer_.data(), 1, buffer_.size(), file_.get())};
  if (std::ferror(file_.get())) {
    refuse(name_, {phrase("cannot be read: %1"), {std::strerror(errno)}});
  }
  return !input_.empty();
}

std::size_t ByteStream::readPlain(char* out, std::size_t most) {
  std::size_t count = 0;
  while (count < most && refill()) {
    const std::size_t piece = std::min(most - count, input_.size());
    std::memcpy(out + count, input_.data(), piece);
    input_.remove_prefix(piece);
    count += piece;
  }
  return count;
}

void ByteStream::refuseDamaged(std::uint64_t byte) const {
  const char* reason = inflater_->state.msg;
  const std::string place = std::to_string(byte);
  if (reason == nullptr) {
    refuse(name_, {phrase("the gzip data are damaged after %1 unpacked bytes"), {place}});
  }
  refuse(name_, {phrase("the gzip data are damaged after %1 unpacked bytes: %2"), {place, reason}});
}

std::size_t ByteStream::readPacked(char* out, std::size_t most) {
  z_stream& state = inflater_->state;
  std::size_t count = 0;
  while (count < most) {
    if (!refill()) {
      if (inflater_->ended) return count;
      refuse(name_, {phrase("the gzip data are cut off: they end after %1 unpacked bytes"),
                     {std::to_string(position_ + count)}});
    }
    if (std::exchange(inflater_->ended, false)) inflateReset(&state);  // a further member follows
    const auto available = static_cast<uInt>(std::min<std::size_t>(input_.size(), UINT_MAX));
    const auto room = static_cast<uInt>(std::min<std::size_t>(most - count, UINT_MAX));
    state.next_in = reinterpret_cast<const Bytef*>(input_.data());
    state.avail_in = available;
    state.next_out = reinterpret_cast<Bytef*>(out + count);
    state.avail_out = room;
    const int result = inflate(&state, Z_NO_FLUSH);
    input_.remove_prefix(available - state.avail_in);
    count += room - state.avail_out;
    inflater_->ended = result == Z_STREAM_END;
    if (result != Z_OK && result != Z_STREAM_END) {
      refuseDamaged(position_ + count);
    }
  }
  return count;
}

}  // namespace scalescope
