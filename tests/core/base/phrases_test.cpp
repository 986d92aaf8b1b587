#include "core/base/phrases.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/error.h"

namespace scalescope {
namespace {

/// A language of which two phrases are known.
Phrases other() {
  return Phrases([](const char* english) -> std::string {
    const std::string text = english;
    if (text == "expected %1, found %2") return "%2 statt %1";
    if (text == "a number") return "Zahl";
    return text;
  });
}

TEST(Phrase, PlacesTakeWhatDiffersInAnyOrder) {
  EXPECT_EQ(Phrases()("expected %1, found %2", {"a", "b"}), "expected a, found b");
  EXPECT_EQ(other()("expected %1, found %2", {"a", "b"}), "b statt a");
  EXPECT_EQ(Phrases()("100 % of %1, %2", {"%1"}), "100 % of %1, %2") << "only one argument";
}

TEST(Phrase, ASentenceIsSaidLaterWithPhrasesInItsPlaces) {
  const Sentence sentence{phrase("expected %1, found %2"), {phrase("a number"), "a number"}};
  EXPECT_EQ(sentence.inEnglish(), "expected a number, found a number");
  EXPECT_EQ(sentence.in(other()), "a number statt Zahl") << "what a file holds stays as it is";
  EXPECT_EQ(Sentence("a number").in(other()), "a number");
  EXPECT_EQ(Sentence(phrase("a number")).in(other()), "Zahl");
}

TEST(Phrase, AnErrorTellsItsReaderAndKeepsItsEnglish) {
  try {
    refuse("a.json: /seed", {phrase("expected %1, found %2"), {phrase("a number"), "\"x%1\""}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "a.json: /seed: expected a number, found \"x%1\"");
    EXPECT_EQ(error.in(other()), "a.json: /seed: \"x%1\" statt Zahl");
    EXPECT_EQ(error.where(), "a.json: /seed");
    EXPECT_EQ(error.kind(), ErrorKind::input);
  }
}

}  // namespace
}  // namespace scalescope
