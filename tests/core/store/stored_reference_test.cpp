#include "core/store/stored_reference.h"

#include <gtest/gtest.h>

// Which FP32 run a stored run is compared with, forks included.
namespace scalescope {
namespace {

std::string experimentOf(const std::string& runs) {
  return R"({"scalescope": 1, "network": {"input": [1, 4, 4], "layers": [{"type": "flatten"},)"
         R"({"type": "linear", "out": 3}]}, "runs": [)" +
         runs + "]}";
}

const std::string kTwins = experimentOf(
    R"({"name": "fp32", "precision": "fp32"}, {"name": "fp16", "precision": "fp16-mixed"})");

RunInfo runOf(std::int64_t id, std::int64_t experiment, int index,
              const std::string& configuration) {
  RunInfo run;
  run.id = id;
  run.experimentId = experiment;
  run.index = index;
  run.configuration = configuration;
  return run;
}

RunInfo forkOf(const RunInfo& parent, std::int64_t id, const std::string& run) {
  RunInfo fork = runOf(id, id + 100, 0, experimentOf(run));
  fork.parent = Parent{parent.id, 5};
  return fork;
}

std::int64_t idOf(const std::optional<RunInfo>& run) { return run ? run->id : 0; }

class StoredReference : public testing::Test {
 protected:
  std::int64_t referenceOf(const RunInfo& run) {
    std::vector<RunInfo> all = runs;
    all.push_back(run);
    return idOf(storedReference(all, run));
  }
  std::vector<RunInfo> runs{runOf(1, 1, 0, kTwins), runOf(2, 1, 1, kTwins)};
};

TEST_F(StoredReference, IsTheFp32RunOfItsExperiment) {
  EXPECT_EQ(idOf(storedReference(runs, runs[1])), 1);
  EXPECT_EQ(idOf(storedReference(runs, runs[0])), 0) << "it is what the others are compared with";
}

TEST_F(StoredReference, OfAForkIsItsParents) {
  const std::string plain = R"({"name": "other", "precision": "bf16-mixed"})";
  EXPECT_EQ(referenceOf(forkOf(runs[1], 3, plain)), 1);
  EXPECT_EQ(referenceOf(forkOf(runs[0], 3, plain)), 1) << "the parent itself";
  runs.push_back(forkOf(runs[1], 3, plain));
  EXPECT_EQ(referenceOf(forkOf(runs[2], 4, plain)), 1) << "a fork of a fork";
}

TEST_F(StoredReference, TrainsAsTheRunDoes) {
  const std::string other =
      R"({"name": "other", "precision": "fp16-mixed", "optimizer": {"type": "sgd", "lr": 0.5}})";
  EXPECT_EQ(referenceOf(forkOf(runs[1], 3, other)), 0);
}

TEST_F(StoredReference, OfAForkWhoseParentIsGoneIsNone) {
  RunInfo fork = forkOf(runs[1], 3, R"({"name": "other", "precision": "fp16-mixed"})");
  fork.parent->run = 0;
  EXPECT_EQ(referenceOf(fork), 0);
}

}  // namespace
}  // namespace scalescope
