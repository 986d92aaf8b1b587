#include "core/base/phrases.h"

#include <gtest/gtest.h>

#include "core/diagnosis/said.h"
#include "core/diagnosis/trained.h"

// What a diagnosis says can be said in another language.
namespace scalescope {
namespace {

Phrases saying(const std::string& translation) {
  return Phrases([translation](const char*) { return translation; });
}

TEST(Phrases, EnglishIsAsItIsWritten) {
  const Phrases say;
  EXPECT_EQ(say(phrase("%1 of %2 steps"), {"3", "12"}), "3 of 12 steps");
  EXPECT_EQ(say(phrase("%1 %"), {"37"}), "37 %");
  EXPECT_EQ(say("%1 and %1", {"this"}), "this and this");
  EXPECT_EQ(say("100%", {"never"}), "100%");
}

TEST(Phrases, ATranslationChoosesTheOrder) {
  EXPECT_EQ(saying("%2 步中 %1 步被跳过")("%1 of %2 steps skipped", {"3", "12"}),
            "12 步中 3 步被跳过");
  EXPECT_EQ(saying("%2")("%1 and %2", {"left out", "said"}), "said");
}

TEST(Phrases, APlaceWithoutAnArgumentIsSeen) {
  EXPECT_EQ(Phrases()("%1 in step %2", {"input"}), "input in step %2");
  EXPECT_EQ(saying("%3: %1")("%1", {"a"}), "%3: a");
  EXPECT_EQ(Phrases()("%0 %x %", {"a"}), "%0 %x %");
}

TEST(Phrases, ArgumentsAreNotReadForPlaces) {
  EXPECT_EQ(Phrases()("%1 parts from %2", {"run %2", "fp32"}), "run %2 parts from fp32");
}

TEST(Phrases, WhatIsNoPhraseIsFound) {
  const Phrases say = test::wordless();
  EXPECT_EQ(say("%1 in step %2", {"input", "8"}), "<8|input>");
  EXPECT_EQ(test::untold("<8|input>"), "");
  EXPECT_EQ(test::untold("<8|<layers.0.weight (linear, <>)>>"), "");
  EXPECT_EQ(test::untold("<8 times>"), " times");
  EXPECT_EQ(test::untold("<8>."), ".");
}

TEST(Phrases, ACauseHasALabelInEveryLanguage) {
  EXPECT_EQ(labelOf(Cause::inputSpike), "input spike");
  EXPECT_EQ(labelOf(Cause::inputSpike, saying("输入尖峰")), "输入尖峰");
}

TEST(Phrases, PlacesOfTensors) {
  const Phrases say = test::wordless();
  EXPECT_EQ(layerText({0, "linear", StepPart::forward, "layers.0"}, say), "<linear|layers.0>");
  EXPECT_EQ(layerText({-1, "input", StepPart::forward, ""}, say), "<>");
  EXPECT_EQ(layerText({-1, "loss", StepPart::backward, ""}), "the loss");
  EXPECT_EQ(placeText({0, "linear", StepPart::backward, "layers.0"}, say), "<<>|linear>");
}

TEST(Phrases, AFaultOfOnesOwnIsToldAndAnothersQuoted) {
  const Injection injection{Injection::Kind::multiply, 8, "", "input", 1000.0};
  EventRecord event{
      1, 8, EventKind::injection, 1000.0, describe(injection), toJson(injection).dump()};
  EXPECT_EQ(plantedFault(event).what(), "input multiplied by 1000");
  EXPECT_EQ(plantedFault(event).what(test::wordless()), "<1000|input>");
  event.message = "the batch, by hand";
  EXPECT_EQ(plantedFault(event).what(test::wordless()), "the batch, by hand");
}

}  // namespace
}  // namespace scalescope
