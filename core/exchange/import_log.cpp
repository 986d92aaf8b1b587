#include "core/exchange/import_log.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/exchange/log_values.h"
#include "core/numerics/number_text.h"
#include "core/store/log_details.h"
#include "core/train/events.h"

namespace scalescope {
namespace {

/// Seconds beyond this are a date, not a time since a run began.
constexpr double kDate = 1e8;

/// Values that do not make a step by themselves: a row of an evaluation has them, too.
bool accompanies(const std::string& field) {
  return field == "step" || field == "wall_time" || field == "samples" || field == "learning_rate";
}

/// One log with what its columns mean.
class LogReader {
 public:
  LogReader(const LogTable& log, const LogMapping& mapping, const LogLabels& labels)
      : log_(log), labels_(labels) {
    requireMapping(mapping, log, labels.file);
    for (const auto& [field, column] : mapping) columns_[field] = log.find(column);
    for (const auto& [field, column] : columns_) {
      if (isShare(field) && isPercent(*column)) percents_.insert(field);
      requireValues(field, *column, labels.file);
    }
    order();
    start();
    judgeScale();
  }

  void hand(const RowSink& sink) const {
    const RunTable steps = tableOf("steps", {"applied", "found_inf"});
    const RunTable evaluations = tableOf("evaluations", {"wall_time", "samples"});
    double scale = std::numeric_limits<double>::quiet_NaN();
    std::int64_t scaleStep = 0;
    for (std::size_t from = 0; from < rows_.size();) {
      const std::size_t to = endOfStep(from);
      if (tells(from, to, "steps")) {
        sink(steps, valuesOf(steps, from, to));
        handOverflow(sink, from, to);
        handScale(sink, from, to, scale, scaleStep);
      }
      if (tells(from, to, "evaluations")) sink(evaluations, valuesOf(evaluations, from, to));
      from = to;
    }
  }

  /// As the loss scale shows it.
  std::string scaler() const {
    const LogColumn* scales = column("scale");
    std::set<double> seen;
    for (std::size_t row = 0; scales && row < log_.rows && seen.size() < 2; ++row) {
      if (scales->there[row] && !std::isnan(scales->values[row])) seen.insert(scales->values[row]);
    }
    if (!scales) return "unknown";
    if (seen.size() > 1) return "dynamic";
    if (seen.empty() || *seen.begin() == 1.0) return "none";
    // One that skips no step may be a dynamic one that had no reason to change yet.
    const bool skips = holds("found_inf", 1.0) || holds("skipped", 1.0) || holds("applied", 0.0);
    return (skips ? "static " : "constant ") + scaleText(static_cast<float>(*seen.begin()));
  }
  /// Unix time from which wall times count; 0: the log has no dates.
  double began() const { return start_; }
  /// The columns of `steps` that the log tells of.
  std::vector<std::string> stepColumns() const { return tableOf("steps", {}).columns; }
  bool everyStep() const {
    return rows_.empty() ||
           rows_.back().first - rows_.front().first + 1 == static_cast<std::int64_t>(distinct_);
  }

 private:
  bool holds(const char* field, double value) const {
    const LogColumn* found = column(field);
    for (std::size_t row = 0; found != nullptr && row < found->values.size(); ++row)
      if (found->there[row] && found->values[row] == value) return true;
    return false;
  }
  using Row = std::pair<std::int64_t, std::size_t>;  ///< step, number of the row

  void order() {
    const LogColumn* steps = column("step");
    for (std::size_t row = 0; row < log_.rows; ++row) {
      if (!steps) {
        rows_.emplace_back(static_cast<std::int64_t>(row), row);
      } else if (steps->there[row]) {
        rows_.emplace_back(wholeNumber(*steps, row, labels_.file), row);
      }
    }
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](const Row& a, const Row& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < rows_.size(); ++i)
      distinct_ += i == 0 || rows_[i].first != rows_[i - 1].first;
  }

  void start() {
    const LogColumn* seconds = column("wall_time");
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t row = 0; seconds && row < log_.rows; ++row) {
      if (seconds->there[row] && std::isfinite(seconds->values[row]))
        least = std::min(least, seconds->values[row]);
    }
    if (least < kDate || !std::isfinite(least)) return;
    // Where the log tells when it was opened, the first step took its time, too.
    start_ = std::min(least, std::max(log_.began.value_or(least), kDate));
  }

  const LogColumn* column(const std::string& field) const {
    const auto found = columns_.find(field);
    return found != columns_.end() ? found->second : nullptr;
  }

  /// The columns of a table that the log tells of, and some that go with them.
  RunTable tableOf(const std::string& name, const std::set<std::string>& besides) const {
    RunTable table{name, {}};
    for (const std::string& each : runTable(name).columns) {
      const bool told = std::any_of(columns_.begin(), columns_.end(), [&](const auto& field) {
        const LogField& known = *logField(field.first);
        return known.table == name && known.column == each;
      });
      if (told || each == "step" || besides.contains(each)) table.columns.push_back(each);
    }
    return table;
  }

  /// The last value of a field in these rows.
  std::optional<double> value(const std::string& field, std::size_t from, std::size_t to,
                              std::size_t* at = nullptr) const {
    const LogColumn* values = column(field);
    for (std::size_t i = to; values && i-- > from;) {
      const std::size_t row = rows_[i].second;
      if (at) *at = row;
      if (values->there[row]) return values->values[row];
    }
    return std::nullopt;
  }

  /// Behind the rows of the step that begins here.
  std::size_t endOfStep(std::size_t from) const {
    std::size_t to = from;
    while (to < rows_.size() && rows_[to].first == rows_[from].first) ++to;
    return to;
  }

  /// The rows of the step before, if that is told.
  std::optional<std::pair<std::size_t, std::size_t>> rowsBefore(std::size_t from) const {
    if (from == 0 || rows_[from - 1].first + 1 != rows_[from].first) return std::nullopt;
    std::size_t begin = from - 1;
    while (begin > 0 && rows_[begin - 1].first == rows_[from - 1].first) --begin;
    return std::pair{begin, from};
  }

  /// What a step was computed with: of a log that has what its update left, that of the step
  /// before.
  std::optional<double> scaleOf(std::size_t from, std::size_t to) const {
    if (!scaleAfterUpdate_) return value("scale", from, to);
    if (const auto before = rowsBefore(from)) return value("scale", before->first, before->second);
    return applied(from, to) == 1 ? value("scale", from, to) : std::nullopt;
  }

  /// Where a scale always falls in the row of the step that is skipped, it is what the update left.
  /// Of skips in a row that holds of all but the first either way; of those that a log begins with,
  /// and of a scaler that falls at the last of several, the rows after them tell.
  void judgeScale() {
    constexpr std::size_t kOften = 2;  // more than chance
    std::size_t falls = 0, first = 0, firstFalls = 0, ends = 0;
    bool beginning = true, fellBefore = false;
    for (std::size_t from = 0; column("scale") && from < rows_.size();) {
      const std::size_t to = endOfStep(from);
      const auto before = rowsBefore(from);
      const auto now = value("scale", from, to);
      const auto then =
          before ? value("scale", before->first, before->second) : std::optional<double>();
      const bool fell = now && then && *now < *then;
      const bool skipped = applied(from, to) == 0;
      if (fell && !skipped) return;
      ends += fellBefore && before && !skipped;
      fellBefore = fell;
      falls += fell && applied(before->first, before->second) == 1;
      beginning &= skipped;
      first += beginning;
      firstFalls += beginning && fell;
      from = to;
    }
    scaleAfterUpdate_ =
        falls > 0 || ends >= kOften || (!beginning && firstFalls > 0 && firstFalls + 1 == first);
  }

  bool tells(std::size_t from, std::size_t to, const std::string& table) const {
    // A learning rate is a step's where no evaluation has it, or nothing else tells of steps.
    const bool rate = table == "steps" && value("learning_rate", from, to).has_value();
    if (rate && (!tellsSteps() || !tells(from, to, "evaluations"))) return true;
    return std::any_of(columns_.begin(), columns_.end(), [&](const auto& field) {
      return logField(field.first)->table == table && !accompanies(field.first) &&
             value(field.first, from, to).has_value();
    });
  }

  /// Whether a column is of steps alone.
  bool tellsSteps() const {
    return std::any_of(columns_.begin(), columns_.end(), [](const auto& field) {
      return logField(field.first)->table == "steps" && !accompanies(field.first);
    });
  }

  std::int64_t applied(std::size_t from, std::size_t to) const {
    if (const auto given = value("applied", from, to)) return *given != 0.0;
    if (const auto skipped = value("skipped", from, to)) return *skipped == 0.0;
    return value("found_inf", from, to).value_or(0.0) == 0.0;
  }

  /// Of the rows that tell of an evaluation: a step of the same number is the next that was
  /// trained.
  std::optional<double> besideEvaluation(const std::string& field, std::size_t from, std::size_t to,
                                         std::size_t& row) const {
    std::optional<double> found;
    for (std::size_t i = from; i < to; ++i) {
      const bool evaluates =
          value("evaluation_loss", i, i + 1) || value("evaluation_accuracy", i, i + 1);
      if (!evaluates) continue;
      std::size_t at = row;
      if (const auto own = value(field, i, i + 1, &at)) {
        found = own;
        row = at;
      }
    }
    return found;
  }

  StoredValue stored(const RunTable& table, const std::string& name, std::size_t from,
                     std::size_t to) const {
    if (name == "step") return rows_[from].first;
    if (name == "applied") return applied(from, to);
    const bool ofEvaluation = table.name == "evaluations" && (name == "loss" || name == "accuracy");
    const std::string field = ofEvaluation ? "evaluation_" + name : name;
    std::size_t row = 0;
    const bool beside = table.name == "evaluations" && accompanies(name);
    const auto given = field == "scale" ? scaleOf(from, to)
                       : beside         ? besideEvaluation(field, from, to, row)
                                        : value(field, from, to, &row);
    // What a skipped step is skipped for.
    if (name == "found_inf" && !given) return std::int64_t{applied(from, to) == 0};
    if (name == "found_inf") return std::int64_t{*given != 0.0};
    if (!given) return std::monostate();
    if (name == "wall_time") return *given - start_;
    if (name == "accuracy") return share(field, *given);
    if (!isCount(name)) return *given;
    if (std::isnan(*given)) return std::monostate();
    return wholeNumber(*column(name), row, labels_.file);
  }

  double share(const std::string& field, double given) const {
    const bool signedOne = columns_.at(field)->percentSigns && given <= 1.0;
    return percents_.contains(field) && !signedOne ? given / 100.0 : given;
  }

  std::vector<StoredValue> valuesOf(const RunTable& table, std::size_t from, std::size_t to) const {
    std::vector<StoredValue> values;
    for (const std::string& name : table.columns) values.push_back(stored(table, name, from, to));
    return values;
  }

  static void handEvent(const RowSink& sink, std::int64_t step, const char* kind,
                        const StoredValue& value, const std::string& message) {
    sink({"events", {"step", "kind", "value", "message"}},
         std::vector<StoredValue>{step, std::string(kind), value, message});
  }

  void handOverflow(const RowSink& sink, std::size_t from, std::size_t to) const {
    const auto found = value("found_inf", from, to);
    const bool skipped = applied(from, to) == 0;
    if (found ? *found == 0.0 : !skipped) return;
    const auto scale = scaleOf(from, to);
    const auto overflow = value("overflow", from, to);
    StoredValue count;
    if (overflow && !std::isnan(*overflow)) count = *overflow;
    handEvent(sink, rows_[from].first, "overflow", count,
              std::string(skipped ? "skipped: the gradients not finite"
                                  : "applied, although the gradients not finite") +
                  (scale ? " (scale " + scaleText(static_cast<float>(*scale)) + ")" : ""));
  }

  /// It changed at the end of the step before, where that is told.
  void handScale(const RowSink& sink, std::size_t from, std::size_t to, double& before,
                 std::int64_t& stepBefore) const {
    const auto scale = scaleOf(from, to);
    if (!scale) return;
    const std::int64_t step = rows_[from].first;
    const std::int64_t changed = stepBefore + 1 == step ? stepBefore : step;
    if (!std::isnan(before) && *scale != before) {
      const auto change = *scale > before ? ScaleChange::grew : ScaleChange::backedOff;
      handEvent(sink, changed, "scale-change", *scale,
                scaleMessage(change, static_cast<float>(before), static_cast<float>(*scale)));
    }
    before = *scale;
    stepBefore = step;
  }

  const LogTable& log_;
  LogLabels labels_;
  std::map<std::string, const LogColumn*> columns_;  ///< by field
  std::set<std::string> percents_;                   ///< fields
  std::vector<Row> rows_;
  std::size_t distinct_ = 0;
  bool scaleAfterUpdate_ = false;
  double start_ = 0.0;
};

}  // namespace

ImportedRun runFromLog(const LogTable& log, const LogMapping& mapping, const LogLabels& labels) {
  const auto reader = std::make_shared<const LogReader>(log, mapping, labels);
  ImportedRun run;
  run.info.experiment = labels.experiment;
  run.info.name = labels.run.empty() ? log.run : labels.run;
  const std::string& told = labels.precision.empty() ? log.precision : labels.precision;
  run.info.precision = told.empty() ? precisionFromName(run.info.name) : told;
  run.info.scaler = reader->scaler();
  run.info.state = RunState::finished;
  run.info.index = -1;
  OrderedJson imported = logDetails(reader->stepColumns());
  imported.update({{"file", labels.file},
                   {"rows", log.rows},
                   {"every_step", reader->everyStep()},
                   {"columns", mapping}});
  if (reader->began() > 0.0) imported["began"] = reader->began();
  run.info.details = OrderedJson{{"imported", std::move(imported)}}.dump(
      -1, ' ', false, OrderedJson::error_handler_t::replace);
  run.rows = [reader](const RowSink& sink) { reader->hand(sink); };
  return run;
}

}  // namespace scalescope
