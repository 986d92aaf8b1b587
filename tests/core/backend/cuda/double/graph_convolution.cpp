#include "core/backend/cuda/double/graph_convolution.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace scalescope::cuda_double {

namespace {

/// A convolution as matrix products. Values lie in the order N, H, W, C; those of w in the order of
/// the result's channel, row, column and channel of the group.
class Convolution {
 public:
  Convolution(const ConvolutionProblem& problem, SumOrder order);

  std::vector<float> forward(const std::vector<float>& x, const std::vector<float>& w) const;
  std::vector<float> backwardData(const std::vector<float>& w, const std::vector<float>& dy) const;
  std::vector<float> backwardFilter(const std::vector<float>& x,
                                    const std::vector<float>& dy) const;

 private:
  /// Calls `visit` for each pixel of y and tap of w that meets a pixel of x, with y's pixel, the
  /// tap's first column and the place in x of the group's first channel.
  template <typename Visit>
  void forEachTap(std::int64_t image, std::int64_t group, const Visit& visit) const;
  /// A row a pixel of y, a column a tap and channel; what is beside x stays as it is.
  void gather(const std::vector<float>& x, std::int64_t image, std::int64_t group,
              PaddedMatrix& columns) const;
  /// Of y, in an image.
  std::int64_t offsetInY(std::int64_t image, std::int64_t group) const {
    return image * pixels_ * yChannels_ + group * yGroup_;
  }

  ConvolutionWindow window_;
  SumOrder order_;
  std::int64_t images_, groups_;
  std::int64_t height_, width_, xChannels_, xGroup_;             // of x
  std::int64_t rows_, columns_, taps_;                           // of w; a tap for each channel
  std::int64_t yHeight_, yWidth_, pixels_, yChannels_, yGroup_;  // of y
};

Convolution::Convolution(const ConvolutionProblem& problem, SumOrder order)
    : window_(problem.window), order_(order), groups_(problem.groups()) {
  const auto& x = problem.x.elements.extents;
  const auto& w = problem.w.elements.extents;
  const auto& y = problem.y.elements.extents;
  images_ = x[0];
  xChannels_ = x[1];
  xGroup_ = w[1];
  height_ = x[2];
  width_ = x[3];
  rows_ = w[2];
  columns_ = w[3];
  taps_ = rows_ * columns_ * xGroup_;
  yChannels_ = y[1];
  yGroup_ = yChannels_ / groups_;
  yHeight_ = y[2];
  yWidth_ = y[3];
  pixels_ = yHeight_ * yWidth_;
}

template <typename Visit>
void Convolution::forEachTap(std::int64_t image, std::int64_t group, const Visit& visit) const {
  for (std::int64_t pixel = 0; pixel < pixels_; ++pixel) {
    const std::int64_t top = pixel / yWidth_ * window_.stride[0] - window_.before[0];
    const std::int64_t left = pixel % yWidth_ * window_.stride[1] - window_.before[1];
    for (std::int64_t tap = 0; tap < rows_ * columns_; ++tap) {
      const std::int64_t h = top + tap / columns_ * window_.dilation[0];
      const std::int64_t w = left + tap % columns_ * window_.dilation[1];
      if (h < 0 || h >= height_ || w < 0 || w >= width_) continue;
      const std::int64_t place = ((image * height_ + h) * width_ + w) * xChannels_;
      visit(pixel, tap * xGroup_, place + group * xGroup_);
    }
  }
}

void Convolution::gather(const std::vector<float>& x, std::int64_t image, std::int64_t group,
                         PaddedMatrix& columns) const {
  forEachTap(image, group, [&](std::int64_t pixel, std::int64_t column, std::int64_t place) {
    std::copy_n(x.data() + place, xGroup_, columns.row(pixel) + column);
  });
}

std::vector<float> Convolution::forward(const std::vector<float>& x,
                                        const std::vector<float>& w) const {
  std::vector<float> y(static_cast<std::size_t>(images_ * pixels_ * yChannels_));
  PaddedMatrix columns(pixels_, taps_);
  PaddedMatrix weights(taps_, yGroup_);
  PaddedMatrix sums(pixels_, yGroup_);
  for (std::int64_t group = 0; group < groups_; ++group) {
    for (std::int64_t k = 0; k < yGroup_; ++k) {
      const float* filter = w.data() + (group * yGroup_ + k) * taps_;
      for (std::int64_t tap = 0; tap < taps_; ++tap) weights.row(tap)[k] = filter[tap];
    }
    for (std::int64_t image = 0; image < images_; ++image) {
      gather(x, image, group, columns);
      std::fill(sums.values.begin(), sums.values.end(), 0.0F);
      multiply({columns.row(0), columns.pitch, 1}, weights, taps_, sums, order_);
      float* to = y.data() + offsetInY(image, group);
      for (std::int64_t pixel = 0; pixel < pixels_; ++pixel) {
        std::copy_n(sums.row(pixel), yGroup_, to + pixel * yChannels_);
      }
    }
  }
  return y;
}

std::vector<float> Convolution::backwardData(const std::vector<float>& w,
                                             const std::vector<float>& dy) const {
  std::vector<float> dx(static_cast<std::size_t>(images_ * height_ * width_ * xChannels_));
  PaddedMatrix weights(yGroup_, taps_);
  PaddedMatrix sums(pixels_, taps_);
  for (std::int64_t group = 0; group < groups_; ++group) {
    for (std::int64_t k = 0; k < yGroup_; ++k) {
      std::copy_n(w.data() + (group * yGroup_ + k) * taps_, taps_, weights.row(k));
    }
    for (std::int64_t image = 0; image < images_; ++image) {
      std::fill(sums.values.begin(), sums.values.end(), 0.0F);
      multiply({dy.data() + offsetInY(image, group), yChannels_, 1}, weights, yGroup_, sums,
               order_);
      forEachTap(image, group, [&](std::int64_t pixel, std::int64_t column, std::int64_t place) {
        const float* from = sums.row(pixel) + column;
        float* to = dx.data() + place;
        for (std::int64_t c = 0; c < xGroup_; ++c) to[c] += from[c];
      });
    }
  }
  return dx;
}

std::vector<float> Convolution::backwardFilter(const std::vector<float>& x,
                                               const std::vector<float>& dy) const {
  std::vector<float> dw(static_cast<std::size_t>(yChannels_ * taps_));
  PaddedMatrix columns(pixels_, taps_);
  for (std::int64_t group = 0; group < groups_; ++group) {
    PaddedMatrix sums(yGroup_, taps_);
    for (std::int64_t image = 0; image < images_; ++image) {
      gather(x, image, group, columns);
      multiply({dy.data() + offsetInY(image, group), 1, yChannels_}, columns, pixels_, sums,
               order_);
    }
    for (std::int64_t k = 0; k < yGroup_; ++k) {
      std::copy_n(sums.row(k), taps_, dw.data() + (group * yGroup_ + k) * taps_);
    }
  }
  return dw;
}

}  // namespace

const ConvolutionTensor& ConvolutionProblem::result() const {
  switch (pass) {
    case ConvolutionPass::forward:
      return y;
    case ConvolutionPass::backwardData:
      return x;
    case ConvolutionPass::backwardFilter:
      break;
  }
  return w;
}

void convolve(const ConvolutionProblem& problem, const ConvolutionArithmetic& arithmetic,
              const void* first, const void* second, void* result) {
  std::vector<float> a = load(problem.first().elements, first);
  std::vector<float> b = load(problem.second().elements, second);
  if (arithmetic.tf32) {
    roundToTf32(a);
    roundToTf32(b);
  }
  const Convolution convolution(problem, arithmetic.order);
  std::vector<float> values;
  switch (problem.pass) {
    case ConvolutionPass::forward:
      values = convolution.forward(a, b);
      break;
    case ConvolutionPass::backwardData:
      values = convolution.backwardData(a, b);
      break;
    case ConvolutionPass::backwardFilter:
      values = convolution.backwardFilter(a, b);
      break;
  }
  if (arithmetic.relativeError != 0.0F) {
    for (float& value : values) value += value * arithmetic.relativeError;
  }
  store(problem.result().elements, result, values, problem.alpha, problem.beta);
}

}  // namespace scalescope::cuda_double
