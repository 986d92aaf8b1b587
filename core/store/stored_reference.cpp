#include "core/store/stored_reference.h"

#include <algorithm>

#include "core/train/fp32_reference.h"

namespace scalescope {
namespace {

template <typename Is>
std::optional<RunInfo> find(const std::vector<RunInfo>& runs, const Is& is) {
  const auto found = std::find_if(runs.begin(), runs.end(), is);
  return found != runs.end() ? std::optional(*found) : std::nullopt;
}

}  // namespace

std::optional<RunInfo> runAt(const std::vector<RunInfo>& runs, std::int64_t experimentId,
                             int index) {
  return find(runs, [&](const RunInfo& each) {
    return each.experimentId == experimentId && each.index == index;
  });
}

std::optional<RunInfo> storedReference(const std::vector<RunInfo>& runs, const RunInfo& run) {
  if (run.configuration.empty()) return std::nullopt;
  const Sentence place = {phrase("run %1, configuration"), {std::to_string(run.id)}};
  const ExperimentConfig config = parseExperiment(parseJson(run.configuration, place), place);
  const RunConfig& own = config.runs[static_cast<std::size_t>(run.index)];
  // A fork of a fork of a fork: each is looked at in its own experiment.
  std::optional<RunInfo> relative = run;
  for (std::size_t left = runs.size() + 1; relative && left > 0; --left) {
    if (relative->configuration.empty()) return std::nullopt;
    ExperimentConfig family = parseExperiment(parseJson(relative->configuration, place), place);
    // The run as one of the relative's experiment; beside the relative, unless it is that itself.
    int index = relative->index;
    if (relative->id != run.id) {
      RunConfig stranger = own;
      stranger.optimizer = optimizerOf(config, own);
      stranger.clip = clipOf(config, own);
      family.runs.push_back(stranger);
      index = static_cast<int>(family.runs.size()) - 1;
    }
    const int reference = referenceRun(family, index);
    if (reference >= 0 && reference != index) {
      return runAt(runs, relative->experimentId, reference);
    }
    if (!relative->parent) return std::nullopt;
    relative =
        find(runs, [id = relative->parent->run](const RunInfo& each) { return each.id == id; });
  }
  return std::nullopt;
}

}  // namespace scalescope
