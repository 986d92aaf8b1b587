#include "core/exchange/python_text.h"
#include "core/exchange/script_plan.h"

namespace scalescope {
namespace {

constexpr const char* kPrecision = R"py(

def precision(run, device):
    """What forward is computed in."""
    return torch.autocast(device.type, dtype=run.autocast) if run.autocast else contextlib.nullcontext()
)py";

constexpr const char* kCrossEntropy = R"py(

def loss_of(logits, y):
    """In FP32, whatever the logits are in."""
    return F.cross_entropy(logits.float(), y)
)py";

constexpr const char* kMeanSquares = R"py(

def loss_of(logits, y):
    """Against one-hot labels; in FP32, whatever the logits are in."""
    return F.mse_loss(logits.float(), F.one_hot(y, logits.shape[1]).float())
)py";

constexpr const char* kForwardPass = R"py(

def forward(model, run, x, y):
    """Logits and loss of a batch."""
<<half>><<logits>>
    return logits, loss_of(logits, y)
)py";

constexpr const char* kAutocastLogits = R"py(    with precision(run, x.device):
        logits = model(x))py";

constexpr const char* kEvaluate = R"py(

@torch.no_grad()
def evaluate(model, run, samples, device):
    """Mean loss and share of right answers over the test set."""
    model.eval()
    loss, correct, count = 0.0, 0, len(samples[1])
    for first in range(0, count, BATCH_SIZE):
        x, y = to_device(*[each[first:first + BATCH_SIZE] for each in samples], device)
        logits, mean = forward(model, run, x, y)
        loss += mean.item() * len(y)
        correct += (logits.argmax(1) == y).sum().item()
    model.train()
    return loss / count, correct / count
)py";

constexpr const char* kTrain = R"py(

def train(name, data, weights, device, show):
    """One run. `show` gets what ScaleScope says of a step or an evaluation."""
    run = RUNS[name]
    (train_x, train_y), test = data
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = <<tf32>>
<<reduction>><<seed>>    model = initial_network(run, weights, device)
    parameters = list(model.parameters())
    optimizer = <<optimizer>>(parameters)
<<make>>    for step, rows in zip(range(STEPS), batches(len(train_y))):
        x, y = to_device(train_x[rows], train_y[rows], device)
        optimizer.zero_grad()
        logits, loss = forward(model, run, x, y)
<<update>>        show({"type": "step", "run": name, "step": step, "loss": loss.item(), "scale": scale, "found_inf": found_inf,
              "applied": not found_inf, "grad_norm": norm, "lr": optimizer.param_groups[0]["lr"],
              "accuracy": (logits.argmax(1) == y).float().mean().item()})
<<advance>><<evaluation>>)py";

constexpr const char* kPlainUpdate = R"py(        loss.backward()
        scale, norm = 1.0, gradient_norm(parameters).item()
        found_inf = not all(parameter.grad.isfinite().all() for parameter in parameters)
<<clip>>        if not found_inf:  # ScaleScope applies no step whose gradients are not finite
            optimizer.step()
)py";

constexpr const char* kScaledUpdate = R"py(        scale = scaler.get_scale()
        scaler.scale(loss).backward()
        norm = (gradient_norm(parameters) / scale).item()  # unscaled, before clipping
<<clip_scaled>>        scaler.unscale_(optimizer)
        found_inf = not all(parameter.grad.isfinite().all() for parameter in parameters)
<<clip>>        scaler.step(optimizer)  # skipped where gradients are not finite
)py";

constexpr const char* kEvaluation =
    R"py(        if (step + 1) % EVAL_EVERY == 0 or step + 1 == STEPS:
            loss, accuracy = evaluate(model, run, test, device)
            show({"type": "evaluation", "run": name, "step": step + 1, "loss": loss, "accuracy": accuracy,
                  "samples": (step + 1) * BATCH_SIZE})
)py";

constexpr const char* kProblem = R"py(

def problem_of(run, device, weights):
    """Why this torch on this machine cannot train a run; "" if it can. Two samples are tried."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", ".*autocast.*")  # some torch warns, and computes in FP32
            <<scaler>>model = initial_network(run, weights, device)
            forward(model, run, torch.rand(2, *INPUT, device=device), torch.tensor([0, 0], device=device))[1].backward()
    except (AssertionError, RuntimeError, Warning) as error:
        return str(error).splitlines()[0]
    return ""
)py";

constexpr const char* kMain = R"py(

def printer(as_json):
    """Shows a step or an evaluation: all of them as JSON, or some as text."""
    def show(record):
        if as_json:
            finite = {key: str(value) if isinstance(value, float) and not math.isfinite(value) else value
                      for key, value in record.items()}
            print(json.dumps(finite), flush=True)
        elif record["type"] == "evaluation":
            print("{run} after {step} steps: test loss {loss:.6g}, accuracy {accuracy:.4f}".format(**record), flush=True)
        elif record["found_inf"] or record["step"] % SHOW_EVERY == 0 or record["step"] + 1 == STEPS:
            print("{run} step {step}: loss {loss:.6g}, scale {scale:g}, gradient norm {grad_norm:.4g}".format(**record)
                  + (", skipped" if record["found_inf"] else ""), flush=True)
    return show


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", choices=list(RUNS), help="this run alone (default: all, one after the other)")
    parser.add_argument("--weights", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), WEIGHTS),
                        help="safetensors file with the initial weights (default: %(default)s)")
    parser.add_argument("--device", type=torch.device, default=<<device>>,
                        help="what to compute on (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="a JSON object a step, as scalescope-cli run --json")
    arguments = parser.parse_args()
    weights, data, failed = read_safetensors(arguments.weights), load(), False
    for name in [arguments.run] if arguments.run else RUNS:
        run = RUNS[name]
        problem = problem_of(run, arguments.device, weights)
<<note>>        if not problem:
<<train>>        if problem:
            print(f"{name} ({run.precision}) on {arguments.device}: {problem}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
)py";

constexpr const char* kTrainCall =
    "            train(name, data, weights, arguments.device, printer(arguments.json))\n";
constexpr const char* kTrainToFloor = R"py(            try:
                train(name, data, weights, arguments.device, printer(arguments.json))
            except FloorReached as floor:
                problem = str(floor)
)py";
constexpr const char* kTf32Note = R"py(        if run.tf32 and arguments.device.type != "cuda":
            print(f"{name}: only a GPU has TF32; computed in FP32 here", file=sys.stderr)
)py";

/// Whether some run clips on this side of unscaling.
bool clips(const ScriptPlan& plan, ClipWhen when) {
  return plan.any([&](const ScriptRun& run) {
    const auto& clip = clipOf(plan.config, *run.run);
    return clip.has_value() && clip->when == when;
  });
}

std::string clipLines(const ScriptPlan& plan, ClipWhen when) {
  if (!clips(plan, when)) return "";
  const char* name = when == ClipWhen::afterUnscale ? "run.clip" : "run.clip_scaled";
  return filled("        if <<name>>:\n            <<name>>(parameters)\n", {{"name", name}});
}

std::string update(const ScriptPlan& plan) {
  const std::string after = clipLines(plan, ClipWhen::afterUnscale);
  const std::string before = clipLines(plan, ClipWhen::beforeUnscale);
  if (!plan.anyScaler()) return filled(kPlainUpdate, {{"clip", before + after}});
  return filled(kScaledUpdate, {{"clip_scaled", before}, {"clip", after}});
}

std::string trainFunction(const ScriptPlan& plan) {
  const bool scheduled = plan.config.schedule.type != ScheduleType::constant;
  const bool ownOptimizer =
      plan.any([](const ScriptRun& run) { return run.run->optimizer.has_value(); });
  const bool fp16 =
      plan.any([](const ScriptRun& run) { return run.half || run.autocast == Format::fp16; });
  const std::string advance =
      when(scheduled, "        if not found_inf:\n            schedule.step()\n") +
      when(plan.anyScaler(), "        scaler.update()\n");
  return filled(
      kTrain,
      {{"tf32", plan.anyTf32() ? "run.tf32" : "False  # convolutions take TF32 else"},
       {"reduction",
        when(fp16,
             "    torch.backends.cuda.matmul.allow_fp16_reduced_precision_reduction = False\n")},
       {"seed",
        when(plan.has(LayerType::dropout),
             "    torch.manual_seed(SEED)  # of dropout, whose masks are not ScaleScope's\n")},
       {"optimizer", ownOptimizer ? "run.optimizer" : "make_optimizer"},
       {"make", when(scheduled, "    schedule = make_schedule(optimizer)\n") +
                    when(plan.anyScaler(), "    scaler = run.scaler(device)\n")},
       {"update", update(plan)},
       {"advance", advance},
       {"evaluation", when(plan.evaluates(), kEvaluation)}});
}

std::string forwardFunction(const ScriptPlan& plan) {
  const bool ofHalf = plan.any([](const auto& run) { return run.half && !run.layers.empty(); });
  const std::string half = !plan.anyHalf() ? ""
                           : ofHalf
                               ? "    if run.half and 0 not in run.formats:\n        x = x.half()\n"
                               : "    if run.half:\n        x = x.half()\n";
  return filled(
      kForwardPass,
      {{"half", half}, {"logits", plan.anyAutocast() ? kAutocastLogits : "    logits = model(x)"}});
}

}  // namespace

std::string scriptLoop(const ScriptPlan& plan) {
  const std::string& backend = plan.config.backend;
  const std::string device = backend == "auto" ? R"("cuda" if torch.cuda.is_available() else "cpu")"
                                               : pythonString(backend);
  const bool stops = plan.any([](const ScriptRun& run) {
    return run.run->scaler.kind == ScalerKind::dynamic && run.run->scaler.errorAtFloor &&
           run.run->scaler.floor;
  });
  return when(plan.anyAutocast(), kPrecision) +
         (plan.config.loss == LossKind::mse ? kMeanSquares : kCrossEntropy) +
         forwardFunction(plan) + when(plan.evaluates(), kEvaluate) + trainFunction(plan) +
         filled(kProblem,
                {{"scaler", when(plan.anyScaler(), "run.scaler(device)\n            ")}}) +
         filled(kMain, {{"device", device},
                        {"note", when(plan.anyTf32(), kTf32Note)},
                        {"train", stops ? kTrainToFloor : kTrainCall}});
}

}  // namespace scalescope
