#include "core/exchange/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <optional>
#include <set>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/store/run_diagnosis.h"
#include "core/store/schema.h"

namespace scalescope {
namespace {

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --text: #1c2733; --faint: #5f6b78; --line: #d5dbe1; --ground: #ffffff; --best: #0a6b3d; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #e6eaee; --faint: #9aa6b2; --line: #3a444e; --ground: #171c21; --best: #63d297; --bad: #ff8a80; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); max-width: 68em; margin: 2em auto; padding: 0 1.5em; }
h1 { font-size: 1.6em; margin-bottom: 0.2em; } h2 { font-size: 1.2em; margin-top: 2em; border-bottom: 1px solid var(--line); }
h3 { font-size: 1em; margin-bottom: 0.2em; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 0.3em 0.8em 0.3em 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--faint); font-weight: 600; } td.number { font-variant-numeric: tabular-nums; }
.best { color: var(--best); font-weight: 700; } .bad { color: var(--bad); } .faint { color: var(--faint); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(26em, 1fr)); gap: 1em; }
.plots figure { margin: 0; background: #ffffff; } .plots svg { width: 100%; height: auto; } figcaption { color: #5f6b78; padding: 0.2em 0.5em; }
pre { overflow-x: auto; font-size: 13px; border: 1px solid var(--line); padding: 0.8em; }
@media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } figure, tr { break-inside: avoid; } details { display: block; } }
)";

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string numberText(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0.0 ? "∞" : "−∞";
  return formatted("%.5g", value);
}

std::string durationText(double seconds) {
  const auto whole = static_cast<long>(std::lround(std::max(seconds, 0.0)));
  char text[32];
  std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
  return text;
}

/// A column of the table of results.
struct Result {
  Phrase title;
  std::function<std::optional<double>(const RunInfo&)> value;  ///< nothing: not known
  std::function<std::string(double)> text;
  int better = 0;  ///< +1: more is better, −1: less is; 0: neither
};

std::vector<Result> results() {
  using Value = std::optional<double>;
  const auto number = [](double value) { return numberText(value); };
  return {
      {phrase("final loss"),
       [](const RunInfo& run) { return run.hasFinalLoss ? Value(run.finalLoss) : Value(); }, number,
       -1},
      {phrase("accuracy"),
       [](const RunInfo& run) { return run.hasAccuracy ? Value(run.accuracy) : Value(); },
       [](double value) { return formatted("%.2f %%", 100.0 * value); }, +1},
      {phrase("steps"), [](const RunInfo& run) { return Value(static_cast<double>(run.steps)); },
       [](double value) { return formatted("%.0f", value); }, 0},
      {phrase("skipped"),
       [](const RunInfo& run) {
         return run.steps > 0
                    ? Value(static_cast<double>(run.skipped) / static_cast<double>(run.steps))
                    : Value();
       },
       [](double value) { return formatted("%.2f %%", 100.0 * value); }, 0},
      {phrase("time"),
       [](const RunInfo& run) { return run.wallTime > 0.0 ? Value(run.wallTime) : Value(); },
       durationText, -1},
      {phrase("memory"),
       [](const RunInfo& run) {
         return run.memoryPeak > 0 ? Value(static_cast<double>(run.memoryPeak)) : Value();
       },
       [](double value) {
         return value < 1e6 ? formatted("%.1f kB", value / 1e3) : formatted("%.1f MB", value / 1e6);
       },
       -1}};
}

/// The best value of a column as it is written; nothing where all are written alike.
std::optional<std::string> bestOf(const Result& result, const std::vector<RunInfo>& runs) {
  std::optional<double> best;
  std::set<std::string> all;
  for (const RunInfo& run : runs) {
    const auto value = result.value(run);
    if (result.better == 0 || !value || !std::isfinite(*value)) continue;
    all.insert(result.text(*value));
    if (!best || (*value - *best) * result.better > 0.0) best = value;
  }
  return all.size() > 1 ? std::optional(result.text(*best)) : std::nullopt;
}

std::string headings(const Phrases& say, std::initializer_list<Phrase> titles) {
  std::string html;
  for (const Phrase& title : titles) html += "<th>" + say(title) + "</th>";
  return html;
}

std::string resultsTable(const std::vector<RunInfo>& runs, const Phrases& say) {
  std::string html = "<table><tr>" + headings(say, {phrase("run"), phrase("precision"),
                                                    phrase("loss scaler"), phrase("state")});
  const std::vector<Result> columns = results();
  std::vector<std::optional<std::string>> bests;
  bests.reserve(columns.size());
  for (const Result& column : columns) {
    html += headings(say, {column.title});
    bests.push_back(bestOf(column, runs));
  }
  html += "</tr>\n";
  for (const RunInfo& run : runs) {
    html += "<tr><td>" + escaped(run.name) + " <span class=\"faint\">" + std::to_string(run.id) +
            "</span></td><td>" + escaped(run.precision) + "</td><td>" + escaped(run.scaler) +
            "</td><td>" + say(std::string(toString(run.state)).c_str()) +
            (run.stateMessage.empty() ? "" : ": " + escaped(run.stateMessage)) + "</td>";
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Result& column = columns[i];
      const auto value = column.value(run);
      const std::string text = value ? column.text(*value) : "–";
      const bool marked = text == bests[i];
      html += std::string("<td class=\"number") + (marked ? " best" : "") + "\">" + text +
              (marked ? " ★" : "") + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</table>\n<p class=\"faint\">★ " +
         say(phrase("best of these runs. Skipped: share of the steps whose update was skipped.")) +
         "</p>\n";
}

std::string verdictOf(const StoreReader& reader, const RunInfo& run, const Phrases& say) {
  std::string html = "<h3>" + escaped(run.name) + "</h3>\n";
  const auto paragraph = [](const std::string& text, bool bad) {
    return std::string(bad ? "<p class=\"bad\">" : "<p>") + escaped(text) + "</p>\n";
  };
  try {
    const RunDiagnosis diagnosis = diagnose(reader, run, say);
    html += paragraph(diagnosis.skips.sentence, !diagnosis.skips.expected);
    if (diagnosis.unexpected) {
      html += paragraph(
          say(phrase("Step %1: %2"),
              {std::to_string(diagnosis.unexpected->overflowStep), diagnosis.unexpected->sentence}),
          true);
    } else if (diagnosis.first) {
      html +=
          paragraph(say(phrase("First overflow, step %1: %2"),
                        {std::to_string(diagnosis.first->overflowStep), diagnosis.first->sentence}),
                    false);
    }
    for (const Finding& finding : diagnosis.findings) html += paragraph(finding.sentence, true);
  } catch (const Error& error) {
    html += "<p class=\"faint\">" + escaped(error.in(say)) + "</p>\n";
  }
  return html;
}

std::string plotsOf(const std::vector<ReportPlot>& plots) {
  std::string html = "<div class=\"plots\">\n";
  for (const ReportPlot& plot : plots) {
    // The document's head has no place within a page.
    const std::size_t start = plot.svg.find("<svg");
    if (start == std::string::npos) continue;
    html += "<figure>" + plot.svg.substr(start) + "<figcaption>" + escaped(plot.title) +
            "</figcaption></figure>\n";
  }
  return html + "</div>\n";
}

std::string prettyJson(const std::string& text) {
  const auto json = OrderedJson::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return text;
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace);
}

/// Once for each experiment; of another program's runs, what it tells of each.
std::string configurationsOf(const std::vector<RunInfo>& runs) {
  std::string html;
  std::set<std::int64_t> told;
  for (const RunInfo& run : runs) {
    const bool own = run.configuration.empty();
    if (!own && !told.insert(run.experimentId).second) continue;
    const std::string& text = own ? run.details : run.configuration;
    if (text.empty()) continue;
    html += "<details open><summary>" + escaped(own ? run.name : run.experiment) +
            "</summary><pre>" + escaped(prettyJson(text)) + "</pre></details>\n";
  }
  return html;
}

std::string environmentOf(const std::vector<RunInfo>& runs, const Phrases& say) {
  std::string html = "<table><tr>" +
                     headings(say, {phrase("run"), phrase("back end"), phrase("device"),
                                    phrase("library"), phrase("threads"), phrase("seed"),
                                    phrase("created"), phrase("tags"), phrase("note")}) +
                     "</tr>\n";
  for (const RunInfo& run : runs) {
    std::string tags;
    for (const std::string& tag : run.tags) tags += (tags.empty() ? "" : ", ") + tag;
    html += "<tr>";
    for (const std::string& cell : {run.name, run.backend, run.device, run.library,
                                    run.threads > 0 ? std::to_string(run.threads) : std::string(),
                                    std::to_string(run.seed), run.created, tags, run.note}) {
      html += "<td>" + escaped(cell) + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</table>\n";
}

std::string titleOf(const std::vector<RunInfo>& runs) {
  std::string title;
  std::set<std::string> told;
  for (const RunInfo& run : runs) {
    if (told.insert(run.experiment).second) title += (title.empty() ? "" : "; ") + run.experiment;
  }
  return title;
}

}  // namespace

std::optional<std::string> reportHtml(const StoreReader& reader,
                                      const std::vector<std::int64_t>& ids,
                                      const ReportOptions& options) {
  const Phrases& say = options.say;
  std::vector<RunInfo> runs;
  runs.reserve(ids.size());
  for (const std::int64_t id : ids) runs.push_back(reader.run(id));
  const std::string title = escaped(titleOf(runs));
  const auto section = [&say](Phrase name) { return "<h2>" + say(name) + "</h2>\n"; };
  std::string html = "<!DOCTYPE html>\n<html lang=\"" + options.language +
                     "\"><head><meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
                     title + "</title><style>" + kStyle + "</style></head>\n<body>\n<h1>" + title +
                     "</h1>\n<p class=\"faint\">" +
                     say(phrase("Report of %1"), {programVersion()}) + "</p>\n";
  html += section(phrase("Results")) + resultsTable(runs, say);
  if (!options.plots.empty()) html += section(phrase("Plots")) + plotsOf(options.plots);
  html += section(phrase("Verdicts"));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const double done = static_cast<double>(i) / static_cast<double>(runs.size());
    if (options.progress && !options.progress(done)) return std::nullopt;
    html += verdictOf(reader, runs[i], say);
  }
  html += section(phrase("Configuration")) + configurationsOf(runs);
  html += section(phrase("Environment")) + environmentOf(runs, say);
  return html + "</body></html>\n";
}

}  // namespace scalescope
