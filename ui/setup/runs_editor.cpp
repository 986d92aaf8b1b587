#include "ui/setup/runs_editor.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QResizeEvent>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/setup/run_names.h"
#include "ui/style/icons.h"

namespace scalescope {
namespace {

constexpr int spacing = 6;

}  // namespace

RunsEditor::RunsEditor(ConfigDocument& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      body_(nullptr),
      noiseFloor_(new QCheckBox(tr("Noise floor"), this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  auto* add = new QPushButton(icon(Symbol::add), tr("Add run"), this);
  add->setToolTip(tr("Train one more precision setting beside the others"));
  connect(add, &QPushButton::clicked, this, [this] { document_.edit(tr("Add run"), addRun); });
  noiseFloor_->setObjectName("noiseFloor");
  noiseFloor_->setAccessibleName(tr("Noise floor"));
  connect(noiseFloor_, &QCheckBox::clicked, this, [this](bool on) {
    document_.edit(on ? tr("Add noise floor") : tr("Remove noise floor"),
                   [on](ExperimentConfig& config) { setNoiseFloor(config, on); });
  });
  auto* below = new QHBoxLayout;
  below->addWidget(add);
  below->addWidget(noiseFloor_);
  below->addStretch(1);
  layout->addLayout(below);
  connect(&document_, &ConfigDocument::changed, this, &RunsEditor::follow);
  showNoiseFloor();
  rebuild();
}

void RunsEditor::showNoiseFloor() {
  const ExperimentConfig& config = document_.config();
  const bool can = runForNoiseFloor(config) >= 0;
  noiseFloor_->setChecked(noiseFloorOf(config) >= 0);
  noiseFloor_->setEnabled(can || noiseFloor_->isChecked());
  noiseFloor_->setToolTip(
      can ? tr("Train FP32 a second time from weights that differ by one unit in the last place. "
               "It shows how far chance alone takes a run: a difference within that is no effect "
               "of precision")
          : tr("A noise floor is a second FP32 run: there has to be a first"));
}

void RunsEditor::follow() {
  showNoiseFloor();
  if (columns_.size() != document_.config().runs.size()) return rebuild();
  for (RunColumn* column : columns_) column->refresh();
  showRows();
}

void RunsEditor::rebuild() {
  if (body_) {
    body_->hide();
    body_->deleteLater();
  }
  body_ = new QWidget(this);
  grid_ = nullptr;
  titles_.clear();
  columns_.clear();
  for (int run = 0; run < static_cast<int>(document_.config().runs.size()); ++run) {
    auto* column = new RunColumn(document_, run, body_);
    for (int row = 0; row < RunColumn::rows; ++row) {
      column->field(static_cast<RunColumn::Row>(row))->setMinimumWidth(columnWidth());
    }
    columns_.push_back(column);
    column->refresh();
  }
  columnsOfBlock_ = columnsThatFit(width());
  place();
  static_cast<QVBoxLayout*>(layout())->insertWidget(0, body_);
  body_->show();
}

/// Puts the columns into the grid, as many side by side as fit.
void RunsEditor::place() {
  delete grid_;
  for (const auto& block : titles_) {
    for (QLabel* title : block) delete title;
  }
  titles_.clear();
  grid_ = new QGridLayout(body_);
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setHorizontalSpacing(spacing);
  grid_->setVerticalSpacing(4);
  grid_->setColumnMinimumWidth(0, titleWidth());
  const auto count = static_cast<int>(columns_.size());
  for (int first = 0; first < count; first += columnsOfBlock_) {
    placeBlock(static_cast<int>(titles_.size()), first, std::min(first + columnsOfBlock_, count));
  }
  for (int column = 0; column < columnsOfBlock_; ++column) grid_->setColumnStretch(column + 1, 1);
  showRows();
}

void RunsEditor::placeBlock(int block, int first, int end) {
  const int top = block * (RunColumn::rows + 1);
  if (block > 0) grid_->setRowMinimumHeight(top - 1, spacing);
  std::vector<QLabel*>& titles = titles_.emplace_back();
  for (int i = 0; i < RunColumn::rows; ++i) {
    const auto row = static_cast<RunColumn::Row>(i);
    auto* title = new QLabel(RunColumn::title(row), body_);
    title->setToolTip(RunColumn::tip(row));
    titles.push_back(title);
    grid_->addWidget(title, top + i, 0);
    QWidget* before = nullptr;
    for (int run = first; run < end; ++run) {
      QWidget* field = columns_[static_cast<std::size_t>(run)]->field(row);
      grid_->addWidget(field, top + i, run - first + 1);
      if (before) QWidget::setTabOrder(before, field);
      before = field;
    }
  }
}

int RunsEditor::titleWidth() const { return fontMetrics().averageCharWidth() * 12; }

int RunsEditor::columnWidth() const {
  constexpr int arrow = 34;  // of a combo box, with its frame
  return fontMetrics().horizontalAdvance(tr("FP16 mixed")) + arrow;
}

int RunsEditor::columnsThatFit(int width) const {
  const int fit = (width - titleWidth()) / (columnWidth() + spacing);
  return std::clamp(fit, std::min(2, static_cast<int>(columns_.size())),
                    std::max(static_cast<int>(columns_.size()), 1));
}

/// Two columns: what is more goes below.
QSize RunsEditor::minimumSizeHint() const {
  return {titleWidth() + 2 * (columnWidth() + spacing), QWidget::minimumSizeHint().height()};
}

QRect RunsEditor::columnArea(int run) const {
  if (run < 0 || run >= static_cast<int>(columns_.size())) return {};
  QRect area;
  for (int i = 0; i < RunColumn::rows; ++i) {
    const QWidget* field =
        columns_[static_cast<std::size_t>(run)]->field(static_cast<RunColumn::Row>(i));
    if (field->isVisible()) area |= QRect(field->mapTo(this, QPoint()), field->size());
  }
  return area;
}

void RunsEditor::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  const int fit = columnsThatFit(event->size().width());
  if (fit == columnsOfBlock_) return;
  columnsOfBlock_ = fit;
  place();
}

void RunsEditor::showRows() {
  const std::vector<RunConfig>& runs = document_.config().runs;
  const auto perBlock = static_cast<std::size_t>(columnsOfBlock_);
  for (int i = 0; i < RunColumn::rows; ++i) {
    const auto row = static_cast<RunColumn::Row>(i);
    for (std::size_t block = 0; block < titles_.size(); ++block) {
      bool any = false;
      const std::size_t end = std::min((block + 1) * perBlock, runs.size());
      for (std::size_t run = block * perBlock; run < end; ++run) {
        const bool applies = RunColumn::applies(row, runs[run]);
        columns_[run]->field(row)->setVisible(applies);
        any = any || applies;
      }
      titles_[block][static_cast<std::size_t>(i)]->setVisible(any);
    }
  }
}

}  // namespace scalescope
