#include <algorithm>

#include "core/exchange/python_text.h"
#include "core/exchange/script_plan.h"

namespace scalescope {
namespace {

constexpr const char* kOptimizer = R"py(

def make_optimizer(parameters):
    return <<optimizer>>
)py";

constexpr const char* kStepSchedule = R"py(

def make_schedule(optimizer):
    """It advances on applied steps alone."""
    return torch.optim.lr_scheduler.StepLR(optimizer, step_size=<<every>>, gamma=<<factor>>)
)py";

constexpr const char* kCosineSchedule = R"py(

def make_schedule(optimizer):
    """<<title>>, then the least rate. It advances on applied steps alone."""
    rate, least, total<<names>> = optimizer.param_groups[0]["lr"], <<least>>, <<total>><<values>>

    def factor(n):
<<rise>>        share = min(1.0, <<share>>)
        return (least + (rate - least) * (1.0 + math.cos(math.pi * share)) / 2.0) / rate

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
)py";

constexpr const char* kNorm = R"py(

def gradient_norm(parameters):
    """Of all gradients as one vector."""
    return torch.stack([parameter.grad.double().norm() for parameter in parameters]).norm()
)py";

constexpr const char* kHalfClip = R"py(

def clip_half_grad_norm_(parameters, most):
    """nn.utils.clip_grad_norm_ takes the norm in the gradients' format, of which halves are soon too small."""
    factor = most / (gradient_norm(parameters).item() + 1e-6)
    if factor < 1.0:
        for parameter in parameters:
            parameter.grad.mul_(factor)
)py";

constexpr const char* kFiniteClip = R"py(

def clip_finite_grad_value_(parameters, most):
    """As nn.utils.clip_grad_value_, but leaves inf as it is: clipped before it is looked for, it would be hidden."""
    for parameter in parameters:
        clipped = parameter.grad.clamp(-most, most)
        parameter.grad.copy_(torch.where(parameter.grad.isinf(), parameter.grad, clipped))
)py";

std::string optimizerCall(const OptimizerConfig& optimizer) {
  std::string text;
  switch (optimizer.type) {
    case OptimizerType::sgd:
      text = "torch.optim.SGD(parameters, lr=" + pythonNumber(optimizer.lr);
      if (optimizer.momentum != 0.0) text += ", momentum=" + pythonNumber(optimizer.momentum);
      if (optimizer.nesterov) text += ", nesterov=True";
      break;
    case OptimizerType::adam:
    case OptimizerType::adamw:
      text = std::string(optimizer.type == OptimizerType::adam ? "torch.optim.Adam("
                                                               : "torch.optim.AdamW(") +
             "parameters, lr=" + pythonNumber(optimizer.lr) + ", betas=(" +
             pythonNumber(optimizer.beta1) + ", " + pythonNumber(optimizer.beta2) +
             "), eps=" + pythonNumber(optimizer.eps);
      break;
  }
  // Said even where it is 0: AdamW's own default is not.
  return text + ", weight_decay=" + pythonNumber(optimizer.weightDecay) + ")";
}

std::string schedule(const ScriptPlan& plan) {
  const ScheduleConfig& config = plan.config.schedule;
  if (config.type == ScheduleType::constant) return "";
  if (config.type == ScheduleType::step) {
    return filled(kStepSchedule, {{"every", std::to_string(config.every)},
                                  {"factor", pythonNumber(config.factor)}});
  }
  const bool warm = config.type == ScheduleType::warmupCosine;
  return filled(
      kCosineSchedule,
      {{"title", warm ? "A linear rise, half a cosine" : "Half a cosine"},
       {"names", when(warm, ", warmup")},
       {"least", pythonNumber(config.minLr)},
       {"total", config.total > 0 ? std::to_string(config.total) : "STEPS"},
       {"values", warm ? ", " + std::to_string(config.warmup) : ""},
       {"rise", when(warm, "        if n < warmup:\n            return (n + 1) / warmup\n")},
       {"share", warm ? "(n - warmup) / max(1, total - warmup)" : "n / max(1, total)"}});
}

std::string clipCall(const ClipConfig& clip, const ScriptRun& run) {
  const bool before =
      clip.when == ClipWhen::beforeUnscale && run.run->scaler.kind != ScalerKind::none;
  const char* function = clip.by == ClipBy::value
                             ? (before ? "clip_finite_grad_value_" : "nn.utils.clip_grad_value_")
                             : (run.half ? "clip_half_grad_norm_" : "nn.utils.clip_grad_norm_");
  return std::string(function) + "(parameters, " + pythonNumber(clip.max) + ")";
}

/// What a run does to its gradients, and on which side of unscaling; empty: nothing.
std::string clipOfRun(const ScriptPlan& plan, const ScriptRun& run, ClipWhen when) {
  const auto& clip = clipOf(plan.config, *run.run);
  return clip && clip->when == when ? clipCall(*clip, run) : "";
}

std::string scalerCall(const ScriptRun& run) {
  const ScalerConfig& scaler = run.run->scaler;
  const auto asFp32 = [](double value) {
    return pythonNumber(static_cast<double>(static_cast<float>(value)));
  };
  if (isGradScaler(run)) {
    return "grad_scaler(device, init_scale=" + asFp32(scaler.init) +
           ", growth_factor=" + pythonNumber(scaler.growth) +
           ", backoff_factor=" + pythonNumber(scaler.backoff) +
           ", growth_interval=" + std::to_string(scaler.interval) + ")";
  }
  switch (scaler.kind) {
    case ScalerKind::none:
      return "Scale()";
    case ScalerKind::fixed:
      return "Scale(" + asFp32(scaler.scale) + ")";
    case ScalerKind::scripted: {
      std::string pairs;
      for (const auto& [from, scale] : scaler.scales) {
        pairs += (pairs.empty() ? "(" : ", (") + std::to_string(from) + ", " + asFp32(scale) + ")";
      }
      return "ScriptedScale([" + pairs + "])";
    }
    case ScalerKind::dynamic:
      break;
  }
  std::string text =
      "DynamicScale(init=" + asFp32(scaler.init) + ", growth=" + pythonNumber(scaler.growth) +
      ", backoff=" + pythonNumber(scaler.backoff) + ", interval=" + std::to_string(scaler.interval);
  if (scaler.hysteresis != 1) text += ", hysteresis=" + std::to_string(scaler.hysteresis);
  if (scaler.refillHysteresis) text += ", refill=True";
  if (scaler.floor) text += ", floor=" + pythonNumber(*scaler.floor);
  if (scaler.floor && scaler.errorAtFloor) text += ", stop_at_floor=True";
  if (scaler.cap) text += ", cap=" + pythonNumber(*scaler.cap);
  if (scaler.growToInfinity) text += ", to_infinity=True";
  return text + ")";
}

/// A field of Run that some run sets: its line in the class, and what each run gives it.
struct Field {
  std::string declaration;
  std::string name;
  std::vector<std::string> values;  ///< by run; empty: the default
};

template <typename Value>
void addField(std::vector<Field>& fields, const ScriptPlan& plan, const char* name,
              const char* declaration, Value value) {
  Field field{declaration, name, {}};
  for (const ScriptRun& run : plan.runs) field.values.push_back(value(run));
  const bool used = std::any_of(field.values.begin(), field.values.end(),
                                [](const std::string& each) { return !each.empty(); });
  if (used) fields.push_back(std::move(field));
}

std::string formatsText(const ScriptRun& run) {
  std::string text;
  for (const auto& [index, format] : run.layers) {
    text += (text.empty() ? "" : ", ") + std::to_string(index) + ": " + torchFormat(format);
  }
  return text.empty() ? "" : "{" + text + "}";
}

std::vector<Field> fieldsOf(const ScriptPlan& plan) {
  std::vector<Field> fields;
  const auto ifTrue = [](bool value) { return when(value, "True"); };
  addField(fields, plan, "autocast", "    autocast: torch.dtype = None  # of torch.autocast",
           [](const ScriptRun& run) {
             return run.autocast == Format::fp32 ? "" : torchFormat(run.autocast);
           });
  addField(fields, plan, "half", "    half: bool = False  # the model is cast to half",
           [&](const ScriptRun& run) { return ifTrue(run.half); });
  addField(fields, plan, "tf32",
           "    tf32: bool = False  # products may round their operands to TF32",
           [&](const ScriptRun& run) { return ifTrue(run.tf32); });
  addField(fields, plan, "formats",
           "    formats: dict = field(default_factory=dict)  # of single layers, by index",
           formatsText);
  const bool scaled = plan.anyScaler();
  const bool allScaled =
      !plan.any([](const ScriptRun& run) { return run.run->scaler.kind == ScalerKind::none; });
  addField(
      fields, plan, "scaler",
      allScaled ? "    scaler: Callable = None" : "    scaler: Callable = lambda device: Scale()",
      [&](const ScriptRun& run) {
        const bool own = scaled && run.run->scaler.kind != ScalerKind::none;
        return own ? "lambda device: " + scalerCall(run) : "";
      });
  addField(fields, plan, "optimizer", "    optimizer: Callable = make_optimizer",
           [](const ScriptRun& run) {
             return run.run->optimizer ? "lambda parameters: " + optimizerCall(*run.run->optimizer)
                                       : "";
           });
  const auto clipField = [&](ClipWhen when) {
    return [&plan, when](const ScriptRun& run) {
      const std::string call = clipOfRun(plan, run, when);
      return call.empty() ? "" : "lambda parameters: " + call;
    };
  };
  addField(fields, plan, "clip", "    clip: Callable = None  # after unscaling",
           clipField(ClipWhen::afterUnscale));
  addField(fields, plan, "clip_scaled",
           "    clip_scaled: Callable = None  # before unscaling, the common mistake",
           clipField(ClipWhen::beforeUnscale));
  return fields;
}

/// In one line, or in one a field.
std::string runEntry(const ScriptPlan& plan, const std::vector<Field>& fields, std::size_t index) {
  constexpr std::size_t kWidth = 118;
  const RunConfig& run = *plan.runs[index].run;
  const std::string start = "    " + pythonString(run.name) + ": Run(";
  std::string inLine = pythonString(run.precision);
  std::string byField = "\n        " + inLine;
  for (const Field& field : fields) {
    if (field.values[index].empty()) continue;
    const std::string text = field.name + "=" + field.values[index];
    inLine += ", " + text;
    byField += ",\n        " + text;
  }
  const bool fits = start.size() + inLine.size() <= kWidth;
  return start + (fits ? inLine : byField) + "),\n";
}

std::string runTable(const ScriptPlan& plan) {
  const std::vector<Field> fields = fieldsOf(plan);
  std::string text =
      "\n\n@dataclass\nclass Run:\n    \"\"\"What tells a run from the others.\"\"\"\n\n"
      "    precision: str  # ScaleScope's word for it\n";
  for (const Field& field : fields) text += field.declaration + "\n";
  text += "\n\nRUNS = {\n";
  for (std::size_t i = 0; i < plan.runs.size(); ++i) text += runEntry(plan, fields, i);
  return text + "}\n";
}

}  // namespace

std::string scriptRuns(const ScriptPlan& plan) {
  const auto clips = [&](auto test) {
    return plan.any([&](const ScriptRun& run) {
      const auto& clip = clipOf(plan.config, *run.run);
      return clip.has_value() && test(*clip, run);
    });
  };
  const bool halfNorm = clips(
      [](const ClipConfig& clip, const auto& run) { return run.half && clip.by == ClipBy::norm; });
  const bool finite = clips([](const ClipConfig& clip, const auto& run) {
    return clip.by == ClipBy::value && clip.when == ClipWhen::beforeUnscale &&
           run.run->scaler.kind != ScalerKind::none;
  });
  return filled(kOptimizer, {{"optimizer", optimizerCall(plan.config.optimizer)}}) +
         schedule(plan) + kNorm + when(halfNorm, kHalfClip) + when(finite, kFiniteClip) +
         runTable(plan);
}

}  // namespace scalescope
