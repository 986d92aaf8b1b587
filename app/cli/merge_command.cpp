#include <cstdio>
#include <memory>

#include "command.h"
#include "core/base/error.h"
#include "core/store/merge.h"
#include "interrupt.h"
#include "output.h"
#include "progress.h"

namespace scalescope::cli {
namespace {

constexpr std::int64_t kMergeParts = 1000;  // that progress is shown in

std::string counted(std::int64_t number, const std::string& what) {
  return std::to_string(number) + " " + what;
}

int merge(const std::string& target, const std::vector<std::string>& sources, bool json) {
  catchInterrupts();
  Progress bar(0, kMergeParts, true);
  const MergeReport report = mergeStores(target, sources, [&](double share) {
    if (bar.due()) bar.show(static_cast<std::int64_t>(share * kMergeParts), "");
    return !interruptFlag();
  });
  bar.clear();
  for (const std::string& each : report.leftOut)
    std::fprintf(stderr, "scalescope-cli: %s\n", each.c_str());
  if (json) {
    printLine({{"type", "merge"},
               {"target", target},
               {"added", report.added},
               {"extended", report.extended},
               {"unchanged", report.unchanged},
               {"apart", report.apart},
               {"left_out", report.leftOut}});
  } else {
    print(target + ": experiments " + counted(report.added, "added, ") +
          counted(report.extended, "extended, ") + counted(report.unchanged, "unchanged, ") +
          counted(report.apart, "kept apart\n"));
  }
  if (report.cancelled)
    fail(target, "the merge was broken off; what is there is whole, and merging again goes on");
  if (!report.leftOut.empty())
    fail(target, counted(static_cast<std::int64_t>(report.leftOut.size()),
                         report.leftOut.size() == 1
                             ? "experiment was left out; merge again once it is trained"
                             : "experiments were left out; merge again once they are trained"));
  return 0;
}

}  // namespace

void addMergeCommand(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("merge", "Joins stores: all that the sources hold, once, in one store");
  const auto target = std::make_shared<std::string>();
  const auto sources = std::make_shared<std::vector<std::string>>();
  const auto json = std::make_shared<bool>(false);
  command->add_option("TARGET", *target, "The store that takes it; made if there is none")
      ->required();
  command->add_option("SOURCE", *sources, "Stores that are joined to it")->required();
  command->add_flag("--json", *json, "Print one JSON object");
  command->footer(
      "Copies of an experiment are known again: merging twice changes nothing, and one that went "
      "on\n"
      "elsewhere is extended. Ctrl-C leaves whole experiments.\n\n"
      "Example:\n  scalescope-cli merge all.sqlite stores/*.sqlite");
  command->callback([&action, target, sources, json] {
    action = [=] { return merge(*target, *sources, *json); };
  });
}

}  // namespace scalescope::cli
