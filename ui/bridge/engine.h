#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/train/breakpoints.h"
#include "core/train/injection.h"
#include "core/train/run_edit.h"

namespace scalescope {

/// Where an engine reports to; each may be called from any one thread at a time, and returns at
/// once.
struct EngineListener {
  RecordListener record;
  std::function<void(const std::string&)> message;  ///< what goes on before the first step
  std::function<void(const std::string&)> device;   ///< what it trains on
  std::function<void(const std::vector<std::int64_t>&)>
      runs;                                         ///< the runs' ids in the store, by index
  std::function<void(const std::string&)> failure;  ///< why it ended early, or refused a command
};

/// What trains, as the session sees it. No call waits for a step to end.
class Engine {
 public:
  virtual ~Engine() =
      default;  ///< may wait; destroyed only once it has ended, or when the program leaves
  virtual void start() = 0;
  virtual void pause() = 0;
  virtual void step() = 0;
  virtual void stop() = 0;
  virtual void setScale(int run, float scale) = 0;
  virtual void setBreakpoints(const Breakpoints& breakpoints) = 0;
  virtual void inject(const Injection& injection) = 0;
  virtual void edit(int run, const RunEdit& edit) = 0;
  virtual bool ended() const = 0;  ///< no record comes after this is true
};

using EngineFactory = std::function<std::unique_ptr<Engine>(EngineListener)>;

}  // namespace scalescope
