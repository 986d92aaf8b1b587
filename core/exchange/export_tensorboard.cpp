#include <cmath>
#include <ctime>
#include <filesystem>

#include "core/exchange/event_file.h"
#include "core/exchange/export_parts.h"
#include "core/numerics/packed_histogram.h"
#include "core/store/log_details.h"
#include "core/train/tensor_record.h"
#include "tensorboard.pb.h"

namespace scalescope {
namespace {

constexpr int kString = 7;  // DT_STRING

/// ISO 8601, UTC, as seconds since 1970; 0 for another text.
double secondsOf(const std::string& created) {
  std::tm time{};
  if (strptime(created.c_str(), "%Y-%m-%dT%H:%M:%SZ", &time) == nullptr) return 0.0;
  return static_cast<double>(timegm(&time));
}

/// Writes the events of one run.
class EventWriter {
 public:
  EventWriter(NewFile& file, double start) : file_(file), start_(start) {
    tensorboard::Event event;
    event.set_wall_time(start);
    event.set_file_version("brain.Event:2");
    write(event);
  }

  /// The event of a step, to be filled in; `seconds` since the run's start.
  tensorboard::Event& at(std::int64_t step, double seconds) {
    event_.Clear();
    event_.set_step(step);
    event_.set_wall_time(start_ + (std::isfinite(seconds) ? seconds : 0.0));
    return event_;
  }
  void scalar(const std::string& tag, double value) {
    auto* added = event_.mutable_summary()->add_value();
    added->set_tag(tag);
    added->set_simple_value(static_cast<float>(value));
  }
  void text(const std::string& tag, const std::string& text) {
    auto* added = event_.mutable_summary()->add_value();
    added->set_tag(tag + "/text_summary");
    added->mutable_metadata()->mutable_plugin_data()->set_plugin_name("text");
    added->mutable_tensor()->set_dtype(kString);
    added->mutable_tensor()->add_string_val(text);
  }
  tensorboard::Histogram& histogram(const std::string& tag) {
    auto* added = event_.mutable_summary()->add_value();
    added->set_tag(tag);
    return *added->mutable_histo();
  }
  void write() {
    if (event_.summary().value_size() > 0) write(event_);
  }

 private:
  void write(const tensorboard::Event& event) { writeRecord(file_, event.SerializeAsString()); }

  NewFile& file_;
  double start_;
  tensorboard::Event event_;
};

/// A row's values by the names of its table.
class NamedRow {
 public:
  NamedRow(const RunTable& table, std::span<const StoredValue> values)
      : table_(table), values_(values) {}
  const StoredValue& operator[](std::string_view column) const {
    static const StoredValue notMeasured;
    for (std::size_t at = 0; at < values_.size(); ++at)
      if (table_.columns[at] == column) return values_[at];
    return notMeasured;
  }
  std::int64_t integer(std::string_view column) const {
    const auto* number = std::get_if<std::int64_t>(&(*this)[column]);
    return number ? *number : 0;
  }
  /// NaN where nothing was measured.
  double number(std::string_view column) const {
    const StoredValue& value = (*this)[column];
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    const auto* real = std::get_if<double>(&value);
    return real ? *real : NAN;
  }
  bool measured(std::string_view column) const {
    return !std::holds_alternative<std::monostate>((*this)[column]);
  }

 private:
  const RunTable& table_;
  std::span<const StoredValue> values_;
};

void addStep(EventWriter& events, const NamedRow& row) {
  events.at(row.integer("step"), row.number("wall_time"));
  for (const char* column : {"loss", "grad_norm", "learning_rate", "accuracy", "step_ms",
                             "overflow", "underflow", "cast_elements", "lost_updates", "samples"}) {
    if (row.measured(column)) events.scalar(column, row.number(column));
  }
  if (row.measured("scale")) events.scalar("loss_scale", row.number("scale"));
  if (row.measured("found_inf")) events.scalar("found_inf", row.number("found_inf"));
  if (row.measured("applied")) events.scalar("skipped", 1.0 - row.number("applied"));
  events.write();
}

void addEvaluation(EventWriter& events, const NamedRow& row) {
  events.at(row.integer("step"), row.number("wall_time"));
  for (const char* column : {"loss", "accuracy"}) {
    if (row.measured(column))
      events.scalar(std::string("evaluation/") + column, row.number(column));
  }
  events.write();
}

/// Magnitudes: signs are not counted. Zeros lie in the bucket that ends at the smallest value.
void fill(tensorboard::Histogram& histogram, const TensorSummary& summary,
          const TensorStatistics& counts) {
  int first = 0, last = kExponentBins - 1;
  const auto empty = [&](int bin) { return counts.exponents[static_cast<std::size_t>(bin)] == 0; };
  while (first < last && empty(first)) ++first;
  while (last > first && empty(last)) --last;
  histogram.add_bucket_limit(std::ldexp(1.0, first + kLeastExponent));
  histogram.add_bucket(static_cast<double>(summary.zeros));
  double number = static_cast<double>(summary.zeros), sum = 0.0, squares = 0.0;
  for (int bin = first; bin <= last; ++bin) {
    const double count = counts.exponents[static_cast<std::size_t>(bin)];
    const double middle = std::ldexp(1.5, bin + kLeastExponent);
    histogram.add_bucket_limit(std::ldexp(1.0, bin + 1 + kLeastExponent));
    histogram.add_bucket(count);
    number += count;
    sum += count * middle;
    squares += count * middle * middle;
  }
  histogram.set_min(summary.zeros > 0 ? 0.0 : static_cast<double>(summary.smallest));
  histogram.set_max(static_cast<double>(summary.largest));
  histogram.set_num(number);
  histogram.set_sum(sum);
  histogram.set_sum_squares(squares);
}

/// `place` names the step in messages.
void addStatistics(EventWriter& events, const StatisticsRecord& record, const Sentence& place) {
  for (std::size_t i = 0; i < record.summaries.size(); ++i) {
    const TensorInfo& tensor = (*record.tensors)[i];
    const TensorSummary& summary = record.summaries[i];
    if (summary.elements == 0) continue;
    const std::string tag = std::string(toString(tensor.role)) + "/" + tensor.name;
    fill(events.histogram(tag), summary, statisticsOf(tensor, summary, place));
  }
}

}  // namespace

bool writeTensorboard(const StoreReader& reader, const RunInfo& run, const std::string& stem,
                      RowCounter& rows, NewFiles& files) {
  // A folder is a run to TensorBoard, and its files are merged: one name, so that an export that
  // is repeated takes the place of the first.
  std::filesystem::create_directories(stem);
  const double start = secondsOf(run.created);
  files.push_back(std::make_unique<NewFile>(stem + "/events.out.tfevents." +
                                            std::to_string(static_cast<std::int64_t>(start)) +
                                            ".scalescope"));
  EventWriter events(*files.back(), start);
  const std::string& described = run.configuration.empty() ? run.details : run.configuration;
  if (!described.empty()) {
    const auto json = OrderedJson::parse(described, nullptr, false);
    std::string text = "    " + json.dump(2, ' ', false, OrderedJson::error_handler_t::replace);
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 5)
      text.insert(at + 1, "    ");  // Markdown's mark of code
    events.at(0, 0.0);
    events.text("configuration", text);
    events.write();
  }
  events.at(0, 0.0);
  events.text("precision", run.precision);
  events.write();
  const auto addRows = [&](const char* name, void (*add)(EventWriter&, const NamedRow&)) {
    const RunTable table = measuredTable(run, runTable(name));
    return readRunTable(reader, run.id, table, [&](std::span<const StoredValue> values) {
      add(events, NamedRow(table, values));
      return rows.next();
    });
  };
  if (!addRows("steps", addStep) || !addRows("evaluations", addEvaluation)) return false;
  for (const std::int64_t step : reader.statisticsSteps(run.id)) {
    const auto record = reader.statistics(run.id, step);
    const auto row = reader.steps(run.id, step, 1);
    if (!record) continue;
    events.at(step, row.empty() ? 0.0 : row.front().wallTime);
    addStatistics(
        events, *record,
        {phrase("%1: run \"%2\", step %3"), {reader.path(), run.name, std::to_string(step)}});
    events.write();
    for (std::size_t i = 0; i < record->summaries.size(); ++i) {
      if (!rows.next()) return false;
    }
  }
  return true;
}

}  // namespace scalescope
