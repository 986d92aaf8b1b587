#include "ui/runs/difference_view.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include "ui/runs/config_diff.h"

namespace scalescope {

DifferenceView::DifferenceView(QWidget* parent)
    : QWidget(parent), title_(new QLabel(this)), table_(new QTableWidget(0, 3, this)) {
  title_->setContentsMargins(8, 4, 8, 2);
  table_->setAccessibleName(tr("Differences of two configurations"));
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

void DifferenceView::showRuns(const RunInfo& left, const RunInfo& right) {
  const std::vector<Difference> found = differences(configurationOf(left), configurationOf(right));
  const auto heading = [](const RunInfo& run) {
    return QString("%1 (%2)").arg(QString::fromStdString(run.name)).arg(run.id);
  };
  title_->setText(found.empty()       ? tr("Both runs have the same configuration.")
                  : found.size() == 1 ? tr("1 difference")
                                      : tr("%1 differences").arg(found.size()));
  table_->setHorizontalHeaderLabels({tr("Where"), heading(left), heading(right)});
  table_->setRowCount(static_cast<int>(found.size()));
  for (int row = 0; row < table_->rowCount(); ++row) {
    const Difference& difference = found[static_cast<std::size_t>(row)];
    const auto put = [&](int column, const std::string& text) {
      const QString shown = text.empty() ? QString("–") : QString::fromStdString(text);
      auto* item = new QTableWidgetItem(shown);
      item->setToolTip(shown);
      table_->setItem(row, column, item);
    };
    put(0, difference.pointer);
    put(1, difference.left);
    put(2, difference.right);
  }
  table_->resizeColumnsToContents();
}

}  // namespace scalescope
