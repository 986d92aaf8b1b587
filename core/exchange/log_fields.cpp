#include "core/exchange/log_fields.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"

namespace scalescope {
namespace {

LogField step(const char* name, Phrase meaning, std::vector<std::string> others = {}) {
  others.insert(others.begin(), name);
  return {name, "steps", name, meaning, std::move(others)};
}

LogField evaluation(const char* column, Phrase meaning, std::vector<std::string> others) {
  const std::string name = std::string("evaluation_") + column;
  others.insert(others.begin(), name);
  return {name, "evaluations", column, meaning, std::move(others)};
}

/// Lower case, and one mark between words, whatever stood there.
std::string plain(const std::string& name) {
  std::string text;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) text += upper ? static_cast<char>(c - 'A' + 'a') : c;
    if (!kept && !text.empty() && text.back() != '_') text += '_';
  }
  while (!text.empty() && text.back() == '_') text.pop_back();
  return text;
}

/// Without a first word that says whose value it is.
std::string withoutTrain(const std::string& name) {
  for (const std::string_view word : {"train_", "training_", "amp_", "optim_", "optimizer_"}) {
    if (name.starts_with(word) && name.size() > word.size()) return name.substr(word.size());
  }
  return name;
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i)
    text += (i == 0 ? "\"" : ", \"") + names[i] + "\"";
  return text + (names.size() > kMost ? ", …" : "");
}

}  // namespace

const LogFields& logFields() {
  static const LogFields fields{
      step("step", phrase("number of the step"),
           {"global_step", "trainer_global_step", "num_updates", "iteration", "iterations", "iter",
            "steps", "update", "batch", "epoch"}),
      step("loss", phrase("loss of the batch"),
           {"loss_train", "lm_loss", "total_loss", "batch_loss", "loss_step", "nll_loss",
            "objective"}),
      step("scale", phrase("loss scale"),
           {"loss_scale", "grad_scale", "scaler_scale", "scaler", "gradscale", "lossscale", "amp"}),
      step(
          "grad_norm", phrase("global norm of the gradients"),
          {"gnorm", "gradient_norm", "global_grad_norm", "global_norm", "norm_grad", "total_norm"}),
      step("learning_rate", phrase("learning rate"),
           {"lr", "lr_0", "lr_sgd", "lr_adam", "lr_adamw"}),
      step("accuracy", phrase("accuracy of the batch"), {"acc", "acc1", "top1", "acc_top1"}),
      step("step_ms", phrase("time of a step in milliseconds"), {"ms_per_step", "step_time_ms"}),
      step("wall_time", phrase("seconds"),
           {"wall", "time", "relative_time", "timestamp", "elapsed", "seconds"}),
      step("found_inf", phrase("whether an overflow was found"),
           {"overflowed", "inf", "nan_or_inf"}),
      step("applied", phrase("whether the update was applied"), {}),
      {"skipped",
       "steps",
       "applied",
       phrase("whether the update was skipped"),
       {"skipped", "skip", "skipped_step"}},
      step("overflow", phrase("values that overflowed"), {"overflows", "num_overflows"}),
      step("underflow", phrase("values that underflowed"), {"underflows"}),
      step("cast_elements", phrase("values cast"), {}),
      step("lost_updates", phrase("updates that were lost"), {}),
      step("samples", phrase("samples seen"), {"consumed_samples", "num_samples", "examples"}),
      evaluation("loss", phrase("loss on the test set"),
                 {"val_loss", "valid_loss", "validation_loss", "eval_loss", "test_loss", "loss_val",
                  "loss_validation", "loss_test", "loss_eval"}),
      evaluation("accuracy", phrase("accuracy on the test set"),
                 {"val_accuracy", "val_acc", "valid_acc", "validation_accuracy", "eval_accuracy",
                  "eval_acc", "test_accuracy", "test_acc", "accuracy_val", "val_acc1", "val_top1",
                  "val_acc_top1"})};
  return fields;
}

const LogField* logField(const std::string& name) {
  const auto& fields = logFields();
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const LogField& each) { return each.name == name; });
  return found != fields.end() ? &*found : nullptr;
}

LogMapping guessMapping(const LogTable& log) {
  LogMapping mapping;
  std::set<std::string> taken;
  for (const LogField& field : logFields()) {
    const auto columnNamed = [&](const std::string& name, bool whole) -> const LogColumn* {
      for (const LogColumn& column : log.columns) {
        const std::string own = plain(column.name);
        if (taken.contains(column.name)) continue;
        if ((whole ? own : withoutTrain(own)) == name) return &column;
      }
      return nullptr;
    };
    for (const std::string& name : field.otherNames) {
      const LogColumn* column = columnNamed(name, true);
      if (!column) column = columnNamed(name, false);
      if (!column) continue;
      mapping[field.name] = column->name;
      taken.insert(column->name);
      break;
    }
  }
  // One of the two is enough, and ours is the first.
  if (mapping.contains("applied")) mapping.erase("skipped");
  return mapping;
}

void requireMapping(const LogMapping& mapping, const LogTable& log, const std::string& place) {
  std::vector<std::string> fields, columns;
  for (const LogField& each : logFields()) fields.push_back(each.name);
  for (const LogColumn& each : log.columns) columns.push_back(each.name);
  std::map<std::string, std::string> users;
  for (const auto& [field, column] : mapping) {
    if (!logField(field))
      refuse(place, {phrase("there is no field \"%1\"; there are %2"), {field, listed(fields)}});
    if (!log.find(column))
      refuse(place, {phrase("the log has no column \"%1\"; it has %2"), {column, listed(columns)}});
    const auto [user, isNew] = users.try_emplace(column, field);
    if (!isNew)
      refuse(place,
             {phrase("the column \"%1\" cannot be both %2 and %3"), {column, user->second, field}});
  }
  if (mapping.contains("applied") && mapping.contains("skipped"))
    refuse(place, phrase("\"applied\" and \"skipped\" tell the same: name one of them"));
  const bool tells = std::any_of(mapping.begin(), mapping.end(), [](const auto& each) {
    return each.first != "step" && each.first != "wall_time";
  });
  if (!tells && columns.empty()) refuse(place, phrase("holds no values"));
  if (!tells)
    refuse(place,
           {phrase("no column stands for a loss, a loss scale or another value; it has %1: say "
                   "which one does, as in --map loss=COLUMN or the window's table of columns"),
            {listed(columns)}});
}

}  // namespace scalescope
