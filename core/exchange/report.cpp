#include "core/exchange/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <optional>
#include <set>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/diagnosis/text.h"
#include "core/store/run_configuration.h"
#include "core/store/run_diagnosis.h"
#include "core/store/run_results.h"
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

/// Runs of one name are told apart by their ids.
std::string nameOf(const RunInfo& run) {
  return escaped(run.name) + " <span class=\"faint\">" + std::to_string(run.id) + "</span>";
}

std::string headings(const Phrases& say, std::initializer_list<Phrase> titles) {
  std::string html;
  for (const Phrase& title : titles) html += "<th>" + say(title) + "</th>";
  return html;
}

std::string resultsTable(const std::vector<RunInfo>& runs, const Phrases& say) {
  const auto seedOf = [](const RunInfo& run) {  // a log tells of none
    return run.configuration.empty() && run.seed == 0 ? "–" : std::to_string(run.seed);
  };
  const bool seeds = std::any_of(runs.begin(), runs.end(), [&](const RunInfo& run) {
    return seedOf(run) != seedOf(runs.front());
  });
  std::string html =
      "<table><tr>" + headings(say, {phrase("Run"), phrase("Precision"), phrase("Loss scaler")});
  if (seeds) html += headings(say, {phrase("Seed")});
  html += headings(say, {phrase("State")});
  const std::vector<RunResult>& columns = runResults();
  std::vector<std::vector<bool>> bests;
  bests.reserve(columns.size());
  for (const RunResult& column : columns) {
    html += headings(say, {column.title});
    bests.push_back(bestRuns(column, runs));
  }
  html += "</tr>\n";
  for (std::size_t at = 0; at < runs.size(); ++at) {
    const RunInfo& run = runs[at];
    const std::string precision =
        hasLayerOverrides(run) ? say(phrase("%1, own formats"), {run.precision}) : run.precision;
    html += "<tr><td>" + nameOf(run) + "</td><td>" + escaped(precision) + "</td><td>" +
            escaped(run.scaler) + "</td><td>" + (seeds ? seedOf(run) + "</td><td>" : "") +
            say(std::string(toString(run.state)).c_str()) +
            (run.stateMessage.empty() ? "" : ": " + escaped(run.stateMessage)) + "</td>";
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto value = columns[i].value(run);
      const bool marked = bests[i][at];
      html += std::string("<td class=\"number") + (marked ? " best" : "") + "\">" +
              (value ? columns[i].text(*value) : "–") + (marked ? " ★" : "") + "</td>";
    }
    html += "</tr>\n";
  }
  std::string notes = say(phrase("best of these runs."));
  for (const RunResult& column : columns)
    if (*column.about.english) notes = oneAfterTheOther({notes, say(column.about)}, say);
  return html + "</table>\n<p class=\"faint\">★ " + notes + "</p>\n";
}

std::string verdictOf(const StoreReader& reader, const RunInfo& run, const Phrases& say) {
  std::string html = "<h3>" + nameOf(run) + "</h3>\n";
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
    if (!diagnosis.infinitiesTold)
      html += paragraph(say(phrase("The log does not tell whether values overflowed.")), false);
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
    html += "<details open><summary>" + (own ? nameOf(run) : escaped(run.experiment)) +
            "</summary><pre>" + escaped(prettyJson(text)) + "</pre></details>\n";
  }
  return html;
}

std::string environmentOf(const std::vector<RunInfo>& runs, const Phrases& say) {
  std::string html =
      "<table><tr>" +
      headings(say, {phrase("Run"), phrase("Experiment"), phrase("back end"), phrase("device"),
                     phrase("library"), phrase("threads"), phrase("seed"), phrase("created"),
                     phrase("tags"), phrase("note")}) +
      "</tr>\n";
  for (const RunInfo& run : runs) {
    std::string tags;
    for (const std::string& tag : run.tags) tags += (tags.empty() ? "" : ", ") + tag;
    html += "<tr><td>" + nameOf(run) + "</td>";
    const bool seeded = !run.configuration.empty();
    for (const std::string& cell :
         {run.experiment, run.backend, run.device, run.library,
          run.threads > 0 ? std::to_string(run.threads) : std::string(),
          seeded ? std::to_string(run.seed) : std::string(), run.created, tags, run.note}) {
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
  for (const std::int64_t id : ids) {
    runs.push_back(reader.run(id));
    measureStepTime(reader, runs.back());
  }
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
