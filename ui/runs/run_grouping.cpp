#include "ui/runs/run_grouping.h"

#include <QCoreApplication>
#include <QStringList>
#include <set>

#include "ui/runs/comparison.h"
#include "ui/runs/config_diff.h"

namespace scalescope {
namespace {

/// Names are told by other groupings, and a data set's path says nothing.
bool isOfInterest(const std::string& pointer) {
  return pointer != "/name" && pointer != "/run/name" && pointer != "/scalescope" &&
         !pointer.starts_with("/imported");
}

QString valueText(const OrderedJson& json, const std::string& pointer) {
  const OrderedJson::json_pointer place(pointer);
  if (!json.contains(place)) return QStringLiteral("–");
  const OrderedJson& value = json.at(place);
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  return QString::fromStdString(text);
}

/// Whether it makes fewer groups than runs, and more than one.
bool tells(const std::vector<const RunInfo*>& runs, const Grouping& grouping) {
  std::set<QString> groups;
  for (const RunInfo* run : runs) groups.insert(groupOf(*run, grouping));
  return groups.size() > 1 && groups.size() < runs.size();
}

}  // namespace

QString labelOf(const Grouping& grouping) {
  const auto tr = [](const char* text) {
    return QCoreApplication::translate("scalescope::Grouping", text);
  };
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
      return QString("%1 (%2)").arg(orNone(run.name)).arg(run.id);
    case Grouping::By::name:
      return orNone(run.name);
    case Grouping::By::precision:
      return orNone(run.precision);
    case Grouping::By::scaler:
      return orNone(run.scaler);
    case Grouping::By::experiment:
      return orNone(run.experiment);
    case Grouping::By::tags: {
      QStringList tags;
      for (const std::string& tag : run.tags) tags << QString::fromStdString(tag);
      return tags.isEmpty() ? QStringLiteral("–") : tags.join(", ");
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
  for (const By by : {By::name, By::precision, By::scaler, By::experiment, By::tags}) {
    if (tells(runs, {by})) groupings.push_back({by});
  }
  // Values differ from those of some run if they differ from the first one's.
  std::set<std::string> pointers;
  const OrderedJson first = runs.empty() ? OrderedJson::object() : toldBy(*runs.front());
  for (const RunInfo* run : runs) {
    for (const Difference& each : differences(first, toldBy(*run))) {
      if (isOfInterest(each.pointer)) pointers.insert(each.pointer);
    }
  }
  for (const std::string& pointer : pointers) {
    if (tells(runs, {By::value, pointer})) groupings.push_back({By::value, pointer});
  }
  return groupings;
}

}  // namespace scalescope
