#include "core/sweep/slurm_script.h"

#include <gmock/gmock.h>

#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

using ::testing::HasSubstr;

SweepPlan plan() {
  SweepSpec spec;
  spec.name = "a study";
  spec.configuration = Json::parse(toJson(sampleConfig()).dump());
  spec.source = "study.json";
  spec.folder = "/data";
  spec.grid = {{"/seed", {1, 2, 3}}};
  return planSweep(spec);
}

TEST(SlurmScript, WritesRangesOfPoints) {
  EXPECT_EQ(arrayText({0, 1, 2, 5, 7, 8}), "0-2,5,7-8");
  EXPECT_EQ(arrayText({4}), "4");
  EXPECT_EQ(pointName(7), "007");
  EXPECT_EQ(pointName(1234), "1234");
}

TEST(SlurmScript, AsksForWhatItIsTold) {
  SlurmOptions options;
  options.program = "/opt/it's/scalescope-cli";
  options.partition = "gpu";
  options.time = "2:00:00";
  options.gres = "gpu:1";
  options.cpus = 4;
  options.more = {"--account=lab"};
  const std::string text = slurmScript(plan(), "/home/me/my sweep", options);
  for (const char* part :
       {"#SBATCH --job-name=sweep-a-study\n", "#SBATCH --partition=gpu\n",
        "#SBATCH --time=2:00:00\n", "#SBATCH --gres=gpu:1\n", "#SBATCH --cpus-per-task=4\n",
        "#SBATCH --account=lab\n", "#SBATCH --output=\"/home/me/my sweep/logs/%a.log\"\n",
        "folder='/home/me/my sweep'\n", "exec '/opt/it'\\''s/scalescope-cli' sweep"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(slurmScript(plan(), "/100%a", options),
              HasSubstr("#SBATCH --output=\"/100%%a/logs/%a.log\"\n"));
  options.more = {"--x\nrm -rf"};
  EXPECT_THAT(errorOf([&] { slurmScript(plan(), "/f", options); }), HasSubstr("line break"));
}

TEST(SlurmScript, APointOfItsOwnIsTheSameExperiment) {
  const SweepPlan whole = plan();
  std::string pattern = (std::filesystem::temp_directory_path() / "slurm-test-XXXXXX").string();
  ASSERT_NE(mkdtemp(pattern.data()), nullptr);
  const std::string path = pattern + "/002.json";
  std::ofstream(path) << pointFile(whole, 2);
  const SweepPlan one = planSweep(readSweep(path));
  std::filesystem::remove_all(pattern);
  EXPECT_EQ(one.name, "a study");
  ASSERT_EQ(one.points.size(), 1u);
  EXPECT_EQ(one.points[0].config, whole.points[2].config);
}

}  // namespace
}  // namespace scalescope::test
