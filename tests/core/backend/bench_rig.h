#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "core/backend/backend.h"
#include "core/backend/reference.h"

namespace scalescope::test {

using reference::Array;

/// One operation on a back end, fed and read as row-major arrays.
class Rig {
 public:
  Rig(std::unique_ptr<Backend> backend, Format format)
      : backend_(std::move(backend)), format_(format) {}

  /// Values of a normal distribution that `format` holds exactly.
  Array random(const Shape& shape, double deviation = 1.0) {
    Array array(shape);
    std::normal_distribution<double> normal(0.0, deviation);
    for (auto& value : array.values) value = roundTo(format_, static_cast<float>(normal(engine_)));
    return array;
  }

  TensorPtr tensor(const Array& array, Format format) {
    TensorPtr tensor = backend_->tensor(array.shape, format);
    write(*tensor, array);
    return tensor;
  }
  void write(Tensor& tensor, const Array& array) {
    const std::vector<float> values(array.values.begin(), array.values.end());
    backend_->write(tensor, values);
  }
  Array read(const Tensor& tensor) const {
    std::vector<float> values(static_cast<std::size_t>(elementCount(tensor.shape())));
    backend_->read(tensor, values);
    Array array(tensor.shape());
    array.values.assign(values.begin(), values.end());
    return array;
  }
  Parameter parameter(const std::string& name, const Array& value) {
    Parameter p;
    p.name = name;
    p.value = p.operand = tensor(value, format_);
    p.gradient = backend_->tensor(value.shape, format_);
    p.gradientSite = &sites.add(name + ".grad", TensorRole::gradient, format_);
    return p;
  }
  OperationSite site(const Array& input) {
    OperationSite s;
    s.name = "layers.0";
    s.input = tensor(input, format_);
    s.compute = s.gradient = format_;
    s.sites = &sites;
    return s;
  }
  Array forward(Operation& operation, Pass pass = Pass::training) {
    operation.forward(pass);
    return read(*operation.output());
  }
  /// Runs backward for this output gradient and returns the input gradient.
  Array backward(Operation& operation, const Array& gradient) {
    operation.setOutputGradient(tensor(gradient, format_));
    operation.backward();
    return operation.inputGradient() ? read(*operation.inputGradient()) : Array();
  }

  /// Sums in FP32 may be off by their length in rounding errors; a half result by one rounding
  /// more.
  void expectClose(const Array& actual, const Array& expected, const std::string& what,
                   double slack = 4e-6) const {
    ASSERT_EQ(actual.shape, expected.shape) << what;
    double largest = 0.0;
    for (const double value : expected.values) largest = std::max(largest, std::abs(value));
    const double ulp = std::ldexp(1.0, -info(format_).mantissaBits);
    for (std::int64_t i = 0; i < actual.size(); ++i) {
      const double allowed =
          slack * largest + (format_ == Format::fp32 ? 0.0 : 0.51 * ulp * std::abs(expected[i]));
      ASSERT_NEAR(actual[i], expected[i], allowed + info(format_).smallestSubnormal)
          << what << " at " << i;
    }
  }

  void setStep(std::int64_t step, float lossScale = 1.0F) {
    StepState state;
    state.step = step;
    state.scaler.scale = lossScale;
    backend_->setStepState(state);
  }
  Backend& backend() { return *backend_; }
  Format format() const { return format_; }
  CastSites sites;

 private:
  std::unique_ptr<Backend> backend_;
  Format format_;
  std::mt19937_64 engine_{7};
};

/// Central differences of f at x against `gradient`, for a sample of elements. The reference's
/// gradients are held against its own forward with this, so that an error in both cannot pass for
/// agreement.
inline void expectDerivative(const std::function<double(const Array&)>& f, const Array& x,
                             const Array& gradient, const std::string& what) {
  ASSERT_EQ(x.size(), gradient.size()) << what;
  const std::int64_t stride = std::max<std::int64_t>(1, x.size() / 23);
  for (std::int64_t i = 0; i < x.size(); i += stride) {
    constexpr double kStep = 1e-5;
    Array moved = x;
    moved[i] = x[i] + kStep;
    const double above = f(moved);
    moved[i] = x[i] - kStep;
    const double below = f(moved);
    ASSERT_NEAR((above - below) / (2 * kStep), gradient[i], 1e-6 + 1e-5 * std::abs(gradient[i]))
        << what << " at " << i;
  }
}

inline double dot(const Array& a, const Array& b) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace scalescope::test
