#include "app/manual/answer.h"

#include <algorithm>

namespace scalescope {
namespace {

std::string linesOf(const Completion& completion) {
  std::string out;
  for (const Suggestion& each : completion.suggestions) {
    std::string text = each.text;
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; }, ' ');
    out += each.word + "\t" + text + "\n";
  }
  return completion.files ? out + ":files\n" : out;
}

}  // namespace

std::optional<std::string> answer(const CLI::App& app, int argc, char** argv,
                                  const std::function<Manual()>& manual, const WordSource& source) {
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (words.size() == 1 && words[0] == "--man") return manPage(describe(app), manual());
  if (words.empty() || words[0] != "--complete") return std::nullopt;
  return linesOf(complete(describe(app), {words.begin() + 1, words.end()}, source));
}

}  // namespace scalescope
