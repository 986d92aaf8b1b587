#include "ui/setup/training_form.h"

#include <limits>

#include "ui/style/window_phrases.h"

namespace scalescope {
namespace {

bool isSgd(const ExperimentConfig& config) { return config.optimizer.type == OptimizerType::sgd; }
bool isAdam(const ExperimentConfig& config) { return !isSgd(config); }
bool clips(const ExperimentConfig& config) { return config.clip.has_value(); }

std::function<bool(const ExperimentConfig&)> scheduleIs(std::initializer_list<ScheduleType> types) {
  return [types = std::vector<ScheduleType>(types)](const ExperimentConfig& config) {
    for (const ScheduleType type : types) {
      if (config.schedule.type == type) return true;
    }
    return false;
  };
}

}  // namespace

TrainingForm::TrainingForm(ConfigDocument& document, const std::vector<DeviceEntry>& devices,
                           QWidget* parent)
    : ConfigForm(document, parent) {
  addOptimizer();
  addSchedule();
  addClipping();
  addLength();
  addStart(devices);
  refresh();
}

void TrainingForm::addOptimizer() {
  addChoice(tr("Optimizer"), tr("How gradients change the weights"),
            {{"0", "SGD"}, {"1", "Adam"}, {"2", "AdamW"}},
            {[](const Config& c) { return QString::number(static_cast<int>(c.optimizer.type)); },
             [](Config& c, const QString& type) {
               c.optimizer.type = static_cast<OptimizerType>(type.toInt());
               if (c.optimizer.type == OptimizerType::sgd) return;
               c.optimizer.momentum = 0.0;
               c.optimizer.nesterov = false;
             }});
  const auto number = [this](const QString& label, const QString& tip, double least, double most,
                             double OptimizerConfig::*member,
                             std::function<bool(const Config&)> shown) {
    addNumber(
        label, tip, least, most,
        {[member](const Config& c) { return c.optimizer.*member; },
         [member](Config& c, double value) { c.optimizer.*member = value; }, std::move(shown)});
  };
  number(tr("Learning rate"), tr("Size of a step against the gradient"), 0.0, 1e6,
         &OptimizerConfig::lr, {});
  addNumber(tr("Momentum"), tr("Share of the last update that is kept"), 0.0, 1.0,
            {[](const Config& c) { return c.optimizer.momentum; },
             [](Config& c, double value) {
               c.optimizer.momentum = value;
               if (value == 0.0) c.optimizer.nesterov = false;
             },
             isSgd});
  addFlag(tr("Nesterov"), tr("Looks ahead along the momentum"),
          {[](const Config& c) { return c.optimizer.nesterov; },
           [](Config& c, bool on) { c.optimizer.nesterov = on; },
           [](const Config& c) { return isSgd(c) && c.optimizer.momentum > 0.0; }});
  number(tr("Beta 1"), tr("Decay of the mean of gradients"), 0.0, 1.0, &OptimizerConfig::beta1,
         isAdam);
  number(tr("Beta 2"), tr("Decay of the mean of squared gradients"), 0.0, 1.0,
         &OptimizerConfig::beta2, isAdam);
  number(tr("Epsilon"), tr("Added to the denominator; 1e-8 is 0 in FP16"), 0.0, 1.0,
         &OptimizerConfig::eps, isAdam);
  number(tr("Weight decay"), tr("Pull of the weights towards zero"), 0.0, 1e3,
         &OptimizerConfig::weightDecay, {});
}

void TrainingForm::addSchedule() {
  addChoice(
      tr("Schedule"), tr("How the learning rate changes; it advances on applied steps only"),
      {{"0", tr("Constant")}, {"1", tr("Step")}, {"2", tr("Cosine")}, {"3", tr("Warm-up, cosine")}},
      {[](const Config& c) { return QString::number(static_cast<int>(c.schedule.type)); },
       [](Config& c, const QString& type) {
         c.schedule.type = static_cast<ScheduleType>(type.toInt());
       }});
  const auto count = [this](const QString& label, const QString& tip, std::int64_t least,
                            std::int64_t ScheduleConfig::*member,
                            std::function<bool(const Config&)> shown, const QString& special = {}) {
    addInteger(
        label, tip, least, anyCount,
        {[member](const Config& c) { return c.schedule.*member; },
         [member](Config& c, std::int64_t value) { c.schedule.*member = value; }, std::move(shown)},
        special);
  };
  count(tr("Every"), tr("Applied steps between two changes"), 1, &ScheduleConfig::every,
        scheduleIs({ScheduleType::step}));
  addNumber(tr("Factor"), tr("What the learning rate is multiplied by"), 0.0, 1e3,
            {[](const Config& c) { return c.schedule.factor; },
             [](Config& c, double value) { c.schedule.factor = value; },
             scheduleIs({ScheduleType::step})});
  count(tr("Warm-up"), tr("Applied steps of linear rise"), 1, &ScheduleConfig::warmup,
        scheduleIs({ScheduleType::warmupCosine}));
  count(tr("Until"), tr("Applied steps until the smallest learning rate"), 0,
        &ScheduleConfig::total, scheduleIs({ScheduleType::cosine, ScheduleType::warmupCosine}),
        tr("the last step"));
  addNumber(tr("Smallest rate"), tr("Learning rate at the end"), 0.0, 1e6,
            {[](const Config& c) { return c.schedule.minLr; },
             [](Config& c, double value) { c.schedule.minLr = value; },
             scheduleIs({ScheduleType::cosine, ScheduleType::warmupCosine})});
}

void TrainingForm::addClipping() {
  addChoice(tr("Clip gradients"), tr("Limits the size of gradients"),
            {{"none", tr("No")}, {"norm", tr("By global norm")}, {"value", tr("By value")}},
            {[](const Config& c) {
               if (!c.clip) return QString("none");
               return QString(c.clip->by == ClipBy::norm ? "norm" : "value");
             },
             [](Config& c, const QString& by) {
               if (by == "none") return c.clip.reset();
               if (!c.clip) c.clip.emplace();
               c.clip->by = by == "norm" ? ClipBy::norm : ClipBy::value;
             }});
  addNumber(tr("Clip at"), tr("Largest norm, or largest value"), 1e-30, 1e30,
            {[](const Config& c) { return c.clip ? c.clip->max : 1.0; },
             [](Config& c, double value) { c.clip->max = value; }, clips});
  addChoice(
      tr("Clip when"),
      tr("Before unscaling is the common mistake: the limit meets scaled gradients"),
      {{"after", tr("After unscaling")}, {"before", tr("Before unscaling (wrong)")}},
      {[](const Config& c) {
         return QString(c.clip && c.clip->when == ClipWhen::beforeUnscale ? "before" : "after");
       },
       [](Config& c, const QString& when) {
         c.clip->when = when == "before" ? ClipWhen::beforeUnscale : ClipWhen::afterUnscale;
       },
       clips});
}

void TrainingForm::addLength() {
  addChoice(
      tr("Loss"), tr("What training lowers"),
      {{"0", tr("Cross-entropy")}, {"1", tr("Mean squared error")}},
      {[](const Config& c) { return QString::number(c.loss == LossKind::crossEntropy ? 0 : 1); },
       [](Config& c, const QString& kind) {
         c.loss = kind == "0" ? LossKind::crossEntropy : LossKind::mse;
       }});
  addInteger(tr("Batch size"), tr("Samples in a step"), 1, 1 << 20,
             {[](const Config& c) { return c.batchSize; },
              [](Config& c, std::int64_t n) { c.batchSize = n; }});
  addInteger(
      tr("Steps"), tr("How many batches to train on"), 1, anyCount,
      {[](const Config& c) { return c.steps; }, [](Config& c, std::int64_t n) { c.steps = n; }});
  addInteger(tr("Evaluate every"), tr("Steps between two looks at the test set"), 0, anyCount,
             {[](const Config& c) { return c.evalEvery; },
              [](Config& c, std::int64_t n) { c.evalEvery = n; }},
             tr("never"));
  addInteger(tr("Statistics every"),
             tr("Steps between two looks at every tensor, for the inspector; 1: every step"), 0,
             anyCount,
             {[](const Config& c) { return c.statisticsEvery; },
              [](Config& c, std::int64_t n) { c.statisticsEvery = n; }},
             tr("overflows only"));
}

void TrainingForm::addStart(const std::vector<DeviceEntry>& devices) {
  addText(tr("Seed"), tr("The same seed, build and device give the same bits"), {},
          {[](const Config& c) { return QString::number(c.seed); },
           [](Config& c, const QString& text) {
             bool good = false;
             const std::uint64_t seed = text.toULongLong(&good);
             if (good) c.seed = seed;
           }});
  std::vector<Choice> schemes;
  for (const std::string& name : initSchemeNames()) {
    schemes.push_back({QString::fromStdString(name), QString::fromStdString(name)});
  }
  addChoice(tr("Initial weights"), tr("How weights are drawn before the first step"),
            std::move(schemes),
            {[](const Config& c) { return QString::fromStdString(c.init.scheme); },
             [](Config& c, const QString& scheme) { c.init.scheme = scheme.toStdString(); }});
  addPath(tr("Weights file"), tr("Initial weights from a safetensors file instead"), tr("none"),
          tr("safetensors (*.safetensors);;All files (*)"),
          {[](const Config& c) { return QString::fromStdString(c.init.file.value_or("")); },
           [](Config& c, const QString& path) {
             c.init.file = path.isEmpty() ? std::nullopt : std::optional(path.toStdString());
           }});
  std::vector<Choice> choices{{"auto", tr("Automatic")}};
  for (const DeviceEntry& device : devices) {
    const QString word = QString::fromStdString(device.backend);
    // A configuration's word stands for one of a back end's devices.
    const bool meant = entryOf(devices, device.backend) == &device;
    QString label = word.toUpper();
    if (!device.offered)
      label += ": " + QString::fromStdString(summary(device).in(windowPhrases()));
    choices.push_back(
        {meant ? word : QString(), label,
         device.offered ? QString() : QString::fromStdString(refusal(device).in(windowPhrases()))});
  }
  addChoice(tr("Device"), tr("What computes"), std::move(choices),
            {[](const Config& c) { return QString::fromStdString(c.backend); },
             [](Config& c, const QString& backend) { c.backend = backend.toStdString(); }});
}

}  // namespace scalescope
