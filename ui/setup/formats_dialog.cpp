#include "ui/setup/formats_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "core/nn/formats.h"
#include "core/precision/policy.h"

namespace scalescope {
namespace {

QString label(Format format) {
  const std::string_view text = info(format).label;
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace

std::vector<LayerFormats> formatsOf(const ExperimentConfig& config, const RunConfig& run,
                                    bool withRunEdits) {
  std::vector<FormatOverride> edits;
  if (withRunEdits) edits = layerOverrides(run, config.network);
  return resolveNetwork(config.network, policyNamed(run.precision), edits).layers;
}

FormatsDialog::FormatsDialog(const ExperimentConfig& config, int run, QWidget* parent)
    : QDialog(parent),
      config_(config),
      overrides_(config.runs[static_cast<std::size_t>(run)].layers) {
  const RunConfig& edited = config.runs[static_cast<std::size_t>(run)];
  policy_ = formatsOf(config, edited, false);
  setWindowTitle(tr("Formats of %1").arg(QString::fromStdString(edited.name)));

  auto* body = new QWidget(this);
  auto* grid = new QGridLayout(body);
  grid->setHorizontalSpacing(12);
  int column = 1;
  for (const QString& title : {tr("Weight"), tr("Compute"), tr("Gradient"), tr("Statistics")}) {
    auto* head = new QLabel(title, body);
    QFont bold = head->font();
    bold.setBold(true);
    head->setFont(bold);
    grid->addWidget(head, 0, column++);
  }
  for (int layer = 0; layer < static_cast<int>(config.network.layers.size()); ++layer) {
    addLayer(grid, layer + 1, layer);
  }
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(body);

  auto* buttons = new QDialogButtonBox(
      QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::Reset, this);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons->button(QDialogButtonBox::Reset), &QPushButton::clicked, this, [this] {
    for (QComboBox* box : findChildren<QComboBox*>()) box->setCurrentIndex(0);
  });
  auto* layout = new QVBoxLayout(this);
  auto* intro = new QLabel(
      tr("The policy fills this table; choose another format where a layer is to differ."), this);
  intro->setWordWrap(true);
  layout->addWidget(intro);
  layout->addWidget(scroll);
  layout->addWidget(buttons);
  resize(620, 460);
}

void FormatsDialog::addLayer(QGridLayout* grid, int row, int layer) {
  const LayerConfig& config = config_.network.layers[static_cast<std::size_t>(layer)];
  grid->addWidget(
      new QLabel(tr("%1  %2").arg(layer).arg(QString::fromStdString(describe(config))), this), row,
      0);
  const LayerFormats& formats = policy_[static_cast<std::size_t>(layer)];
  const LayerRole role = roleOf(config.type);
  const std::vector<Format> stored{Format::fp32, Format::fp16, Format::bf16};
  std::vector<Format> computed = stored;
  if (role == LayerRole::matmul) {
    computed.insert(computed.end(), {Format::tf32, Format::e4m3, Format::e5m2, Format::int8});
  }
  if (role != LayerRole::passThrough) {
    addChoice(grid, row, 1, layer, &FormatOverride::weight, formats.weight, stored);
  }
  addChoice(grid, row, 2, layer, &FormatOverride::compute, formats.compute, computed);
  addChoice(grid, row, 3, layer, &FormatOverride::gradient, formats.gradient, stored);
  if (role == LayerRole::batchNorm) {
    addChoice(grid, row, 4, layer, &FormatOverride::statistics, formats.statistics, stored);
  }
}

void FormatsDialog::addChoice(QGridLayout* grid, int row, int column, int layer,
                              std::optional<Format> FormatOverride::*member, Format policyChoice,
                              const std::vector<Format>& choices) {
  auto* box = new QComboBox(this);
  box->addItem(tr("%1 (policy)").arg(label(policyChoice)), -1);
  for (const Format format : choices) {
    box->addItem(label(format), static_cast<int>(format));
  }
  if (const auto found = overrides_.find(layer);
      found != overrides_.end() && found->second.*member) {
    box->setCurrentIndex(box->findData(static_cast<int>(*(found->second.*member))));
  }
  connect(box, &QComboBox::currentIndexChanged, this, [this, box, layer, member] {
    const int chosen = box->currentData().toInt();
    FormatOverride& edits = overrides_[layer];
    edits.*member = chosen < 0 ? std::nullopt : std::optional(static_cast<Format>(chosen));
    if (edits.empty()) overrides_.erase(layer);
  });
  grid->addWidget(box, row, column);
}

}  // namespace scalescope
