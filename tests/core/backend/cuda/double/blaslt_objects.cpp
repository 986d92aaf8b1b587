#include <bit>
#include <cstring>

#include "core/backend/cuda/double/blaslt_problem.h"
#include "core/backend/cuda/double/machine.h"

// cuBLASLt's handle and descriptors: how they come and go, and what is set of them.
namespace scalescope::cuda_double {

ProductLibrary& productLibrary() {
  // Never destroyed, as objects with static lifetime may still release what they hold.
  static auto* const library = new ProductLibrary();
  return *library;
}

namespace {

/// False if the value has another size.
template <typename Value>
bool take(Value& value, const void* from, std::size_t bytes) {
  if (bytes != sizeof value) return false;
  std::memcpy(&value, from, bytes);
  return true;
}

constexpr const char* kSize = "the attribute has another size";
constexpr const char* kUnknown = "an attribute that the double does not know";

std::string setTranspose(std::int32_t& operation, const void* from, std::size_t bytes) {
  std::int32_t value = 0;
  if (!take(value, from, bytes)) return kSize;
  if (value != CUBLAS_OP_N && value != CUBLAS_OP_T) return "neither as it is nor transposed";
  operation = value;
  return "";
}

std::string setEpilogue(std::uint32_t& epilogue, const void* from, std::size_t bytes) {
  std::uint32_t value = 0;
  if (!take(value, from, bytes)) return kSize;
  if (value != CUBLASLT_EPILOGUE_DEFAULT && value != CUBLASLT_EPILOGUE_BIAS &&
      value != CUBLASLT_EPILOGUE_RELU && value != CUBLASLT_EPILOGUE_RELU_BIAS) {
    return "an epilogue that the double does not know";
  }
  epilogue = value;
  return "";
}

std::string set(ProductDescriptor& product, cublasLtMatmulDescAttributes_t name, const void* from,
                std::size_t bytes) {
  switch (name) {
    case CUBLASLT_MATMUL_DESC_TRANSA:
      return setTranspose(product.settings.transposeA, from, bytes);
    case CUBLASLT_MATMUL_DESC_TRANSB:
      return setTranspose(product.settings.transposeB, from, bytes);
    case CUBLASLT_MATMUL_DESC_EPILOGUE:
      return setEpilogue(product.settings.epilogue, from, bytes);
    case CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE:
      return take(product.settings.biasType, from, bytes) ? "" : kSize;
    case CUBLASLT_MATMUL_DESC_BIAS_POINTER:
      return take(product.bias, from, bytes) ? "" : kSize;
    default:
      return kUnknown;
  }
}

std::string setAlignment(std::uint32_t& alignment, const void* from, std::size_t bytes) {
  std::uint32_t value = 0;
  if (!take(value, from, bytes)) return kSize;
  if (!std::has_single_bit(value)) return "no power of two";
  alignment = value;
  return "";
}

std::string set(ProductPreference& preference, cublasLtMatmulPreferenceAttributes_t name,
                const void* from, std::size_t bytes) {
  switch (name) {
    case CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES:
      return take(preference.mostWorkspace, from, bytes) ? "" : kSize;
    case CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK:
      return take(preference.reductions, from, bytes) ? "" : kSize;
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES:
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES:
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES:
    case CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES:
      return setAlignment(
          preference.alignments.at(name - CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES), from, bytes);
    default:
      return kUnknown;
  }
}

template <typename Handle, typename Object, typename Name>
cublasStatus_t setAttribute(const char* function, const Handles<Handle, Object>& all, Handle handle,
                            Name name, const void* from, std::size_t bytes) {
  ProductCall call(function);
  if (call.failed()) return call.status();
  const auto object = call.find(all, handle, "the descriptor");
  if (!object) return call.status();
  if (!from) return call.misuse("no value");
  const std::string fault = set(*object, name, from, bytes);
  return fault.empty() ? call.status()
                       : call.misuse("attribute " + std::to_string(name) + ": " + fault);
}

}  // namespace

extern "C" {

cublasStatus_t cublasLtCreate(cublasLtHandle_t* handle) {
  ProductCall call("cublasLtCreate", CUBLAS_STATUS_ALLOC_FAILED);
  return call.make(productLibrary().handles, handle, {});
}

cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle) {
  ProductCall call("cublasLtDestroy");
  return call.destroy(productLibrary().handles, handle, "the handle");
}

// These two cannot fail, so they are no calls that a test could let fail.
std::size_t cublasLtGetVersion() { return CUBLAS_VERSION; }

const char* cublasLtGetStatusString(cublasStatus_t status) {
  switch (status) {
    case CUBLAS_STATUS_SUCCESS:
      return "success";
    case CUBLAS_STATUS_NOT_INITIALIZED:
      return "the library was not initialized";
    case CUBLAS_STATUS_ALLOC_FAILED:
      return "the resource allocation failed";
    case CUBLAS_STATUS_INVALID_VALUE:
      return "an unsupported value or parameter was passed to the function";
    case CUBLAS_STATUS_EXECUTION_FAILED:
      return "the GPU program failed to execute";
    case CUBLAS_STATUS_NOT_SUPPORTED:
      return "the functionality requested is not supported";
    default:
      return "an unknown status";
  }
}

cublasStatus_t cublasLtMatmulDescCreate(cublasLtMatmulDesc_t* product, cublasComputeType_t compute,
                                        cudaDataType_t scale) {
  ProductDescriptor made;
  made.settings.compute = compute;
  made.settings.scale = scale;
  ProductCall call("cublasLtMatmulDescCreate", CUBLAS_STATUS_ALLOC_FAILED);
  return call.make(productLibrary().products, product, made);
}

cublasStatus_t cublasLtMatmulDescDestroy(cublasLtMatmulDesc_t product) {
  ProductCall call("cublasLtMatmulDescDestroy");
  return call.destroy(productLibrary().products, product, "the product");
}

cublasStatus_t cublasLtMatmulDescSetAttribute(cublasLtMatmulDesc_t product,
                                              cublasLtMatmulDescAttributes_t name,
                                              const void* value, std::size_t bytes) {
  return setAttribute("cublasLtMatmulDescSetAttribute", productLibrary().products, product, name,
                      value, bytes);
}

cublasStatus_t cublasLtMatrixLayoutCreate(cublasLtMatrixLayout_t* layout, cudaDataType type,
                                          std::uint64_t rows, std::uint64_t columns,
                                          std::int64_t pitch) {
  ProductCall call("cublasLtMatrixLayoutCreate", CUBLAS_STATUS_ALLOC_FAILED);
  return call.make(productLibrary().layouts, layout, MatrixLayout{type, rows, columns, pitch});
}

cublasStatus_t cublasLtMatrixLayoutDestroy(cublasLtMatrixLayout_t layout) {
  ProductCall call("cublasLtMatrixLayoutDestroy");
  return call.destroy(productLibrary().layouts, layout, "the layout");
}

cublasStatus_t cublasLtMatmulPreferenceCreate(cublasLtMatmulPreference_t* preference) {
  ProductCall call("cublasLtMatmulPreferenceCreate", CUBLAS_STATUS_ALLOC_FAILED);
  return call.make(productLibrary().preferences, preference, {});
}

cublasStatus_t cublasLtMatmulPreferenceDestroy(cublasLtMatmulPreference_t preference) {
  ProductCall call("cublasLtMatmulPreferenceDestroy");
  return call.destroy(productLibrary().preferences, preference, "the preference");
}

cublasStatus_t cublasLtMatmulPreferenceSetAttribute(cublasLtMatmulPreference_t preference,
                                                    cublasLtMatmulPreferenceAttributes_t name,
                                                    const void* value, std::size_t bytes) {
  return setAttribute("cublasLtMatmulPreferenceSetAttribute", productLibrary().preferences,
                      preference, name, value, bytes);
}

}  // extern "C"

}  // namespace scalescope::cuda_double
