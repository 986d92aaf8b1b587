#pragma once

#include <mutex>
#include <string>

#include "core/backend/cuda/double/machine.h"
#include "core/backend/cuda/double/state.h"

namespace scalescope::cuda_double {

/// A call of a library, from its first line to its return: it has the machine for itself, and what
/// fails first is what it returns.
template <typename Status>
class Call {
 public:
  bool failed() const { return status_ != Status{}; }
  Status status() const { return status_; }

  Status fail(Status error) {
    if (!failed()) status_ = error;
    return status_;
  }
  /// The same with a complaint: for what is against the documentation.
  Status misuse(Status error, const std::string& what) {
    complain(function_, what);
    return fail(error);
  }

 protected:
  explicit Call(const char* function) : lock_(machine().mutex), function_(function) {}

 private:
  std::lock_guard<std::recursive_mutex> lock_;
  const char* function_;
  Status status_{};
};

}  // namespace scalescope::cuda_double
