#include "ui/setup/data_form.h"

#include <QLabel>
#include <algorithm>
#include <limits>

namespace scalescope {
namespace {

std::function<bool(const ExperimentConfig&)> kindIs(std::vector<std::string> kinds) {
  return [kinds = std::move(kinds)](const ExperimentConfig& config) {
    return std::find(kinds.begin(), kinds.end(), config.dataset.kind) != kinds.end();
  };
}

QString kindLabel(const std::string& kind) {
  if (kind == "fashion-mnist") return "Fashion-MNIST";
  if (kind == "mnist") return "MNIST";
  if (kind == "cifar10") return "CIFAR-10";
  if (kind == "idx") return DataForm::tr("IDX files");
  if (kind == "csv") return DataForm::tr("CSV file");
  if (kind == "synthetic") return DataForm::tr("Synthetic");
  return QString::fromStdString(kind);
}

}  // namespace

DataForm::DataForm(ConfigDocument& document, QWidget* parent)
    : ConfigForm(document, parent), outline_(new QLabel(this)) {
  std::vector<Choice> kinds;
  for (const std::string& kind : datasetKindNames())
    kinds.push_back({QString::fromStdString(kind), kindLabel(kind)});
  addChoice(tr("Data set"), tr("What the network is trained on"), std::move(kinds),
            {[](const Config& c) { return QString::fromStdString(c.dataset.kind); },
             [](Config& c, const QString& kind) { c.dataset.kind = kind.toStdString(); }});
  addFileFields();
  addSyntheticFields();
  addInteger(tr("Training limit"), tr("Use only the first samples of the training set"), 0,
             anyCount,
             {[](const Config& c) { return c.dataset.trainLimit.value_or(0); },
              [](Config& c, std::int64_t limit) {
                c.dataset.trainLimit = limit > 0 ? std::optional(limit) : std::nullopt;
              }},
             tr("all samples"));
  addFlag(tr("Shuffle"), tr("A new order every epoch, which depends on the seed alone"),
          {[](const Config& c) { return c.dataset.shuffle; },
           [](Config& c, bool on) { c.dataset.shuffle = on; }});
  outline_->setWordWrap(true);
  outline_->setForegroundRole(QPalette::PlaceholderText);
  addWide(outline_);
  refresh();
}

void DataForm::addFileFields() {
  addPath(tr("Folder"), tr("Where the files of the data set are"), tr("as installed"), {},
          {[](const Config& c) { return QString::fromStdString(c.dataset.path.value_or("")); },
           [](Config& c, const QString& path) {
             c.dataset.path = path.isEmpty() ? std::nullopt : std::optional(path.toStdString());
           },
           kindIs({"fashion-mnist", "mnist", "cifar10"})});
  addPath(tr("File"), tr("Comma-separated numbers with a header line"), tr("required"),
          tr("CSV files (*.csv *.csv.gz);;All files (*)"),
          {[](const Config& c) { return QString::fromStdString(c.dataset.path.value_or("")); },
           [](Config& c, const QString& path) {
             c.dataset.path = path.isEmpty() ? std::nullopt : std::optional(path.toStdString());
           },
           kindIs({"csv"})});
  addText(
      tr("Label column"), tr("Name or index of the column that holds the class"), tr("the last"),
      {[](const Config& c) { return QString::fromStdString(c.dataset.labelColumn.value_or("")); },
       [](Config& c, const QString& column) {
         c.dataset.labelColumn =
             column.isEmpty() ? std::nullopt : std::optional(column.toStdString());
       },
       kindIs({"csv"})});
  addNumber(tr("Test share"), tr("Part of the rows kept for evaluation"), 0.0, 0.99,
            {[](const Config& c) { return c.dataset.testShare; },
             [](Config& c, double share) { c.dataset.testShare = share; }, kindIs({"csv"})});
  const auto addIdx = [this](const QString& label, const QString& hint,
                             std::string DatasetConfig::*member) {
    addPath(label, tr("An IDX file, plain or .gz"), hint, tr("IDX files (*);;Compressed (*.gz)"),
            {[member](const Config& c) { return QString::fromStdString(c.dataset.*member); },
             [member](Config& c, const QString& path) { c.dataset.*member = path.toStdString(); },
             kindIs({"idx"})});
  };
  addIdx(tr("Images"), tr("required"), &DatasetConfig::images);
  addIdx(tr("Labels"), tr("required"), &DatasetConfig::labels);
  addIdx(tr("Test images"), tr("none"), &DatasetConfig::testImages);
  addIdx(tr("Test labels"), tr("none"), &DatasetConfig::testLabels);
}

void DataForm::addSyntheticFields() {
  const auto synthetic = kindIs({"synthetic"});
  addChoice(
      tr("Generator"), tr("How samples are made up"),
      {{"spirals", tr("Spirals")}, {"blobs", tr("Blobs")}, {"teacher", tr("Teacher network")}},
      {[](const Config& c) { return QString::fromStdString(c.dataset.generator); },
       [](Config& c, const QString& name) { c.dataset.generator = name.toStdString(); },
       synthetic});
  addInteger(
      tr("Classes"), tr("How many kinds of samples"), 2, 1000,
      {[](const Config& c) { return std::int64_t{c.dataset.classes}; },
       [](Config& c, std::int64_t n) { c.dataset.classes = static_cast<int>(n); }, synthetic});
  addInteger(
      tr("Features"), tr("Numbers in a sample"), 1, 100'000,
      {[](const Config& c) { return std::int64_t{c.dataset.features}; },
       [](Config& c, std::int64_t n) { c.dataset.features = static_cast<int>(n); }, synthetic});
  addInteger(tr("Samples"), tr("Training samples"), 1, anyCount,
             {[](const Config& c) { return c.dataset.samples; },
              [](Config& c, std::int64_t n) { c.dataset.samples = n; }, synthetic});
  addNumber(tr("Noise"), tr("Spread of the samples"), 0.0, 1e6,
            {[](const Config& c) { return c.dataset.noise; },
             [](Config& c, double x) { c.dataset.noise = x; }, synthetic});
}

void DataForm::showOutline(const QString& text) {
  outline_->setText(text);
  // The form does not ask a label again for its height when its text has changed.
  const auto lines = static_cast<int>(text.count(QLatin1Char('\n'))) + 1;
  outline_->setMinimumHeight(lines * outline_->fontMetrics().lineSpacing());
}

}  // namespace scalescope
