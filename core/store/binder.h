#pragma once

#include <SQLiteCpp/Statement.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace scalescope {

/// Binds the parameters of a statement from left to right. SQLite makes NULL of NaN, so the mask
/// says which it was.
class Binder {
 public:
  explicit Binder(SQLite::Statement& statement) : statement_(statement) {
    statement_.tryReset();  // its result is that of the last, failed, execution
  }
  template <typename T>
  Binder& value(const T& value) {
    statement_.bind(next_++, value);
    return *this;
  }
  Binder& real(double value) {
    if (std::isnan(value)) mask_ |= bit_;
    bit_ <<= 1;
    return this->value(value);
  }
  Binder& text(std::string_view text) { return value(std::string(text)); }
  /// `bytes` must stay until run().
  Binder& blob(std::string_view bytes) {
    statement_.bindNoCopy(next_++, bytes.data(), static_cast<int>(bytes.size()));
    return *this;
  }
  Binder& null() {
    statement_.bind(next_++);
    return *this;
  }
  Binder& mask() { return value(mask_); }
  void run() { statement_.exec(); }

 private:
  SQLite::Statement& statement_;
  int next_ = 1;
  std::int64_t bit_ = 1;
  std::int64_t mask_ = 0;
};

}  // namespace scalescope
