#include <memory>

#include "bench_measure.h"
#include "command.h"
#include "core/train/devices.h"
#include "core/train/presets.h"
#include "output.h"
#include "progress.h"

namespace scalescope::cli {
namespace {

struct BenchCall {
  BenchOptions options;
  std::string config;
  bool json = false;
  bool noTelemetry = false;
};

std::string fixed(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

double ratio(double a, double b) { return b > 0.0 ? a / b : 0.0; }

void printJson(const BenchResult& result) {
  const double fp32 = result.steps.front().ms;
  for (const auto& step : result.steps) {
    OrderedJson line{
        {"type", "step_time"},
        {"batch", result.batch},
        {"precision", step.precision},
        {"step_ms", numberJson(step.ms)},
        {"samples_per_s", numberJson(1000.0 * static_cast<double>(result.batch) / step.ms)},
        {"primitive_ms", numberJson(result.primitiveSum)},
        {"step_to_primitives", numberJson(ratio(step.ms, result.primitiveSum))},
        {"step_to_first", numberJson(ratio(step.ms, fp32))},
        {"memory_peak", step.memoryPeak},
        {"memory_to_first",
         numberJson(ratio(static_cast<double>(step.memoryPeak),
                          static_cast<double>(result.steps.front().memoryPeak)))}};
    if (step.storedMs > 0.0) {
      line["stored_step_ms"] = numberJson(step.storedMs);
      line["stored_to_step"] = numberJson(ratio(step.storedMs, step.ms));
      line["statistics_every_step"] = numberJson(ratio(step.countedMs, step.storedMs));
      line["statistics_every_tenth"] = numberJson(ratio(step.tenthMs, step.storedMs));
    }
    printLine(line);
  }
  for (const auto& [name, ms] : result.primitives) {
    printLine(
        {{"type", "primitive"}, {"batch", result.batch}, {"name", name}, {"ms", numberJson(ms)}});
  }
}

void printTable(const BenchResult& result) {
  std::vector<std::vector<std::string>> rows{{"precision", "step ms", "samples/s", "/ primitives",
                                              "/ first", "stored / step", "counted",
                                              "tenth counted", "tensors", "/ first"}};
  const auto& first = result.steps.front();
  for (const auto& step : result.steps) {
    rows.push_back(
        {step.precision, fixed(step.ms, 2),
         fixed(1000.0 * static_cast<double>(result.batch) / step.ms, 0),
         fixed(ratio(step.ms, result.primitiveSum), 3), fixed(ratio(step.ms, first.ms), 3),
         step.storedMs > 0.0 ? fixed(ratio(step.storedMs, step.ms), 3) : "-",
         step.storedMs > 0.0 ? fixed(ratio(step.countedMs, step.storedMs), 3) : "-",
         step.storedMs > 0.0 ? fixed(ratio(step.tenthMs, step.storedMs), 3) : "-",
         bytesText(step.memoryPeak),
         fixed(ratio(static_cast<double>(step.memoryPeak), static_cast<double>(first.memoryPeak)),
               3)});
  }
  print("Batch " + std::to_string(result.batch) + "\n" + tableText(rows));
  std::vector<std::vector<std::string>> primitives{{"oneDNN primitive, FP32", "ms"}};
  for (const auto& [name, ms] : result.primitives) primitives.push_back({name, fixed(ms, 3)});
  primitives.push_back({"sum", fixed(result.primitiveSum, 3)});
  print("\n" + tableText(primitives) + "\n");
}

int bench(BenchCall& call) {
  const ExperimentConfig config =
      call.config.empty() ? defaultExperiment() : readExperiment(call.config);
  call.options.telemetry = !call.noTelemetry;
  for (const auto& precision : call.options.precisions)
    policyNamed(precision);  // refuses an unknown name
  if (!call.json) print(describe(backendFactory("cpu")()->info()).inEnglish() + "\n\n");
  for (const auto batch : call.options.batches) {
    const BenchResult result = measure(config, batch, call.options, [&](double share) {
      std::fprintf(stderr, "\rbatch %lld: %3.0f%%%s", static_cast<long long>(batch), 100.0 * share,
                   share >= 1.0 ? "\n" : "");
    });
    call.json ? printJson(result) : printTable(result);
  }
  return 0;
}

}  // namespace

void addBenchCommand(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "bench", "Step time per precision and batch size, against the sum of its library primitives");
  const auto call = std::make_shared<BenchCall>();
  command->add_option("--config", call->config,
                      "Bench this configuration's network (default: the article's)");
  command->add_option("--batch", call->options.batches, "Batch sizes")
      ->delimiter(',')
      ->capture_default_str()
      ->check(CLI::Range(1, 65536));
  command->add_option("--precision", call->options.precisions, "Policies; ratios are to the first")
      ->delimiter(',')
      ->capture_default_str();
  command->add_option("--rounds", call->options.rounds, "Rounds; medians over them are reported")
      ->capture_default_str()
      ->check(CLI::Range(1, 10000));
  command->add_option("--steps", call->options.stepsPerRound, "Steps of each contender in a round")
      ->capture_default_str()
      ->check(CLI::Range(1, 10000));
  command->add_flag("--no-telemetry", call->noTelemetry,
                    "Leave out the steps whose records go to a store");
  command->add_flag("--json", call->json, "Print one JSON object a line");
  command->callback([&action, call] { action = [call] { return bench(*call); }; });
}

}  // namespace scalescope::cli
