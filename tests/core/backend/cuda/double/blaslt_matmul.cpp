#include <algorithm>
#include <cstring>
#include <functional>
#include <optional>

#include "core/backend/cuda/double/blaslt_problem.h"
#include "core/backend/cuda/double/machine.h"

// cuBLASLt's products: the choice of an algorithm, and the product itself.
namespace scalescope::cuda_double {
namespace {

constexpr std::size_t kWorkspace = 4096;
constexpr std::size_t kWorkspaceAlignment = 256;
constexpr std::uint32_t kLeastAlignment = 16;  // what the vectors of loads need
constexpr unsigned char kUsedWorkspace = 0xA5;
constexpr std::int64_t kHalfPitch = 8;  // what tensor cores need: 16 bytes
constexpr std::uint64_t kAlgorithmMark = 0x53636f706531ULL;

struct Layouts {
  cublasLtMatrixLayout_t a, b, c, d;
};

std::optional<MatrixProblem> problemOf(ProductCall& call, cublasLtHandle_t handle,
                                       const ProductDescriptor* product, const Layouts& layouts) {
  const auto& all = productLibrary().layouts;
  if (!call.find(productLibrary().handles, handle, "the handle")) return std::nullopt;
  const auto a = call.find(all, layouts.a, "A's layout");
  const auto b = call.find(all, layouts.b, "B's layout");
  const auto c = call.find(all, layouts.c, "C's layout");
  const auto d = call.find(all, layouts.d, "D's layout");
  if (!product || !a || !b || !c || !d) return std::nullopt;
  const MatrixProblem problem{product->settings, *a, *b, *c, *d};
  const std::string fault = faultOf(problem);
  if (!fault.empty()) call.misuse(fault);
  return fault.empty() ? std::optional(problem) : std::nullopt;
}

bool hasAlgorithm(const MatrixProblem& problem, const ProductPreference& preference) {
  const auto& alignments = preference.alignments;
  if (*std::min_element(alignments.begin(), alignments.end()) < kLeastAlignment) return false;
  const bool tf32 = problem.product.compute == CUBLAS_COMPUTE_32F_FAST_TF32;
  if (tf32 && !machine().settings.hasTf32()) return false;
  if (problem.a.type != CUDA_R_32F && !machine().settings.halfProducts) return false;
  return problem.a.type == CUDA_R_32F ||
         (problem.a.pitch % kHalfPitch == 0 && problem.b.pitch % kHalfPitch == 0);
}

/// Its number, from 1; the same for the same question.
std::uint64_t idOf(const ProductAlgorithm& algorithm) {
  auto& all = productLibrary().algorithms;
  const auto found = std::find(all.begin(), all.end(), algorithm);
  if (found != all.end()) return static_cast<std::uint64_t>(found - all.begin()) + 1;
  all.push_back(algorithm);
  return all.size();
}

const ProductAlgorithm* given(const cublasLtMatmulAlgo_t* algorithm) {
  const auto& all = productLibrary().algorithms;
  if (!algorithm || algorithm->data[1] != kAlgorithmMark) return nullptr;
  const std::uint64_t number = algorithm->data[0];
  return number < 1 || number > all.size() ? nullptr : &all[number - 1];
}

std::string faultOf(const ProductPreference& preference) {
  if ((preference.reductions & ~static_cast<std::uint32_t>(CUBLASLT_REDUCTION_SCHEME_MASK)) != 0) {
    return "a reduction scheme that there is not";
  }
  if ((preference.reductions &
       ~static_cast<std::uint32_t>(CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE)) != 0) {
    return "partial sums may be rounded to the output's type";
  }
  return "";
}

cublasLtMatmulHeuristicResult_t answer(const MatrixProblem& problem,
                                       const ProductPreference& preference) {
  const std::size_t workspace = preference.mostWorkspace < kWorkspace ? 0 : kWorkspace;
  cublasLtMatmulHeuristicResult_t result{};
  result.algo.data[0] = idOf({problem, workspace, preference.alignments});
  result.algo.data[1] = kAlgorithmMark;
  result.workspaceSize = workspace;
  result.state = CUBLAS_STATUS_SUCCESS;
  result.wavesCount = 1.0F;
  return result;
}

/// Bytes that a product reads or writes.
struct Range {
  std::string name;
  const void* begin;
  std::size_t bytes;
  std::size_t alignment;
};

bool overlap(const Range& one, const Range& other) {
  const auto* const a = static_cast<const unsigned char*>(one.begin);
  const auto* const b = static_cast<const unsigned char*>(other.begin);
  return std::less<>()(a, b + other.bytes) && std::less<>()(b, a + one.bytes);
}

/// What is read of memory other than D.
std::vector<Range> readRanges(const ProductAlgorithm& algorithm, const MatrixArguments& arguments) {
  const auto& [problem, workspace, alignments] = algorithm;
  std::vector<Range> ranges{{"A", arguments.a, problem.a.bytes(), alignments[0]},
                            {"B", arguments.b, problem.b.bytes(), alignments[1]}};
  // C may be the very D, and without a factor it is not read.
  if (arguments.beta != 0.0F && arguments.c != arguments.d) {
    ranges.push_back({"C", arguments.c, problem.c.bytes(), alignments[2]});
  }
  if (problem.hasBias()) {
    const std::size_t bytes = problem.d.rows * problem.d.elementBytes();
    ranges.push_back({"the bias", arguments.bias, bytes, kLeastAlignment});
  }
  return ranges;
}

std::string memoryFault(const ProductAlgorithm& algorithm, const MatrixArguments& arguments,
                        const void* workspace, std::size_t workspaceBytes) {
  std::vector<Range> all = readRanges(algorithm, arguments);
  const std::size_t reads = all.size();
  all.push_back({"D", arguments.d, algorithm.problem.d.bytes(), algorithm.alignments[3]});
  if (workspaceBytes > 0) {
    all.push_back({"the workspace", workspace, workspaceBytes, kWorkspaceAlignment});
  }
  for (const Range& range : all) {
    if (!isDeviceMemory(range.begin, range.bytes)) return range.name + " is not in device memory";
    if (!isAligned(range.begin, range.alignment)) return range.name + " is not aligned";
  }
  for (std::size_t i = reads; i < all.size(); ++i) {
    for (std::size_t other = 0; other < i; ++other) {
      if (overlap(all[i], all[other])) return all[i].name + " overlaps " + all[other].name;
    }
  }
  return "";
}

std::string callFault(const ProductAlgorithm& algorithm, const MatrixArguments& arguments,
                      const void* workspace, std::size_t workspaceBytes, cudaStream_t stream) {
  const MatrixProblem& problem = algorithm.problem;
  if (arguments.beta != 0.0F && arguments.c == arguments.d && problem.c != problem.d) {
    return "C is D, but of another layout";
  }
  if (workspaceBytes < algorithm.workspace) return "the workspace is smaller than needed";
  if (!isStream(stream)) return "the stream is the default one, or not made, or destroyed";
  return memoryFault(algorithm, arguments, workspace, workspaceBytes);
}

/// Factors are in host memory, as the pointer mode's default is.
bool isFactor(const void* value) { return value && !isDeviceMemory(value, 1); }

float floatAt(const void* address) {
  float value = 0.0F;
  std::memcpy(&value, address, sizeof value);
  return value;
}

}  // namespace

extern "C" {

cublasStatus_t cublasLtMatmulAlgoGetHeuristic(cublasLtHandle_t handle, cublasLtMatmulDesc_t product,
                                              cublasLtMatrixLayout_t a, cublasLtMatrixLayout_t b,
                                              cublasLtMatrixLayout_t c, cublasLtMatrixLayout_t d,
                                              cublasLtMatmulPreference_t preference, int most,
                                              cublasLtMatmulHeuristicResult_t* results,
                                              int* count) {
  ProductCall call("cublasLtMatmulAlgoGetHeuristic");
  if (call.failed()) return call.status();
  if (most < 1 || !results || !count) return call.misuse("no place for the result");
  *count = 0;
  const auto described = call.find(productLibrary().products, product, "the product");
  const auto preferred = call.find(productLibrary().preferences, preference, "the preference");
  const auto problem = problemOf(call, handle, described.get(), {a, b, c, d});
  if (!problem || !preferred) return call.status();
  const std::string fault = faultOf(*preferred);
  if (!fault.empty()) return call.misuse(fault);
  if (!hasAlgorithm(*problem, *preferred)) return call.fail(CUBLAS_STATUS_NOT_SUPPORTED);
  results[0] = answer(*problem, *preferred);
  *count = 1;
  return call.status();
}

cublasStatus_t cublasLtMatmul(cublasLtHandle_t handle, cublasLtMatmulDesc_t product,
                              const void* alpha, const void* a, cublasLtMatrixLayout_t layoutA,
                              const void* b, cublasLtMatrixLayout_t layoutB, const void* beta,
                              const void* c, cublasLtMatrixLayout_t layoutC, void* d,
                              cublasLtMatrixLayout_t layoutD, const cublasLtMatmulAlgo_t* algo,
                              void* workspace, std::size_t workspaceBytes, cudaStream_t stream) {
  ProductCall call("cublasLtMatmul");
  if (call.failed()) return call.status();
  const auto described = call.find(productLibrary().products, product, "the product");
  const auto problem =
      problemOf(call, handle, described.get(), {layoutA, layoutB, layoutC, layoutD});
  if (!problem) return call.status();
  if (!isFactor(alpha) || !isFactor(beta)) return call.misuse("a factor is not in host memory");
  const ProductAlgorithm* const algorithm = given(algo);
  if (!algorithm) return call.misuse("the algorithm is not one that was given");
  if (algorithm->problem != *problem) return call.misuse("the algorithm is for another problem");
  const MatrixArguments arguments{floatAt(alpha), floatAt(beta), a, b, c, d, described->bias};
  const std::string fault = callFault(*algorithm, arguments, workspace, workspaceBytes, stream);
  if (!fault.empty()) return call.misuse(fault);
  enqueue(stream, [problem = *problem, arguments, workspace, workspaceBytes] {
    // Who keeps something there is to notice.
    if (workspaceBytes > 0) std::memset(workspace, kUsedWorkspace, workspaceBytes);
    multiply(problem, arguments);
  });
  return call.status();
}

}  // extern "C"

}  // namespace scalescope::cuda_double
