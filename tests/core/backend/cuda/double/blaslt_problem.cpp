#include "core/backend/cuda/double/blaslt_problem.h"

#include <algorithm>
#include <utility>

#include "core/numerics/round.h"

namespace scalescope::cuda_double {
namespace {

using Size = std::uint64_t;

bool isKnown(cudaDataType_t type) {
  return type == CUDA_R_32F || type == CUDA_R_16F || type == CUDA_R_16BF;
}

bool transposes(std::int32_t operation) { return operation != CUBLAS_OP_N; }

std::string faultOf(const MatrixLayout& layout, const std::string& which) {
  constexpr Size kMost = Size{1} << 31U;  // so that no number of bytes overflows
  if (!isKnown(layout.type)) return which + " has a type that the double does not know";
  if (layout.rows < 1 || layout.columns < 1) return which + " is empty";
  if (layout.rows > kMost || layout.columns > kMost) return which + " is too large";
  if (layout.pitch < 1 || static_cast<Size>(layout.pitch) < layout.rows) {
    return which + "'s leading dimension is below its rows";
  }
  if (static_cast<Size>(layout.pitch) > kMost) return which + " is too large";
  return "";
}

std::string typeFault(const MatrixProblem& problem) {
  const ProductSettings& product = problem.product;
  if (problem.a.type != problem.b.type) return "A and B have different types";
  if (problem.c.type != problem.d.type) return "C and D have different types";
  if (problem.d.type != CUDA_R_32F && problem.d.type != problem.a.type) {
    return "D is neither FP32 nor of the operands' type";
  }
  if (product.scale != CUDA_R_32F) return "the scale type is not FP32";
  if (product.compute == CUBLAS_COMPUTE_32F) return "";
  if (product.compute != CUBLAS_COMPUTE_32F_FAST_TF32) {
    return "a compute type that the double does not know";
  }
  return problem.a.type == CUDA_R_32F ? "" : "TF32 is for FP32 operands";
}

std::string shapeFault(const MatrixProblem& problem) {
  const auto& [product, a, b, c, d] = problem;
  const Size rows = transposes(product.transposeA) ? a.columns : a.rows;
  const Size depthOfB = transposes(product.transposeB) ? b.columns : b.rows;
  const Size columns = transposes(product.transposeB) ? b.rows : b.columns;
  if (problem.depth() != depthOfB) return "the inner extents of A and B differ";
  if (d.rows != rows || d.columns != columns) return "D is not as large as the product";
  if (c.rows != d.rows || c.columns != d.columns) return "C is not as large as D";
  return "";
}

float toTf32(float value) {  // 10 bits of mantissa, to nearest even
  if (!isFiniteBits(value)) return value;
  const std::uint32_t bits = floatBits(value);
  return bitsFloat((bits + 0xfffU + ((bits >> 13U) & 1U)) & ~0x1fffU);
}

float readAs(cudaDataType_t type, const void* memory, Size i) {
  if (type == CUDA_R_32F) return static_cast<const float*>(memory)[i];
  const std::uint16_t bits = static_cast<const std::uint16_t*>(memory)[i];
  return type == CUDA_R_16F ? fromHalfBits(bits) : fromBfloat16Bits(bits);
}

void writeAs(cudaDataType_t type, void* memory, Size i, float value) {
  if (type == CUDA_R_32F) {
    static_cast<float*>(memory)[i] = value;
  } else {
    static_cast<std::uint16_t*>(memory)[i] =
        type == CUDA_R_16F ? toHalfBits(value) : toBfloat16Bits(value);
  }
}

/// op(matrix) as FP32 by columns without gaps.
std::vector<float> unpack(const MatrixLayout& layout, bool transposed, bool roundsToTf32,
                          const void* memory) {
  std::vector<float> values(layout.rows * layout.columns);
  for (Size column = 0; column < layout.columns; ++column) {
    for (Size row = 0; row < layout.rows; ++row) {
      const Size from = column * static_cast<Size>(layout.pitch) + row;
      const Size to = transposed ? row * layout.columns + column : column * layout.rows + row;
      const float value = readAs(layout.type, memory, from);
      values[to] = roundsToTf32 ? toTf32(value) : value;
    }
  }
  return values;
}

void addProduct(float factor, const float* from, float* to, Size count) {
  for (Size i = 0; i < count; ++i) to[i] += factor * from[i];
}

/// A·B, by columns. Rows go in blocks so that the block of A stays in the cache for all columns.
std::vector<float> sumsOf(const MatrixProblem& problem, const std::vector<float>& a,
                          const std::vector<float>& b) {
  constexpr Size kBlock = 256;
  const Size depth = problem.depth();
  const Size rows = problem.d.rows;
  std::vector<float> sums(rows * problem.d.columns, 0.0F);
  for (Size first = 0; first < rows; first += kBlock) {
    const Size count = std::min(kBlock, rows - first);
    for (Size column = 0; column < problem.d.columns; ++column) {
      float* const to = sums.data() + column * rows + first;
      for (Size k = 0; k < depth; ++k) {
        addProduct(b[column * depth + k], a.data() + k * rows + first, to, count);
      }
    }
  }
  return sums;
}

float finished(const MatrixProblem& problem, const MatrixArguments& arguments, float sum, Size row,
               Size column) {
  float value = arguments.alpha * sum;
  if (arguments.beta != 0.0F) {  // else C is not read: it may hold NaN
    const Size position = column * static_cast<Size>(problem.c.pitch) + row;
    value += arguments.beta * readAs(problem.c.type, arguments.c, position);
  }
  if (problem.hasBias()) value += readAs(problem.d.type, arguments.bias, row);
  if (problem.hasRelu() && !(value > 0.0F)) value = 0.0F;  // NaN, too
  return value;
}

}  // namespace

std::string faultOf(const MatrixProblem& problem) {
  for (const auto& [layout, name] :
       {std::pair{&problem.a, "A"}, {&problem.b, "B"}, {&problem.c, "C"}, {&problem.d, "D"}}) {
    if (const std::string fault = faultOf(*layout, name); !fault.empty()) return fault;
  }
  if (const std::string fault = typeFault(problem); !fault.empty()) return fault;
  const std::int32_t biasType = problem.product.biasType;
  if (problem.hasBias() && biasType != -1 && biasType != problem.d.type) {
    return "the bias has another type than D";
  }
  return shapeFault(problem);
}

void multiply(const MatrixProblem& problem, const MatrixArguments& arguments) {
  const ProductSettings& product = problem.product;
  const bool tf32 = product.compute == CUBLAS_COMPUTE_32F_FAST_TF32;
  const auto a = unpack(problem.a, transposes(product.transposeA), tf32, arguments.a);
  const auto b = unpack(problem.b, transposes(product.transposeB), tf32, arguments.b);
  const std::vector<float> sums = sumsOf(problem, a, b);
  for (Size column = 0; column < problem.d.columns; ++column) {
    for (Size row = 0; row < problem.d.rows; ++row) {
      const float sum = sums[column * problem.d.rows + row];
      writeAs(problem.d.type, arguments.d, column * static_cast<Size>(problem.d.pitch) + row,
              finished(problem, arguments, sum, row, column));
    }
  }
}

}  // namespace scalescope::cuda_double
