#include "ui/runs/run_grouping.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ui/runs/run_label.h"

namespace scalescope {
namespace {

RunInfo run(std::int64_t id, const std::string& lr, int seed, const std::string& precision) {
  RunInfo info;
  info.id = id;
  info.name = precision;
  info.precision = precision;
  info.experiment = "lr " + lr + ", seed " + std::to_string(seed);
  info.configuration = R"({"name": ")" + info.experiment + R"(", "seed": )" + std::to_string(seed) +
                       R"(, "optimizer": {"lr": )" + lr + R"(}, "runs": [{"name": ")" + precision +
                       R"("}]})";
  return info;
}

TEST(Groupings, AreThoseThatTellSomeApartAndPutOthersTogether) {
  std::vector<RunInfo> runs;
  for (const char* lr : {"0.1", "0.01"}) {
    for (int seed = 1; seed <= 3; ++seed)
      runs.push_back(run(static_cast<std::int64_t>(runs.size()) + 1, lr, seed, "fp16-mixed"));
  }
  std::vector<const RunInfo*> all;
  for (const RunInfo& each : runs) all.push_back(&each);
  using By = Grouping::By;
  const std::vector<Grouping> expected{
      {By::none}, {By::value, "/optimizer/lr"}, {By::value, "/seed"}};
  EXPECT_EQ(groupingsFor(all), expected);
  EXPECT_EQ(groupOf(runs[0], expected[1]), "lr 0.1");
  EXPECT_EQ(groupOf(runs[5], expected[1]), "lr 0.01");
  EXPECT_EQ(labelOf(expected[1]), "By optimizer/lr");
  runs[0].tags = {"a", "b"};
  EXPECT_EQ(groupOf(runs[0], {By::tags}), "a, b");
  EXPECT_EQ(groupOf(runs[1], {By::tags}), "–");
  EXPECT_EQ(groupingsFor({}), std::vector<Grouping>{{By::none}});
}

// One configuration over seeds, and nothing else.
TEST(Groupings, AllMayBeOneGroup) {
  std::vector<RunInfo> runs;
  for (int seed = 1; seed <= 3; ++seed) runs.push_back(run(seed, "0.1", seed, "fp16-mixed"));
  const auto found = groupingsFor({&runs[0], &runs[1], &runs[2]});
  const std::vector<Grouping> expected{{Grouping::By::none}, {Grouping::By::name}};
  EXPECT_EQ(found, expected);
  EXPECT_EQ(groupingsFor({&runs[0]}).size(), 1U);
}

TEST(Groupings, RunsWithLayerOverridesAreOfAnotherPrecision) {
  RunInfo plain = run(1, "0.1", 1, "fp16-pure"), other = run(2, "0.1", 1, "fp16-pure");
  other.configuration = R"({"runs":[{"name":"r","layers":{"0":{"weight":"bf16"}}}]})";
  EXPECT_EQ(groupOf(plain, {Grouping::By::precision}), "fp16-pure");
  EXPECT_EQ(groupOf(other, {Grouping::By::precision}), "fp16-pure, own formats");
}

TEST(Groupings, ATagPutsThoseThatBearItTogether) {
  std::vector<RunInfo> runs(4);
  std::vector<const RunInfo*> all;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].id = static_cast<std::int64_t>(i) + 1;
    if (i < 3) runs[i].tags.emplace_back("good");
    if (i % 2 == 0) runs[i].tags.emplace_back("even");
    all.push_back(&runs[i]);
  }
  const auto found = groupingsFor(all);
  const Grouping good{Grouping::By::tag, "good"};
  EXPECT_NE(std::find(found.begin(), found.end(), good), found.end());
  EXPECT_EQ(labelOf(good), "By tag good");
  EXPECT_EQ(groupOf(runs[0], good), "good");
  EXPECT_EQ(groupOf(runs[3], good), "–");
}

TEST(Labels, ShowWhatARunOfASweepWasGiven) {
  RunInfo info;
  info.id = 12;
  info.name = "fp16";
  info.experiment = "scales: lr=0.1, seed=2";
  EXPECT_EQ(runLabel(info), "fp16 (12)");
  info.tags = {"mine", "sweep:scales"};
  EXPECT_EQ(runLabel(info), "fp16, lr=0.1, seed=2 (12)");
  EXPECT_EQ(groupOf(info, {Grouping::By::none}), runLabel(info));
  info.experiment = "renamed";
  EXPECT_EQ(runLabel(info), "fp16 (12)");
}

TEST(Groupings, KnowWhatOtherProgramsTell) {
  RunInfo a, b, c;
  a.id = 1;
  b.id = 2;
  c.id = 3;
  a.details = b.details = R"({"arch": "resnet18", "depth": 2})";
  c.details = R"({"arch": "resnet50"})";
  const auto found = groupingsFor({&a, &b, &c});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[1].pointer, "/arch");
  EXPECT_EQ(groupOf(c, found[1]), "arch resnet50");
  EXPECT_EQ(groupOf(c, found[2]), "depth –");
  c.details = "nonsense";
  EXPECT_EQ(groupOf(c, found[1]), "arch –");
}

}  // namespace
}  // namespace scalescope
