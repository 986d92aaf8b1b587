#include "app/manual/man_page.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>

namespace scalescope {
namespace {

/// As roff prints it literally. A hyphen that begins a word is a minus, as a shell takes it.
std::string escaped(const std::string& text, bool literal = false) {
  static const std::map<char, std::string> special{{'\\', "\\(rs"}, {'|', "|\\:"},
                                                   {'^', "\\(ha"},  {'~', "\\(ti"},
                                                   {'\'', "\\(aq"}, {'`', "\\(ga"}};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto found = special.find(text[i]);
    const bool within = i > 0 && std::isalnum(static_cast<unsigned char>(text[i - 1])) != 0;
    if (found != special.end())
      out += found->second;
    else if (text[i] == '-' && (literal || !within))
      out += "\\-";
    else
      out += text[i];
  }
  return out.empty() || out[0] != '.' ? out : "\\&" + out;
}

std::string bold(const std::string& text) { return "\\fB" + escaped(text, true) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + escaped(text, true) + "\\fR"; }

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// "--steps INT", "-h, --help", "CONFIG".
std::string termOf(const Argument& argument) {
  if (argument.names.empty()) return italic(argument.value) + (argument.repeated ? "..." : "");
  std::string term;
  for (const std::string& name : argument.names) term += (term.empty() ? "" : ", ") + bold(name);
  return argument.value.empty() ? term : term + " " + italic(argument.value);
}

/// Indented lines together: kept as they are.
std::string example(const std::vector<std::string>& lines) {
  std::string out = ".PP\n.nf\n.RS\n";
  for (const std::string& line : lines) out += escaped(line.substr(2), true) + "\n";
  return out + ".RE\n.fi\n";
}

std::string laidOut(const std::string& text) {
  std::string out;
  bool begun = false;  // a paragraph
  std::vector<std::string> kept;
  const auto end = [&] {
    if (!kept.empty()) out += example(kept);
    kept.clear();
    begun = false;
  };
  std::stringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, 2, "  ") == 0) {
      kept.push_back(line);
      continue;
    }
    if (!kept.empty() || line.empty()) end();
    if (line.empty()) continue;
    if (!begun) out += ".PP\n";
    begun = true;
    out += escaped(line) + "\n";
  }
  end();
  return out;
}

std::string argumentsOf(const Command& command) {
  std::string out;
  for (const Argument& each : command.arguments) {
    out += ".TP\n" + termOf(each) + "\n" + escaped(each.text);
    if (!each.text.empty() && each.text.back() != '.') out += ".";
    out += "\n";
  }
  return out;
}

std::string synopsisOf(const Command& command, const std::string& before) {
  std::string out = before + bold(command.name);
  for (const Argument& each : command.arguments) {
    const bool place = each.names.empty();
    if (place) out += each.required ? " " + termOf(each) : " [" + termOf(each) + "]";
  }
  return out + " [" + italic("OPTION") + "]...";
}

/// A footer's part before its examples, and the examples.
std::pair<std::string, std::string> splitFooter(const std::string& footer) {
  const std::size_t at = footer.find("Examples:\n");
  if (at == std::string::npos) return {footer, ""};
  return {footer.substr(0, at), footer.substr(footer.find('\n', at) + 1)};
}

std::string subcommandsOf(const Command& program) {
  std::string out = ".SH SUBCOMMANDS\n";
  for (const Command& each : program.subcommands) {
    out += ".SS " + bold(each.name) + "\n" + synopsisOf(each, bold(program.name) + " ") + "\n";
    out += ".PP\n" + escaped(each.text) + ".\n" + argumentsOf(each) + laidOut(each.footer);
  }
  return out;
}

}  // namespace

std::string manPage(const Command& program, const Manual& manual) {
  const std::string examples = splitFooter(program.footer).second;
  std::string out = ".\\\" Written by the program itself, from what its help is made of.\n";
  out += ".TH " + escaped(upper(program.name), true) + " 1 \"\" \"ScaleScope " + manual.version +
         "\" \"User Commands\"\n.ad l\n.nh\n";
  out += ".SH NAME\n" + escaped(program.name, true) + " \\- " + escaped(manual.summary) + "\n";
  out += ".SH SYNOPSIS\n";
  if (program.subcommands.empty()) {
    out += synopsisOf(program, "") + "\n";
  } else {
    out += bold(program.name) + " " + italic("SUBCOMMAND") + " [" + italic("OPTION") + "]...\n";
    out += ".br\n" + bold(program.name) + " " + italic("SUBCOMMAND") + " " + bold("--help") + "\n";
  }
  out += ".SH DESCRIPTION\n" + laidOut(manual.description);
  out += ".SH OPTIONS\n" + argumentsOf(program);
  if (!program.subcommands.empty()) out += subcommandsOf(program);
  for (const ManualSection& each : manual.sections)
    out += ".SH " + escaped(each.title) + "\n" + laidOut(each.text);
  if (!examples.empty()) out += ".SH EXAMPLES\n" + laidOut(examples);
  if (!manual.seeAlso.empty()) out += ".SH SEE ALSO\n" + escaped(manual.seeAlso) + "\n";
  return out;
}

}  // namespace scalescope
