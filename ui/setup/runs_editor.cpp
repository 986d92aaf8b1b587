#include "ui/setup/runs_editor.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/setup/run_names.h"
#include "ui/style/icons.h"

namespace scalescope {

RunsEditor::RunsEditor(ConfigDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), body_(nullptr) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  auto* add = new QPushButton(icon(Symbol::add), tr("Add run"), this);
  add->setToolTip(tr("Train one more precision setting beside the others"));
  connect(add, &QPushButton::clicked, this, [this] { document_.edit(tr("Add run"), addRun); });
  layout->addWidget(add, 0, Qt::AlignLeft);
  connect(&document_, &ConfigDocument::changed, this, &RunsEditor::follow);
  rebuild();
}

void RunsEditor::follow() {
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
  grid_ = new QGridLayout(body_);
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setHorizontalSpacing(6);
  grid_->setVerticalSpacing(4);
  titles_.clear();
  columns_.clear();
  for (int row = 0; row < RunColumn::rows; ++row) {
    auto* title = new QLabel(RunColumn::title(static_cast<RunColumn::Row>(row)), body_);
    title->setToolTip(RunColumn::tip(static_cast<RunColumn::Row>(row)));
    titles_.push_back(title);
    grid_->addWidget(title, row, 0);
  }
  grid_->setColumnMinimumWidth(0, fontMetrics().averageCharWidth() * 12);
  for (int run = 0; run < static_cast<int>(document_.config().runs.size()); ++run) {
    auto* column = new RunColumn(document_, run, body_);
    for (int row = 0; row < RunColumn::rows; ++row) {
      QWidget* field = column->field(static_cast<RunColumn::Row>(row));
      field->setMinimumWidth(fontMetrics().averageCharWidth() * 13);
      grid_->addWidget(field, row, run + 1);
    }
    grid_->setColumnStretch(run + 1, 1);
    columns_.push_back(column);
    column->refresh();
  }
  static_cast<QVBoxLayout*>(layout())->insertWidget(0, body_);
  body_->show();
  showRows();
}

void RunsEditor::showRows() {
  const std::vector<RunConfig>& runs = document_.config().runs;
  for (int i = 0; i < RunColumn::rows; ++i) {
    const auto row = static_cast<RunColumn::Row>(i);
    const bool any = std::any_of(runs.begin(), runs.end(), [row](const RunConfig& run) {
      return RunColumn::applies(row, run);
    });
    titles_[static_cast<std::size_t>(i)]->setVisible(any);
    for (std::size_t run = 0; run < runs.size(); ++run) {
      columns_[run]->field(row)->setVisible(RunColumn::applies(row, runs[run]));
    }
  }
}

}  // namespace scalescope
