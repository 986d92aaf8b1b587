// How an experiment plants faults on purpose.
#include <algorithm>

#include "core/base/error.h"
#include "core/train/experiment.h"

namespace scalescope {
namespace {

bool isTensorOf(const Network& network, const std::string& name) {
  const auto tensors = network.tensorsInOrder();
  return std::any_of(tensors.begin(), tensors.end(),
                     [&](const auto& tensor) { return tensor.first == name; });
}

}  // namespace

void Experiment::requireInjectable(const Injection& injection, const Sentence& place) {
  if (injection.kind == Injection::Kind::scale) return;
  for (int run = 0; run < runs(); ++run) {
    if (!injection.concerns(trainer(run).runConfig().name)) continue;
    if (isTensorOf(trainer(run).network(), injection.tensor)) continue;
    std::string known;
    for (const auto& [name, tensor] : trainer(run).network().tensorsInOrder()) {
      known += (known.empty() ? "" : ", ") + name;
    }
    refuse(place, {phrase("there is no tensor \"%1\" in run \"%2\"; there are %3"),
                   {injection.tensor, trainer(run).runConfig().name, known}});
  }
}

void Experiment::inject(Injection injection) {
  requireInjectable(injection, phrase("injection"));
  injection.step = step_;
  planted_.push_back(injection);
  checkpointedAt_ = -1;
  if (!held_) return;
  edited_ = true;
  for (int run = 0; run < runs(); ++run) {
    if (live(run)) reportInjections(run);
  }
  if (injection.kind == Injection::Kind::scale) injectScale(injection);
}

std::vector<Injection> Experiment::injectionsOf(int run) const {
  std::vector<Injection> found;
  for (const auto* list : {&config_.injections, &planted_}) {
    std::copy_if(list->begin(), list->end(), std::back_inserter(found), [&](const Injection& each) {
      return each.step == step_ && each.concerns(config_.runs[static_cast<std::size_t>(run)].name);
    });
  }
  return found;
}

bool Experiment::isInjected(int run) const { return !injectionsOf(run).empty(); }

void Experiment::injectScale(const Injection& injection) {
  for (int run = 0; run < runs(); ++run) {
    if (!live(run) || !injection.concerns(trainer(run).runConfig().name)) continue;
    trainer(run).setScale(static_cast<float>(injection.value));
    collapsed_[static_cast<std::size_t>(run)] = false;
  }
}

void Experiment::injectScales() {
  for (const auto* list : {&config_.injections, &planted_}) {
    for (const Injection& each : *list) {
      if (each.step == step_ && each.kind == Injection::Kind::scale) injectScale(each);
    }
  }
}

void Experiment::reportInjections(int run) {
  for (const Injection& injection : injectionsOf(run)) {
    const std::pair planted(run, injection);
    if (std::find(told_.begin(), told_.end(), planted) != told_.end()) continue;
    told_.push_back(planted);
    emitEvent(run, EventKind::injection, injection.value, describe(injection),
              toJson(injection).dump());
  }
}

}  // namespace scalescope
