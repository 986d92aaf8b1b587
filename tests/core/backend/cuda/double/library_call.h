#pragma once

#include <memory>
#include <string>
#include <utility>

#include "core/backend/cuda/double/call.h"

namespace scalescope::cuda_double {

/// A call of cuDNN or cuBLASLt. It returns `kMisuse` for misuse and `kFailure` where a test planned
/// that it fails, unless the library has a closer error.
template <typename Status, Status kMisuse, Status kFailure>
class LibraryCall : public Call<Status> {
 public:
  explicit LibraryCall(const char* function, Status planned = kFailure) : Call<Status>(function) {
    if (mustFail(function)) this->fail(planned);
  }

  using Call<Status>::misuse;
  Status misuse(const std::string& what) { return misuse(kMisuse, what); }

  /// Whether all is well so far; what is not as documented gets a complaint.
  bool expect(bool asDocumented, Status error, const std::string& what) {
    if (!this->failed() && !asDocumented) misuse(error, what);
    return !this->failed();
  }
  bool expect(bool asDocumented, const std::string& what) {
    return expect(asDocumented, kMisuse, what);
  }
  /// The same for what is documented as an error, but no misuse.
  bool support(bool supported, Status error) {
    if (!supported) this->fail(error);
    return !this->failed();
  }

  /// Null if the handle is not made, or destroyed; the call has failed then.
  template <typename Handle, typename Object>
  std::shared_ptr<Object> find(const Handles<Handle, Object>& made, Handle handle,
                               const char* what) {
    auto found = made.find(handle);
    expect(found != nullptr, std::string(what) + " is not made, or destroyed");
    return found;
  }
  template <typename Handle, typename Object>
  Status make(Handles<Handle, Object>& made, Handle* place, Object object) {
    if (!expect(place != nullptr, "no place for the result")) return this->status();
    *place = made.add(std::make_shared<Object>(std::move(object)));
    objectMade();
    return this->status();
  }
  /// Done even if the call is to fail: what its caller holds is gone either way.
  template <typename Handle, typename Object>
  Status destroy(Handles<Handle, Object>& made, Handle handle, const char* what) {
    if (!made.find(handle)) return misuse(std::string(what) + " is not made, or destroyed");
    made.remove(handle);
    objectDestroyed();
    return this->status();
  }
};

}  // namespace scalescope::cuda_double
