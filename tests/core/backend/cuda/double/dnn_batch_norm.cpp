#include <cudnn.h>

#include <cstddef>
#include <string>

#include "core/backend/cuda/double/dnn_tensor_groups.h"
#include "core/backend/cuda/double/dnn_tensor_operation.h"

namespace scalescope::cuda_double {
namespace {

bool isOffered(cudnnBatchNormMode_t mode) {
  return mode == CUDNN_BATCHNORM_SPATIAL || mode == CUDNN_BATCHNORM_PER_ACTIVATION;
}

/// What the calls have in common, checked.
struct BatchNorm {
  BatchNorm(DnnOperation& operation, cudnnBatchNormMode_t mode, cudnnTensorDescriptor_t xDesc,
            const void* xData, cudnnTensorDescriptor_t parameterDesc, const void* scaleData,
            double epsilon)
      : x(operation.input(xDesc, xData, "x")),
        scale(operation.input(parameterDesc, scaleData, "the scale")),
        groups(x.extents(), mode) {
    operation.expect(isOffered(mode), "not a mode that the double offers");
    operation.expect(scale.extents() == normParameterExtents(x.extents(), mode),
                     "the parameters have other extents than cudnnDeriveBNTensorDescriptor gives");
    operation.expect(epsilon >= CUDNN_BN_MIN_EPSILON, "epsilon is less than allowed");
  }

  void normalize(const DnnBlend& blend, const DnnValues& mean, const DnnValues& inverse,
                 const DnnInput& bias, const DnnOutput& y) const {
    const DnnValues scales = groups.read(scale);
    const DnnValues biases = groups.read(bias);
    groups.forEachValue([&](int n, int c, int h, int w, std::size_t group) {
      const double normal = (x.at(n, c, h, w) - mean[group]) * inverse[group];
      blend.into(y.at(n, c, h, w), scales[group] * normal + biases[group]);
    });
  }

  DnnInput x, scale;
  DnnGroups groups;
};

DnnOutput optionalOutput(DnnOperation& operation, cudnnTensorDescriptor_t descriptor, void* address,
                         const std::string& name) {
  return address ? operation.output(descriptor, address, name) : DnnOutput{};
}

DnnInput optionalInput(DnnOperation& operation, cudnnTensorDescriptor_t descriptor,
                       const void* address, const std::string& name) {
  return address ? operation.input(descriptor, address, name) : DnnInput{};
}

void expectBothOrNone(DnnOperation& operation, const void* a, const void* b,
                      const std::string& names) {
  operation.expect((a == nullptr) == (b == nullptr), names + " must be given both or not at all");
}

/// Running statistics; with a factor of 1 the old ones are not read.
struct Running {
  void update(const DnnGroups& groups, const DnnStatistics& statistics) const {
    groups.write(blend, statistics.mean, mean);
    groups.write(blend, statistics.unbiased(groups.valuesInEach()), variance);
  }

  DnnBlend blend;
  DnnOutput mean, variance;
};

DnnValues scaled(DnnValues values, double factor) {
  for (double& value : values) value *= factor;
  return values;
}

/// What a backward writes, and how.
struct Gradients {
  DnnBlend dataBlend, parameterBlend;
  DnnOutput data, scale, bias;
};

void backward(const BatchNorm& norm, const DnnValues& mean, const DnnValues& inverse,
              const DnnInput& dy, const Gradients& results) {
  const auto normal = [&](int n, int c, int h, int w, std::size_t group) {
    return (norm.x.at(n, c, h, w) - mean[group]) * inverse[group];
  };
  const DnnValues dyMeans = norm.groups.means(
      [&](int n, int c, int h, int w, std::size_t) { return double{dy.at(n, c, h, w)}; });
  const DnnValues productMeans =
      norm.groups.means([&](int n, int c, int h, int w, std::size_t group) {
        return dy.at(n, c, h, w) * normal(n, c, h, w, group);
      });
  const DnnValues scales = norm.groups.read(norm.scale);
  norm.groups.forEachValue([&](int n, int c, int h, int w, std::size_t group) {
    const double centred =
        dy.at(n, c, h, w) - dyMeans[group] - normal(n, c, h, w, group) * productMeans[group];
    results.dataBlend.into(results.data.at(n, c, h, w), scales[group] * inverse[group] * centred);
  });
  const double count = norm.groups.valuesInEach();
  norm.groups.write(results.parameterBlend, scaled(productMeans, count), results.scale);
  norm.groups.write(results.parameterBlend, scaled(dyMeans, count), results.bias);
}

}  // namespace

extern "C" {

cudnnStatus_t cudnnDeriveBNTensorDescriptor(cudnnTensorDescriptor_t derived,
                                            const cudnnTensorDescriptor_t xDesc,
                                            cudnnBatchNormMode_t mode) {
  DnnCall call("cudnnDeriveBNTensorDescriptor");
  const auto result = call.find(dnnTensors(), derived, "the descriptor to derive");
  const auto x = call.find(dnnTensors(), xDesc, "the descriptor of x");
  call.expect(!x || x->set, "the descriptor of x was not set");
  call.expect(isOffered(mode), "not a mode that the double offers");
  if (call.failed()) return call.status();
  const auto extents = normParameterExtents(x->extents, mode);
  const int image = extents[2] * extents[3];
  *result = {true, CUDNN_DATA_FLOAT, extents, {extents[1] * image, image, extents[3], 1}};
  return call.status();
}

cudnnStatus_t cudnnBatchNormalizationForwardTraining(
    cudnnHandle_t handle, cudnnBatchNormMode_t mode, const void* alpha, const void* beta,
    const cudnnTensorDescriptor_t xDesc, const void* x, const cudnnTensorDescriptor_t yDesc,
    void* y, const cudnnTensorDescriptor_t parameters, const void* scale, const void* bias,
    double factor, void* runningMean, void* runningVariance, double epsilon, void* saveMean,
    void* saveInverse) {
  DnnOperation operation("cudnnBatchNormalizationForwardTraining", handle);
  const BatchNorm norm(operation, mode, xDesc, x, parameters, scale, epsilon);
  const DnnBlend blend = operation.blend(alpha, beta);
  const DnnOutput output = operation.output(yDesc, y, "y");
  const DnnInput shift = operation.input(parameters, bias, "the bias");
  expectBothOrNone(operation, runningMean, runningVariance, "running mean and variance");
  expectBothOrNone(operation, saveMean, saveInverse, "saved mean and inverse variance");
  const Running running{
      {factor, 1 - factor},
      optionalOutput(operation, parameters, runningMean, "the running mean"),
      optionalOutput(operation, parameters, runningVariance, "the running variance")};
  const DnnOutput mean = optionalOutput(operation, parameters, saveMean, "the saved mean");
  const DnnOutput inverse =
      optionalOutput(operation, parameters, saveInverse, "the saved inverse variance");
  operation.expect(norm.x.extents() == output.extents(), "x and y differ in extents");
  return operation.run([=] {
    const DnnStatistics statistics = statisticsOf(norm.x, norm.groups);
    const DnnValues inverses = statistics.inverses(epsilon);
    norm.normalize(blend, statistics.mean, inverses, shift, output);
    running.update(norm.groups, statistics);
    norm.groups.write({}, statistics.mean, mean);
    norm.groups.write({}, inverses, inverse);
  });
}

cudnnStatus_t cudnnBatchNormalizationForwardInference(
    cudnnHandle_t handle, cudnnBatchNormMode_t mode, const void* alpha, const void* beta,
    const cudnnTensorDescriptor_t xDesc, const void* x, const cudnnTensorDescriptor_t yDesc,
    void* y, const cudnnTensorDescriptor_t parameters, const void* scale, const void* bias,
    const void* estimatedMean, const void* estimatedVariance, double epsilon) {
  DnnOperation operation("cudnnBatchNormalizationForwardInference", handle);
  const BatchNorm norm(operation, mode, xDesc, x, parameters, scale, epsilon);
  const DnnBlend blend = operation.blend(alpha, beta);
  const DnnOutput output = operation.output(yDesc, y, "y");
  const DnnInput shift = operation.input(parameters, bias, "the bias");
  const DnnInput mean = operation.input(parameters, estimatedMean, "the mean");
  const DnnInput variance = operation.input(parameters, estimatedVariance, "the variance");
  operation.expect(norm.x.extents() == output.extents(), "x and y differ in extents");
  return operation.run([=] {
    const DnnStatistics statistics{norm.groups.read(mean), norm.groups.read(variance)};
    norm.normalize(blend, statistics.mean, statistics.inverses(epsilon), shift, output);
  });
}

cudnnStatus_t cudnnBatchNormalizationBackward(
    cudnnHandle_t handle, cudnnBatchNormMode_t mode, const void* alphaData, const void* betaData,
    const void* alphaParameters, const void* betaParameters, const cudnnTensorDescriptor_t xDesc,
    const void* x, const cudnnTensorDescriptor_t dyDesc, const void* dy,
    const cudnnTensorDescriptor_t dxDesc, void* dx, const cudnnTensorDescriptor_t parameters,
    const void* scale, void* dScale, void* dBias, double epsilon, const void* savedMean,
    const void* savedInverse) {
  DnnOperation operation("cudnnBatchNormalizationBackward", handle);
  const BatchNorm norm(operation, mode, xDesc, x, parameters, scale, epsilon);
  const DnnInput gradient = operation.input(dyDesc, dy, "dy");
  const Gradients results{operation.blend(alphaData, betaData),
                          operation.blend(alphaParameters, betaParameters),
                          operation.output(dxDesc, dx, "dx"),
                          operation.output(parameters, dScale, "the scale's gradient"),
                          operation.output(parameters, dBias, "the bias's gradient")};
  expectBothOrNone(operation, savedMean, savedInverse, "saved mean and inverse variance");
  const DnnInput mean = optionalInput(operation, parameters, savedMean, "the saved mean");
  const DnnInput inverse =
      optionalInput(operation, parameters, savedInverse, "the saved inverse variance");
  operation.expect(norm.x.extents() == gradient.extents(), "x and dy differ in extents");
  operation.expect(norm.x.extents() == results.data.extents(), "x and dx differ in extents");
  return operation.run([=] {
    if (mean.data) {
      backward(norm, norm.groups.read(mean), norm.groups.read(inverse), gradient, results);
    } else {
      const DnnStatistics statistics = statisticsOf(norm.x, norm.groups);
      backward(norm, statistics.mean, statistics.inverses(epsilon), gradient, results);
    }
  });
}

}  // extern "C"

}  // namespace scalescope::cuda_double
