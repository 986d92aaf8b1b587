#include "app/manual/completion.h"

#include <algorithm>

namespace scalescope {
namespace {

bool startsWith(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

/// Reads the words before the one that is asked about, as far as that tells what may follow.
class Call {
 public:
  explicit Call(const Command& program) : command_(&program) {}

  void read(const std::string& word) {
    if (pending_) {
      take(*pending_, word);
      pending_ = nullptr;
    } else if (word == "--" && !placesOnly_) {
      placesOnly_ = true;
    } else if (const Argument* option = placesOnly_ ? nullptr : find(word)) {
      used_.push_back(option);
      const std::size_t equals = word.find('=');
      if (equals != std::string::npos)
        take(*option, word.substr(equals + 1));
      else if (option->kind != ArgumentKind::flag)
        pending_ = option;
    } else if (const Command* subcommand = findSubcommand(word)) {
      command_ = subcommand;
      used_.clear();
    } else {
      ++places_;
    }
  }

  const Argument* find(const std::string& word) const {
    const std::string name = word.substr(0, word.find('='));
    for (const Argument& each : command_->arguments) {
      if (std::find(each.names.begin(), each.names.end(), name) != each.names.end()) return &each;
    }
    return nullptr;
  }

  /// The argument that the next word stands for by its place; null if there is no more.
  const Argument* place() const {
    std::size_t before = places_;
    const Argument* last = nullptr;
    for (const Argument& each : command_->arguments) {
      if (!each.names.empty()) break;
      last = &each;
      if (before-- == 0) return last;
    }
    return last && last->repeated ? last : nullptr;
  }

  bool canStillBeGiven(const Argument& option) const {
    return option.repeated || std::find(used_.begin(), used_.end(), &option) == used_.end();
  }

  const Command& command() const { return *command_; }
  const Argument* pending() const { return pending_; }
  bool placesOnly() const { return placesOnly_; }
  const std::string& store() const { return store_; }

 private:
  const Command* findSubcommand(const std::string& word) const {
    for (const Command& each : command_->subcommands) {
      if (each.name == word) return &each;
    }
    return nullptr;
  }

  void take(const Argument& option, const std::string& value) {
    if (option.names.back() == "--store") store_ = value;
  }

  const Command* command_;
  const Argument* pending_ = nullptr;  ///< the option whose value comes next
  std::vector<const Argument*> used_;
  std::size_t places_ = 0;
  bool placesOnly_ = false;
  std::string store_;
};

Completion valuesOf(const Argument& argument, const std::string& store, const WordSource& source) {
  Completion completion;
  switch (argument.kind) {
    case ArgumentKind::choice:
      for (const std::string& each : argument.choices) completion.suggestions.push_back({each, ""});
      break;
    case ArgumentKind::lesson:
    case ArgumentKind::run:
      completion.suggestions = source(argument.kind, store);
      break;
    case ArgumentKind::file:
      completion.files = true;
      break;
    case ArgumentKind::flag:
    case ArgumentKind::number:
    case ArgumentKind::text:
      break;
  }
  return completion;
}

Completion optionsOf(const Call& call) {
  Completion completion;
  for (const Argument& each : call.command().arguments) {
    if (each.names.empty() || !call.canStillBeGiven(each)) continue;
    completion.suggestions.push_back({each.names.back(), each.text});
  }
  return completion;
}

Completion anythingFor(const Call& call, const std::string& word, const WordSource& source) {
  if (call.pending()) return valuesOf(*call.pending(), call.store(), source);
  const bool option = startsWith(word, "-") && !call.placesOnly();
  const std::size_t equals = word.find('=');
  if (option && equals != std::string::npos) {
    const Argument* named = call.find(word);
    Completion values = named ? valuesOf(*named, call.store(), source) : Completion();
    for (Suggestion& each : values.suggestions) each.word.insert(0, word, 0, equals + 1);
    return values;
  }
  if (option) return optionsOf(call);
  if (const Argument* place = call.place()) return valuesOf(*place, call.store(), source);
  Completion completion;
  for (const Command& each : call.command().subcommands)
    completion.suggestions.push_back({each.name, each.text});
  return completion.suggestions.empty() ? optionsOf(call) : completion;
}

}  // namespace

Completion complete(const Command& program, const std::vector<std::string>& words,
                    const WordSource& source) {
  Call call(program);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) call.read(words[i]);
  const std::string last = words.empty() ? "" : words.back();
  Completion completion = anythingFor(call, last, source);
  auto& suggestions = completion.suggestions;
  suggestions.erase(
      std::remove_if(suggestions.begin(), suggestions.end(),
                     [&](const Suggestion& each) { return !startsWith(each.word, last); }),
      suggestions.end());
  return completion;
}

}  // namespace scalescope
