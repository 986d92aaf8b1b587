#include "app/manual/completion.h"

#include <gtest/gtest.h>

#include "example.h"

namespace scalescope {
namespace {

using Words = std::vector<std::string>;

/// What is offered for the last of these words; ":files" for names of files.
Words offered(const Words& words) {
  static const ExampleProgram program;
  const auto source = [](ArgumentKind kind, const std::string& store) {
    std::vector<Suggestion> runs;
    if (kind == ArgumentKind::run) runs = {{"fp16", "a run"}, {"fp32", ""}, {store + "!", ""}};
    return runs;
  };
  const Completion completion = complete(describe(program.app), words, source);
  Words found;
  for (const Suggestion& each : completion.suggestions) found.push_back(each.word);
  if (completion.files) found.push_back(":files");
  return found;
}

TEST(Completion, OffersSubcommandsFirst) {
  EXPECT_EQ(offered({""}), (Words{"run", "compare"}));
  EXPECT_EQ(offered({"c"}), (Words{"compare"}));
  EXPECT_EQ(offered({"-"}), (Words{"--help"}));
  EXPECT_EQ(offered({}), (Words{"run", "compare"}));
  EXPECT_EQ(offered({"x"}), Words{});
}

TEST(Completion, OffersOptionsThatAreNotGivenYet) {
  EXPECT_EQ(offered({"run", "--"}),
            (Words{"--help", "--backend", "--steps", "--store", "--quiet"}));
  EXPECT_EQ(offered({"run", "--steps", "5", "-q", "--s"}), (Words{"--store"}));
  EXPECT_EQ(offered({"run", "a.json", ""}),
            (Words{"--help", "--backend", "--steps", "--store", "--quiet"}));
  EXPECT_EQ(offered({"compare", "--tag", "x", "--t"}), (Words{"--tag"}));
}

TEST(Completion, OffersWhatAnOptionTakes) {
  EXPECT_EQ(offered({"run", "--backend", ""}), (Words{"cpu", "cuda"}));
  EXPECT_EQ(offered({"run", "--backend=cu"}), (Words{"--backend=cuda"}));
  EXPECT_EQ(offered({"run", "--steps", ""}), Words{});
  EXPECT_EQ(offered({"run", "--store", "a"}), (Words{":files"}));
  EXPECT_EQ(offered({"run", "--unknown=a"}), Words{});
}

TEST(Completion, OffersWhatAPlaceTakes) {
  EXPECT_EQ(offered({"run", ""}), (Words{":files"}));
  EXPECT_EQ(offered({"compare", "fp"}), (Words{"fp16", "fp32"}));
  EXPECT_EQ(offered({"compare", "fp32", "fp1"}), (Words{"fp16"}));
  EXPECT_EQ(offered({"compare", "--", "-"}), Words{});
}

TEST(Completion, RunsAreThoseOfTheStoreThatIsNamed) {
  EXPECT_EQ(offered({"compare", "--store", "a.sqlite", "a"}), (Words{"a.sqlite!"}));
  EXPECT_EQ(offered({"compare", "--store=b.sqlite", "b"}), (Words{"b.sqlite!"}));
}

}  // namespace
}  // namespace scalescope
