#include <algorithm>

#include "core/exchange/python_text.h"
#include "core/exchange/script_plan.h"

namespace scalescope {
namespace {

constexpr const char* kScale = R"py(

class Scale:
    """A loss scale that stays, with the interface of torch's GradScaler. As there, a step whose gradients are not all
    finite is skipped."""

    def __init__(self, value=1.0):
        self.value = value

    def get_scale(self):
        return self.value

    def scale(self, loss):
        return loss * self.value

    def unscale_(self, optimizer):
        inverse = 1.0 / self.value if self.value else math.inf
        gradients = [p.grad for group in optimizer.param_groups for p in group["params"]]
        for gradient in gradients:
            gradient.mul_(inverse)
        self.found_inf = not all(gradient.isfinite().all() for gradient in gradients)

    def step(self, optimizer):
        if not self.found_inf:
            optimizer.step()

    def update(self):
        pass
)py";

constexpr const char* kScripted = R"py(

class ScriptedScale(Scale):
    """From a step on, this scale: pairs of both."""

    def __init__(self, script):
        super().__init__(script[0][1])
        self.script, self.steps = script, 0

    def update(self):
        self.steps += 1
        self.value = [value for first, value in self.script if first <= self.steps][-1]
)py";

constexpr const char* kDynamic = R"py(

def fp32(value):
    return torch.tensor(value, dtype=torch.float32).item()


class FloorReached(Exception):
    pass


class DynamicScale(Scale):
    """GradScaler's rule with what it does not have: hysteresis (so many overflows before the scale backs off), a floor,
    a cap, gradients in FP16."""

    def __init__(self, init, growth, backoff, interval, hysteresis=1, refill=False, floor=None, stop_at_floor=False,
                 cap=None, to_infinity=False):
        super().__init__(fp32(init))
        self.growth, self.backoff, self.interval = growth, backoff, interval
        self.hysteresis, self.left, self.refill = hysteresis, hysteresis, refill  # refill: when the scale grows
        self.floor, self.stop_at_floor = floor, stop_at_floor
        self.cap, self.to_infinity = cap, to_infinity
        self.clean = 0

    def update(self):
        if self.found_inf:
            self.clean = 0
            self.left -= 1
            if self.left <= 0:
                self.left = 1 if self.refill else self.hysteresis
                self.back_off()
            return
        self.clean += 1
        if self.clean >= self.interval:
            self.clean = 0
            if self.refill:
                self.left = self.hysteresis
            self.grow()

    def back_off(self):
        if self.stop_at_floor and self.value <= self.floor:
            raise FloorReached(f"gradients overflow at the least loss scale, {self.floor}")
        self.value = fp32(self.value * self.backoff)
        if self.floor is not None:
            self.value = max(self.value, fp32(self.floor))

    def grow(self):
        grown = fp32(self.value * self.growth)
        if self.cap is not None:
            grown = min(grown, max(self.value, fp32(self.cap)))
        if math.isfinite(grown) or self.to_infinity:
            self.value = grown
)py";

constexpr const char* kGradScaler = R"py(

def grad_scaler(device, **options):
    """torch's own: for any device from torch 2.3 on, before that for CUDA."""
    if hasattr(torch.amp, "GradScaler"):
        return torch.amp.GradScaler(device.type, **options)
    if device.type != "cuda":
        raise RuntimeError(f"torch {torch.__version__} has a GradScaler for CUDA alone")
    return torch.cuda.amp.GradScaler(**options)
)py";

}  // namespace

std::string scriptScalers(const ScriptPlan& plan) {
  if (!plan.anyScaler()) return "";
  const bool own = plan.any([](const ScriptRun& run) { return !isGradScaler(run); });
  const auto anyOwn = [&](ScalerKind kind) {
    return plan.any([kind](const ScriptRun& run) {
      return run.run->scaler.kind == kind && !isGradScaler(run);
    });
  };
  return when(plan.any(isGradScaler), kGradScaler) + when(own, kScale) +
         when(anyOwn(ScalerKind::scripted), kScripted) +
         when(anyOwn(ScalerKind::dynamic), kDynamic);
}

}  // namespace scalescope
