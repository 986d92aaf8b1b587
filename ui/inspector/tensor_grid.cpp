#include "ui/inspector/tensor_grid.h"

#include <algorithm>
#include <map>

#include "ui/style/translation.h"

namespace scalescope {
namespace {

/// The columns that are known, in their order; others follow by name.
const QStringList& knownParts() {
  static const QStringList parts{"output", "output.grad", "input.grad",
                                 "weight", "weight.grad", "weight.update",
                                 "bias",   "bias.grad",   "bias.update"};
  return parts;
}

/// Where a tensor belongs. Rows are ordered by `order`: the input, the layers, the loss, others.
struct Place {
  int order = 0;
  QString row;
  QString part;
};

constexpr int firstLayer = 1;
constexpr int lossOrder = 1'000'000;

/// Another program's tensor, by the name of its module: "block.0.conv.weight.grad".
Place ofModule(const QString& name) {
  const QString last = name.section('.', -1);
  const bool ofAnother = last == QLatin1String("grad") || last == QLatin1String("update");
  const int parts = ofAnother && name.count('.') > 0 ? 2 : 1;
  const QString module = name.section('.', 0, -parts - 1);
  return {lossOrder + 1, module.isEmpty() ? tr("Model") : module, name.section('.', -parts)};
}

Place placeOf(const std::string& tensor, const std::vector<std::string>& layers) {
  const QString name = QString::fromStdString(tensor);
  if (name == QLatin1String("input")) return {0, tr("Input"), QStringLiteral("output")};
  if (name.startsWith(QLatin1String("loss."))) return {lossOrder, tr("Loss"), name.mid(5)};
  const qsizetype dot = name.indexOf(QLatin1Char('.'), 7);
  bool numbered = false;
  const int layer = name.startsWith(QLatin1String("layers.")) && dot > 0
                        ? name.mid(7, dot - 7).toInt(&numbered)
                        : 0;
  if (!numbered || layer < 0) return ofModule(name);
  QString label = QString::number(layer);
  const auto index = static_cast<std::size_t>(layer);
  if (index < layers.size()) label += QLatin1Char(' ') + QString::fromStdString(layers[index]);
  return {firstLayer + layer, label, name.mid(dot + 1)};
}

int columnRank(const QString& part) {
  const auto known = knownParts().indexOf(part);
  return known < 0 ? static_cast<int>(knownParts().size()) : static_cast<int>(known);
}

}  // namespace

TensorGrid::TensorGrid(const TensorTable& tensors, const std::vector<std::string>& layers) {
  std::map<std::pair<int, QString>, int> rows;
  std::map<std::pair<int, QString>, int> columns;
  std::vector<Place> places;
  std::map<QString, int> modules;
  for (const TensorInfo& tensor : tensors) {
    Place place = placeOf(tensor.name, layers);
    // Modules in the order in which they compute, as the table has them.
    if (place.order > lossOrder)
      place.order += modules.try_emplace(place.row, static_cast<int>(modules.size())).first->second;
    places.push_back(std::move(place));
    rows[{places.back().order, places.back().row}] = 0;
    columns[{columnRank(places.back().part), places.back().part}] = 0;
  }
  for (auto& [key, number] : rows) {
    number = static_cast<int>(rowLabels_.size());
    rowLabels_ << key.second;
  }
  for (auto& [key, number] : columns) {
    number = static_cast<int>(parts_.size());
    parts_ << key.second;
  }
  cells_.resize(rows.size() * columns.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const int row = rows[{places[i].order, places[i].row}];
    const int column = columns[{columnRank(places[i].part), places[i].part}];
    cells_[static_cast<std::size_t>(row) * columns.size() + static_cast<std::size_t>(column)]
        .push_back(static_cast<int>(i));
  }
}

const std::vector<int>& TensorGrid::at(int row, int column) const {
  return cells_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns()) +
                static_cast<std::size_t>(column)];
}

std::pair<int, int> TensorGrid::find(const std::string& tensor, const TensorTable& tensors) const {
  for (int row = 0; row < rows(); ++row) {
    for (int column = 0; column < columns(); ++column) {
      for (const int index : at(row, column)) {
        if (tensors[static_cast<std::size_t>(index)].name == tensor) return {row, column};
      }
    }
  }
  return {-1, -1};
}

}  // namespace scalescope
