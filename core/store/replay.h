#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/store/reader.h"
#include "core/train/experiment.h"

namespace scalescope {

/// What a replay of a stored run found.
struct ReplayReport {
  std::int64_t from = 0;   ///< first step that was done again
  std::int64_t steps = 0;  ///< that came out with the same bits, one after the other
  /// The first step that did not, and what of it: "loss: 0.5 stored, 0.25 now". None: all did.
  std::optional<std::int64_t> differsAt;
  std::string difference;
  bool cancelled = false;
};

/// Trains a stored run once more, from its configuration, or from its oldest checkpoint if it is a
/// fork, with what people did to it on the way, and compares every step row, every change of the
/// loss scale, evaluation, tensor's statistics and divergence with what is stored, bit by bit;
/// times are left out. Stops at the
/// first difference. The FP32 run goes with it where the store holds a distance from that.
class Replay {
 public:
  /// `store`: the path that `reader` has open. Refused if the run has no steps, or comes from
  /// another program, or needs a checkpoint that is gone.
  Replay(const StoreReader& reader, const std::string& store, const RunInfo& run);

  const ExperimentConfig& config() const { return config_; }  ///< of what is trained, the run first
  /// `progress` is told the steps that are done; `cancelled` is asked between two steps;
  /// `say` is the language of the difference.
  ReplayReport run(std::shared_ptr<const Dataset> dataset, const BackendFactory& factory,
                   const std::function<void(std::int64_t)>& progress = {},
                   const std::function<bool()>& cancelled = {}, const Phrases& say = Phrases());

 private:
  struct Action {
    int run;  ///< of `config_`
    EventRecord event;
  };
  void takeActions(int run, std::int64_t id);
  void doAgain(Experiment& experiment, const Action& action) const;

  const StoreReader& reader_;
  Sentence where_;
  RunInfo info_;
  ExperimentConfig config_;
  std::vector<DivergenceRecord> divergence_;  ///< as stored
  std::int64_t twin_ = 0;        ///< id of the FP32 run that trains beside it; 0: none does
  std::vector<Action> actions_;  ///< of people, in order
};

}  // namespace scalescope
