#pragma once

#include <cudnn.h>

#include <cstdint>

#include "core/backend/cuda/double/graph_content.h"
#include "core/backend/cuda/double/library_data.h"
#include "core/backend/cuda/double/library_product.h"

namespace scalescope::cuda_double {

enum class ConvolutionPass { forward, backwardData, backwardFilter };

struct ConvolutionTensor {
  std::int64_t id = 0;
  std::int64_t alignment = 1;
  cudnnDataType_t type = CUDNN_DATA_FLOAT;
  Elements elements;
};

/// Vertical, then horizontal.
struct ConvolutionWindow {
  std::int64_t stride[2], dilation[2], before[2], after[2];
};

/// An operation of the graph API, as it computes: x, w and y are dx, dw and dy where they are to be
/// computed or come from above.
struct ConvolutionProblem {
  std::int64_t groups() const { return x.elements.extents[1] / w.elements.extents[1]; }
  const ConvolutionTensor& first() const { return pass == ConvolutionPass::backwardData ? w : x; }
  const ConvolutionTensor& second() const { return pass == ConvolutionPass::forward ? w : y; }
  const ConvolutionTensor& result() const;

  ConvolutionPass pass = ConvolutionPass::forward;
  ConvolutionTensor x, w, y;
  cudnnDataType_t computeType = CUDNN_DATA_FLOAT;
  bool crossCorrelation = true;
  ConvolutionWindow window{};
  float alpha = 1.0F;
  float beta = 0.0F;
};

/// What tells engines apart.
struct ConvolutionArithmetic {
  bool tf32 = false;  ///< operands are rounded to it
  SumOrder order = SumOrder::ascending;
  float relativeError = 0.0F;  ///< added to each result
};

/// result ← alpha · convolution(first, second) + beta · result.
void convolve(const ConvolutionProblem& problem, const ConvolutionArithmetic& arithmetic,
              const void* first, const void* second, void* result);

}  // namespace scalescope::cuda_double
