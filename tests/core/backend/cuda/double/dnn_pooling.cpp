#include <cudnn.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/backend/cuda/double/dnn_tensor_operation.h"

namespace scalescope::cuda_double {
namespace {

struct Reach {
  int size() const { return end - begin; }

  int begin;
  int end;
};

/// By axis: height, then width.
struct DnnPooling {
  bool isMax() const {
    return mode == CUDNN_POOLING_MAX || mode == CUDNN_POOLING_MAX_DETERMINISTIC;
  }
  bool fits(std::size_t axis, int input) const { return input + 2 * padding[axis] >= window[axis]; }
  int outputExtent(std::size_t axis, int input) const {
    return 1 + (input + 2 * padding[axis] - window[axis]) / stride[axis];
  }
  /// What the window of an output covers of the input without its padding.
  Reach reach(std::size_t axis, int output, int input) const {
    const int begin = output * stride[axis] - padding[axis];
    return {std::max(begin, 0), std::min(begin + window[axis], input)};
  }
  int averaged(Reach rows, Reach columns) const {
    if (mode == CUDNN_POOLING_AVERAGE_COUNT_INCLUDE_PADDING) return window[0] * window[1];
    return rows.size() * columns.size();
  }

  bool set = false;
  cudnnPoolingMode_t mode = CUDNN_POOLING_MAX;
  bool propagatesNan = true;
  std::array<int, 2> window{}, padding{}, stride{};
};

Handles<cudnnPoolingDescriptor_t, DnnPooling>& dnnPoolings() {
  // Never destroyed, as objects with static lifetime may still release what they hold.
  static auto& instance = *new Handles<cudnnPoolingDescriptor_t, DnnPooling>;
  return instance;
}

bool allAtLeast(int least, const std::array<int, 2>& sizes) {
  return sizes[0] >= least && sizes[1] >= least;
}

/// What is wrong with it; null: nothing.
const char* mistakeOf(const DnnPooling& pooling) {
  if (pooling.mode < CUDNN_POOLING_MAX || pooling.mode > CUDNN_POOLING_MAX_DETERMINISTIC) {
    return "no mode";
  }
  if (!allAtLeast(1, pooling.window)) return "the window is not positive";
  if (!allAtLeast(1, pooling.stride)) return "a stride is not positive";
  if (!allAtLeast(0, pooling.padding)) return "a padding is negative";
  for (const std::size_t axis : {0, 1}) {
    if (pooling.padding[axis] >= pooling.window[axis]) return "windows lie in the padding alone";
  }
  return nullptr;
}

DnnPooling poolingFor(DnnOperation& operation, cudnnPoolingDescriptor_t descriptor) {
  const auto found = operation.find(dnnPoolings(), descriptor, "the pooling's descriptor");
  operation.expect(!found || found->set, "the pooling's descriptor was not set");
  return found ? *found : DnnPooling{};
}

void expectExtents(DnnOperation& operation, const DnnPooling& pooling,
                   const DnnTensorLayout::Sizes& x, const DnnTensorLayout::Sizes& y) {
  operation.expect(x[0] == y[0] && x[1] == y[1], "x and y differ in batch or channels");
  if (!pooling.set) return;  // which is noted already
  for (const std::size_t axis : {0, 1}) {
    const int input = x[2 + axis];
    operation.expect(pooling.fits(axis, input), "the window is larger than the input");
    operation.expect(pooling.outputExtent(axis, input) == y[2 + axis],
                     "y has not the extents that the pooling gives");
  }
}

/// Calls visit(value's row, value's column) for what a window covers.
template <typename Visit>
void forEachCovered(Reach rows, Reach columns, const Visit& visit) {
  for (int h = rows.begin; h < rows.end; ++h) {
    for (int w = columns.begin; w < columns.end; ++w) visit(h, w);
  }
}

/// A pooling of x whose arguments are in order.
struct PoolingLoops {
  Reach rows(int h) const { return pooling.reach(0, h, x.extents()[2]); }
  Reach columns(int w) const { return pooling.reach(1, w, x.extents()[3]); }

  float largest(int n, int c, Reach rows, Reach columns) const {
    float best = x.at(n, c, rows.begin, columns.begin);
    forEachCovered(rows, columns, [&](int h, int w) {
      const float value = x.at(n, c, h, w);
      const bool decided = pooling.propagatesNan && std::isnan(best);
      const bool nanWins = pooling.propagatesNan ? std::isnan(value) : std::isnan(best);
      if (!decided && (value > best || nanWins)) best = value;
    });
    return best;
  }
  double average(int n, int c, Reach rows, Reach columns) const {
    double sum = 0;
    forEachCovered(rows, columns, [&](int h, int w) { sum += x.at(n, c, h, w); });
    return sum / pooling.averaged(rows, columns);
  }
  void forward(const DnnOutput& y) const {
    forEachPosition(y.extents(), [&](int n, int c, int h, int w) {
      const double value =
          pooling.isMax() ? largest(n, c, rows(h), columns(w)) : average(n, c, rows(h), columns(w));
      blend.into(y.at(n, c, h, w), value);
    });
  }

  /// The share of the value at a position in the windows' gradients.
  using Gradient = std::vector<double>;

  std::size_t index(int n, int c, int h, int w) const {
    const auto& extents = x.extents();
    const auto row = (static_cast<std::size_t>(n) * extents[2] + h) * extents[3] + w;
    return row * extents[1] + c;
  }
  /// To the first value that is y: if y is not the forward's result, the gradient is lost.
  void toLargest(Gradient& gradient, const DnnInput& y, const DnnInput& dy, int n, int c, int h,
                 int w) const {
    const float largest = y.at(n, c, h, w);
    bool found = false;
    forEachCovered(rows(h), columns(w), [&](int row, int column) {
      const float value = x.at(n, c, row, column);
      const bool same = value == largest || (std::isnan(value) && std::isnan(largest));
      if (same && !found) gradient[index(n, c, row, column)] += dy.at(n, c, h, w);
      found = found || same;
    });
  }
  void toAll(Gradient& gradient, const DnnInput& dy, int n, int c, int h, int w) const {
    const double share = double{dy.at(n, c, h, w)} / pooling.averaged(rows(h), columns(w));
    forEachCovered(rows(h), columns(w),
                   [&](int row, int column) { gradient[index(n, c, row, column)] += share; });
  }
  void backward(const DnnInput& y, const DnnInput& dy, const DnnOutput& dx) const {
    const auto& extents = x.extents();
    Gradient gradient(index(extents[0] - 1, extents[1] - 1, extents[2] - 1, extents[3] - 1) + 1);
    forEachPosition(dy.extents(), [&](int n, int c, int h, int w) {
      if (pooling.isMax()) {
        toLargest(gradient, y, dy, n, c, h, w);
      } else {
        toAll(gradient, dy, n, c, h, w);
      }
    });
    forEachPosition(extents, [&](int n, int c, int h, int w) {
      blend.into(dx.at(n, c, h, w), gradient[index(n, c, h, w)]);
    });
  }

  DnnPooling pooling;
  DnnBlend blend;
  DnnInput x;
};

template <typename A, typename B>
bool sameLayout(const DnnTensor<A>& a, const DnnTensor<B>& b) {
  return a.layout.extents == b.layout.extents && a.layout.strides == b.layout.strides;
}

}  // namespace

extern "C" {

cudnnStatus_t cudnnCreatePoolingDescriptor(cudnnPoolingDescriptor_t* descriptor) {
  DnnCall call("cudnnCreatePoolingDescriptor", CUDNN_STATUS_ALLOC_FAILED);
  return call.make(dnnPoolings(), descriptor, {});
}

cudnnStatus_t cudnnSetPooling2dDescriptor(cudnnPoolingDescriptor_t descriptor,
                                          cudnnPoolingMode_t mode, cudnnNanPropagation_t nan,
                                          int windowHeight, int windowWidth, int verticalPadding,
                                          int horizontalPadding, int verticalStride,
                                          int horizontalStride) {
  DnnCall call("cudnnSetPooling2dDescriptor");
  const auto pooling = call.find(dnnPoolings(), descriptor, "the descriptor");
  call.expect(nan == CUDNN_PROPAGATE_NAN || nan == CUDNN_NOT_PROPAGATE_NAN, "no option for NaN");
  const DnnPooling given{true,
                         mode,
                         nan == CUDNN_PROPAGATE_NAN,
                         {windowHeight, windowWidth},
                         {verticalPadding, horizontalPadding},
                         {verticalStride, horizontalStride}};
  if (const char* mistake = mistakeOf(given)) call.expect(false, mistake);
  if (!call.failed()) *pooling = given;
  return call.status();
}

cudnnStatus_t cudnnDestroyPoolingDescriptor(cudnnPoolingDescriptor_t descriptor) {
  DnnCall call("cudnnDestroyPoolingDescriptor");
  return call.destroy(dnnPoolings(), descriptor, "the descriptor");
}

cudnnStatus_t cudnnPoolingForward(cudnnHandle_t handle, const cudnnPoolingDescriptor_t descriptor,
                                  const void* alpha, const cudnnTensorDescriptor_t xDesc,
                                  const void* x, const void* beta,
                                  const cudnnTensorDescriptor_t yDesc, void* y) {
  DnnOperation operation("cudnnPoolingForward", handle);
  const PoolingLoops loops{poolingFor(operation, descriptor), operation.blend(alpha, beta),
                           operation.input(xDesc, x, "x")};
  const DnnOutput output = operation.output(yDesc, y, "y");
  expectExtents(operation, loops.pooling, loops.x.extents(), output.extents());
  return operation.run([loops, output] { loops.forward(output); });
}

cudnnStatus_t cudnnPoolingBackward(cudnnHandle_t handle, const cudnnPoolingDescriptor_t descriptor,
                                   const void* alpha, const cudnnTensorDescriptor_t yDesc,
                                   const void* y, const cudnnTensorDescriptor_t dyDesc,
                                   const void* dy, const cudnnTensorDescriptor_t xDesc,
                                   const void* x, const void* beta,
                                   const cudnnTensorDescriptor_t dxDesc, void* dx) {
  DnnOperation operation("cudnnPoolingBackward", handle);
  const PoolingLoops loops{poolingFor(operation, descriptor), operation.blend(alpha, beta),
                           operation.input(xDesc, x, "x")};
  const DnnInput result = operation.input(yDesc, y, "y");
  const DnnInput gradient = operation.input(dyDesc, dy, "dy");
  const DnnOutput output = operation.output(dxDesc, dx, "dx");
  operation.expect(!loops.pooling.set || loops.pooling.mode != CUDNN_POOLING_MAX,
                   "CUDNN_POOLING_MAX may give other bits in each run");
  operation.expect(sameLayout(result, gradient), "y and dy differ in extents or strides");
  operation.expect(sameLayout(loops.x, output), "x and dx differ in extents or strides");
  expectExtents(operation, loops.pooling, loops.x.extents(), result.extents());
  return operation.run(
      [loops, result, gradient, output] { loops.backward(result, gradient, output); });
}

}  // extern "C"

}  // namespace scalescope::cuda_double
