#include <cstdint>
#include <vector>

#include "core/backend/cuda/double/graph_fixture.h"

// Engines of cuDNN's graph API, and plans.
namespace scalescope::cuda_double {
namespace {

using Notes = std::vector<cudnnBackendNumericalNote_t>;

std::vector<Descriptor> configsOf(const Descriptor& graph, cudnnBackendHeurMode_t mode) {
  Descriptor heuristic(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR);
  heuristic.set(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph);
  heuristic.set(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, std::vector{mode});
  EXPECT_EQ(heuristic.finalize(), CUDNN_STATUS_SUCCESS);
  std::int64_t count = 0;
  EXPECT_EQ(cudnnBackendGetAttribute(heuristic.get(), CUDNN_ATTR_ENGINEHEUR_RESULTS,
                                     CUDNN_TYPE_BACKEND_DESCRIPTOR, 0, &count, nullptr),
            CUDNN_STATUS_SUCCESS);
  std::vector<Descriptor> configs;
  std::vector<cudnnBackendDescriptor_t> handles;
  for (std::int64_t i = 0; i < count; ++i) {
    configs.emplace_back(CUDNN_BACKEND_ENGINECFG_DESCRIPTOR);
    handles.push_back(configs.back().get());
  }
  EXPECT_EQ(cudnnBackendGetAttribute(heuristic.get(), CUDNN_ATTR_ENGINEHEUR_RESULTS,
                                     CUDNN_TYPE_BACKEND_DESCRIPTOR, count, &count, handles.data()),
            CUDNN_STATUS_SUCCESS);
  return configs;
}

Notes notesOf(const Descriptor& config) {
  const Descriptor engine(CUDNN_BACKEND_ENGINE_DESCRIPTOR);
  EXPECT_EQ(config.get(CUDNN_ATTR_ENGINECFG_ENGINE, engine), CUDNN_STATUS_SUCCESS);
  Notes notes(CUDNN_NUMERICAL_NOTE_TYPE_COUNT);
  std::int64_t count = 0;
  EXPECT_EQ(cudnnBackendGetAttribute(engine.get(), CUDNN_ATTR_ENGINE_NUMERICAL_NOTE,
                                     CUDNN_TYPE_NUMERICAL_NOTE, CUDNN_NUMERICAL_NOTE_TYPE_COUNT,
                                     &count, notes.data()),
            CUDNN_STATUS_SUCCESS);
  notes.resize(static_cast<std::size_t>(count));
  return notes;
}

TEST_F(CudnnDouble, OffersEnginesThatMustBeFiltered) {
  const std::vector<Descriptor> configs = configsOf(graphOf({}), CUDNN_HEUR_MODE_A);
  ASSERT_EQ(configs.size(), 4U);
  const Notes tf32{CUDNN_NUMERICAL_NOTE_TENSOR_CORE, CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS};
  EXPECT_EQ(notesOf(configs[0]), tf32);
  EXPECT_EQ(notesOf(configs[1]), Notes{CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC});
  EXPECT_EQ(notesOf(configs[2]), Notes{CUDNN_NUMERICAL_NOTE_WINOGRAD});
  EXPECT_EQ(notesOf(configs[3]), Notes{});
  EXPECT_EQ(configsOf(graphOf({}), CUDNN_HEUR_MODE_FALLBACK).size(), 1U);
}

TEST_F(CudnnDouble, OffersTensorCoresForPaddedHalfTensors) {
  Problem half;
  half.operands = CUDNN_DATA_HALF;
  const auto offered = [&](const Problem& problem) {
    for (const Descriptor& config : configsOf(graphOf(problem), CUDNN_HEUR_MODE_A)) {
      if (notesOf(config) == Notes{CUDNN_NUMERICAL_NOTE_TENSOR_CORE}) return true;
    }
    return false;
  };
  EXPECT_TRUE(offered(half));
  half.channelsLast = false;
  EXPECT_FALSE(offered(half));
  half.channelsLast = true;
  half.outputs = 12;
  EXPECT_FALSE(offered(half));
}

TEST_F(CudnnDouble, SaysWhenAPlanIsFinalisedWhatIsNotSupported) {
  constexpr std::int64_t kTensorCores = 3;
  constexpr std::int64_t kPlain = 4;
  Problem half;
  half.operands = CUDNN_DATA_HALF;
  EXPECT_EQ(planStatus(half, kTensorCores), CUDNN_STATUS_SUCCESS);
  EXPECT_EQ(planStatus(half, kPlain), CUDNN_STATUS_NOT_SUPPORTED);
  setConvolutionSupport({false});
  EXPECT_EQ(planStatus(half, kTensorCores), CUDNN_STATUS_NOT_SUPPORTED);
  half.result = CUDNN_DATA_HALF;
  EXPECT_EQ(planStatus(half, kTensorCores), CUDNN_STATUS_SUCCESS);
  half.result = CUDNN_DATA_BFLOAT16;
  EXPECT_EQ(planStatus(half, kTensorCores), CUDNN_STATUS_NOT_SUPPORTED);
  Problem grouped;
  grouped.groups = 4;
  grouped.channelsLast = false;
  EXPECT_EQ(planStatus(grouped, kPlain), CUDNN_STATUS_SUCCESS);
  EXPECT_TRUE(complaints().empty());
}

}  // namespace
}  // namespace scalescope::cuda_double
