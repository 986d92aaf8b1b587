#include "app/manual/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <regex>

namespace scalescope {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

/// "TEXT:{auto,cpu}" and "light|dark" list what is allowed.
std::vector<std::string> choicesOf(const CLI::Option& option) {
  const std::string& own = option.get_option_text();
  if (own.find('|') != std::string::npos) return split(own, '|');
  const std::string type = option.get_type_name();
  std::smatch found;
  static const std::regex set(R"(^TEXT:\{([^{}]*)\}$)");
  return std::regex_match(type, found, set) ? split(found[1], ',') : std::vector<std::string>();
}

std::string valueOf(const CLI::Option& option, const Argument& argument) {
  if (argument.kind == ArgumentKind::flag) return "";
  if (argument.names.empty()) return option.get_name(true);
  if (!option.get_option_text().empty()) return option.get_option_text();
  if (!argument.choices.empty()) return CLI::detail::join(argument.choices, "|");
  const std::string type = option.get_type_name();
  const std::string word = type.substr(0, type.find(':'));
  return argument.kind == ArgumentKind::file && word == "TEXT" ? "FILE" : word;
}

ArgumentKind kindOf(const CLI::Option& option, const Argument& argument,
                    const std::string& command) {
  if (option.get_items_expected_max() == 0) return ArgumentKind::flag;
  if (!argument.choices.empty()) return ArgumentKind::choice;
  const std::string type = option.get_type_name();
  for (const char* number : {"INT", "UINT", "FLOAT"}) {
    if (type.substr(0, type.find(':')) == number) return ArgumentKind::number;
  }
  const std::string name = argument.names.empty() ? option.get_name(true) : argument.names.back();
  if (name == "RUN") return ArgumentKind::run;
  if (name == "--lesson" || (command == "lesson" && name == "NAME")) return ArgumentKind::lesson;
  static const std::regex path(R"(\b(file|folder|path|configuration|store)\b)", std::regex::icase);
  return std::regex_search(option.get_description() + " " + name, path) ? ArgumentKind::file
                                                                        : ArgumentKind::text;
}

Argument describe(const CLI::Option& option, const std::string& command) {
  Argument argument;
  if (!option.get_positional()) {
    for (const std::string& name : option.get_snames()) argument.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) argument.names.push_back("--" + name);
  }
  argument.text = option.get_description();
  argument.choices = choicesOf(option);
  argument.kind = kindOf(option, argument, command);
  argument.value = valueOf(option, argument);
  argument.required = option.get_required();
  argument.repeated = option.get_expected_max() >= CLI::detail::expected_max_vector_size;
  return argument;
}

}  // namespace

Command describe(const CLI::App& app) {
  Command command;
  command.name = app.get_name();
  command.text = app.get_description();
  // CLI11 hands a footer on to each subcommand that is added after it.
  const CLI::App* parent = app.get_parent();
  if (!parent || parent->get_footer() != app.get_footer()) command.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_group().empty()) command.arguments.push_back(describe(*option, command.name));
  }
  std::stable_partition(command.arguments.begin(), command.arguments.end(),
                        [](const Argument& each) { return each.names.empty(); });
  for (const CLI::App* each : app.get_subcommands([](const CLI::App* sub) {
         return !sub->get_name().empty() && !sub->get_group().empty();
       }))
    command.subcommands.push_back(describe(*each));
  return command;
}

}  // namespace scalescope
