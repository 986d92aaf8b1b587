#include "ui/runs/comparison_view.h"

#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/store/config_diff.h"
#include "ui/runs/comparison.h"
#include "ui/runs/run_label.h"

namespace scalescope {

ComparisonView::ComparisonView(QWidget* parent)
    : QWidget(parent), title_(new QLabel(this)), table_(new QTableWidget(this)) {
  title_->setContentsMargins(8, 4, 8, 2);
  title_->setWordWrap(true);
  table_->setAccessibleName(tr("Comparison of runs"));
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setShowGrid(false);
  table_->setAlternatingRowColors(true);
  table_->setFrameShape(QFrame::NoFrame);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setStretchLastSection(true);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  layout->addWidget(title_);
  layout->addWidget(table_);
}

void ComparisonView::showRuns(const std::vector<RunInfo>& runs, bool pinned, std::size_t chosen) {
  const std::vector<ComparisonRow> rows = compareRuns(runs);
  const auto configured = static_cast<int>(std::count_if(
      rows.begin(), rows.end(), [](const ComparisonRow& row) { return row.what.startsWith('/'); }));
  const bool known = std::any_of(runs.begin(), runs.end(),
                                 [](const RunInfo& run) { return !toldBy(run).empty(); });
  const QString differences = !known            ? tr("How they were configured is not known.")
                              : configured == 0 ? tr("Their configurations are the same.")
                              : configured == 1
                                  ? tr("1 difference of configuration.")
                                  : tr("%1 differences of configuration.").arg(configured);
  const QString shownOf =
      chosen > runs.size()
          ? tr("%1 of %2 runs, which have room here.").arg(runs.size()).arg(chosen) + " "
          : QString();
  title_->setText(shownOf +
                  (pinned ? tr("Beside the pinned baseline. Best in bold.")
                          : tr("Beside the first. Best in bold.")) +
                  " " + differences);
  QStringList headings{tr("Value")};
  for (const RunInfo& run : runs) headings << runLabel(run);
  if (pinned) headings[1] = tr("Baseline %1").arg(headings[1]);
  const int scrolled = table_->verticalScrollBar()->value();
  table_->clear();
  table_->setColumnCount(static_cast<int>(headings.size()));
  table_->setRowCount(static_cast<int>(rows.size()));
  table_->setHorizontalHeaderLabels(headings);
  for (int row = 0; row < table_->rowCount(); ++row) {
    const ComparisonRow& shown = rows[static_cast<std::size_t>(row)];
    auto* what = new QTableWidgetItem(shown.what);
    what->setToolTip(shown.about.isEmpty() ? shown.what : shown.about);
    table_->setItem(row, 0, what);
    for (std::size_t run = 0; run < shown.cells.size(); ++run) {
      auto* item = new QTableWidgetItem(shown.cells[run]);
      item->setToolTip(shown.best[run] ? tr("%1, the best").arg(shown.cells[run])
                                       : shown.cells[run]);
      QFont font = table_->font();
      font.setBold(shown.best[run]);
      item->setFont(font);
      table_->setItem(row, static_cast<int>(run) + 1, item);
    }
  }
  table_->resizeColumnsToContents();
  table_->verticalScrollBar()->setValue(scrolled);  // the same runs, further on
}

}  // namespace scalescope
