#include "ui/runs/run_grouping.h"

#include <QStringList>
#include <algorithm>
#include <set>

#include "core/store/config_diff.h"
#include "ui/runs/comparison.h"
#include "ui/runs/run_label.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

QString valueText(const OrderedJson& json, const std::string& pointer) {
  const OrderedJson::json_pointer place(pointer);
  if (!json.contains(place)) return QStringLiteral("–");
  const OrderedJson& value = json.at(place);
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  return QString::fromStdString(text);
}

/// Whether these words make fewer groups than runs, and more than one.
bool tells(const std::vector<QString>& words) {
  const std::set<QString> groups(words.begin(), words.end());
  return groups.size() > 1 && groups.size() < words.size();
}

}  // namespace

QString labelOf(const Grouping& grouping) {
  switch (grouping.by) {
    case Grouping::By::none:
      return tr("Each run");
    case Grouping::By::name:
      return tr("By name");
    case Grouping::By::precision:
      return tr("By precision");
    case Grouping::By::scaler:
      return tr("By loss scaler");
    case Grouping::By::experiment:
      return tr("By experiment");
    case Grouping::By::tags:
      return tr("By tags");
    case Grouping::By::tag:
      return tr("By tag %1").arg(QString::fromStdString(grouping.pointer));
    case Grouping::By::value:
      break;
  }
  return tr("By %1").arg(QString::fromStdString(grouping.pointer.substr(1)));
}

QString groupOf(const RunInfo& run, const Grouping& grouping) {
  const auto orNone = [](const std::string& text) {
    return text.empty() ? QStringLiteral("–") : QString::fromStdString(text);
  };
  switch (grouping.by) {
    case Grouping::By::none:
      return runLabel(run);
    case Grouping::By::name:
      return orNone(run.name);
    case Grouping::By::precision:
      return run.precision.empty() ? QStringLiteral("–") : precisionText(run);
    case Grouping::By::scaler:
      return orNone(run.scaler);
    case Grouping::By::experiment:
      return orNone(run.experiment);
    case Grouping::By::tags: {
      QStringList tags;
      for (const std::string& tag : run.tags) tags << QString::fromStdString(tag);
      return tags.isEmpty() ? QStringLiteral("–") : tags.join(", ");
    }
    case Grouping::By::tag: {
      const bool bears =
          std::find(run.tags.begin(), run.tags.end(), grouping.pointer) != run.tags.end();
      return bears ? QString::fromStdString(grouping.pointer) : QStringLiteral("–");
    }
    case Grouping::By::value:
      break;
  }
  const QString key = QString::fromStdString(grouping.pointer).section('/', -1);
  return QString("%1 %2").arg(key, valueText(toldBy(run), grouping.pointer));
}

std::vector<Grouping> groupingsFor(const std::vector<const RunInfo*>& runs) {
  using By = Grouping::By;
  std::vector<Grouping> groupings{{By::none}};
  std::vector<QString> words(runs.size());
  for (const By by : {By::name, By::precision, By::scaler, By::experiment, By::tags}) {
    for (std::size_t i = 0; i < runs.size(); ++i) words[i] = groupOf(*runs[i], {by});
    if (tells(words)) groupings.push_back({by});
  }
  std::set<std::string> tags;
  for (const RunInfo* run : runs) tags.insert(run->tags.begin(), run->tags.end());
  constexpr std::size_t mostTags = 20;  // of more, a list is of no use
  if (tags.size() > 1 && tags.size() <= mostTags) {
    for (const std::string& tag : tags) {
      for (std::size_t i = 0; i < runs.size(); ++i) words[i] = groupOf(*runs[i], {By::tag, tag});
      if (tells(words)) groupings.push_back({By::tag, tag});
    }
  }
  // Read once: hundreds of runs may differ in many values.
  std::vector<OrderedJson> told;
  for (const RunInfo* run : runs) told.push_back(toldBy(*run));
  std::set<std::string> pointers;
  for (const std::string& pointer : differingPointers(told))
    if (pointer != "/scalescope" && pointer != "/run/precision") pointers.insert(pointer);
  for (const std::string& pointer : pointers) {
    for (std::size_t i = 0; i < runs.size(); ++i) words[i] = valueText(told[i], pointer);
    if (tells(words)) groupings.push_back({By::value, pointer});
  }
  // All in one, as runs over seeds are.
  for (const By by : {By::name, By::precision, By::scaler, By::experiment}) {
    const bool alike = std::all_of(runs.begin(), runs.end(), [&](const RunInfo* run) {
      return groupOf(*run, {by}) == groupOf(*runs.front(), {by});
    });
    if (groupings.size() > 1 || runs.size() < 2) break;
    if (alike) groupings.push_back({by});
  }
  return groupings;
}

}  // namespace scalescope
