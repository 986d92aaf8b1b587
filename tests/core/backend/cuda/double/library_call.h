#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "core/backend/cuda/double/machine.h"
#include "core/backend/cuda/double/state.h"

namespace scalescope::cuda_double {

/// A call of cuDNN or cuBLASLt, from its first line to its return: it has the machine for itself.
/// What fails first is what it returns.
template <typename Status>
class LibraryCall {
 public:
  /// `planned`: what is returned when a test planned that the call fails.
  LibraryCall(const char* function, Status planned) : lock_(machine().mutex), function_(function) {
    if (mustFail(function)) status_ = planned;
  }

  bool failed() const { return status_ != Status{}; }
  Status status() const { return status_; }

  /// Whether all is well so far; what is not as documented gets a complaint.
  bool expect(bool asDocumented, Status error, const std::string& what) {
    if (!failed() && !asDocumented) {
      complain(function_, what);
      status_ = error;
    }
    return !failed();
  }
  /// The same for what is documented as an error, but no misuse.
  bool support(bool supported, Status error) {
    if (!failed() && !supported) status_ = error;
    return !failed();
  }
  /// Null if the handle is not made, or destroyed; the call has failed then.
  template <typename Handle, typename Object>
  std::shared_ptr<Object> find(const Handles<Handle, Object>& made, Handle handle, Status error,
                               const char* what) {
    auto found = made.find(handle);
    expect(found != nullptr, error, std::string(what) + " is not made, or destroyed");
    return found;
  }
  /// Of calls that release something: it is done even if the call is to fail.
  template <typename Handle, typename Object>
  void destroy(Handles<Handle, Object>& made, Handle handle, Status error, const char* what) {
    if (made.find(handle)) {
      made.remove(handle);
      objectDestroyed();
    } else {
      expect(false, error, std::string(what) + " is not made, or destroyed");
    }
  }
  template <typename Handle, typename Object>
  void make(Handles<Handle, Object>& made, Handle* place, Status error, Object object) {
    if (!expect(place != nullptr, error, "no place for the result")) return;
    *place = made.add(std::make_shared<Object>(std::move(object)));
    objectMade();
  }

 private:
  std::lock_guard<std::recursive_mutex> lock_;
  const char* function_;
  Status status_{};
};

}  // namespace scalescope::cuda_double
