#include "ui/log/log_view.h"

#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/style/colours.h"
#include "ui/style/flow_layout.h"
#include "ui/style/icons.h"

namespace scalescope {
namespace {

constexpr EventKind kinds[] = {EventKind::overflow,   EventKind::scaleChange, EventKind::collapse,
                               EventKind::breakpoint, EventKind::injection,   EventKind::edit,
                               EventKind::evaluation, EventKind::note,        EventKind::state};

}  // namespace

LogView::LogView(LogModel* model, QWidget* parent)
    : QWidget(parent),
      filter_(new LogFilter(this)),
      table_(new QTableView(this)),
      hint_(new QLabel(table_)) {
  filter_->setSourceModel(model);
  table_->setModel(filter_);
  table_->setAccessibleName(tr("Log of events"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setShowGrid(false);
  table_->setAlternatingRowColors(true);
  table_->setWordWrap(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  table_->horizontalHeader()->setStretchLastSection(true);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  const int width = fontMetrics().horizontalAdvance('0');
  table_->setColumnWidth(LogModel::stepColumn, 9 * width);
  table_->setColumnWidth(LogModel::runColumn, 14 * width);
  table_->setColumnWidth(LogModel::kindColumn, 16 * width);

  hint_->setAlignment(Qt::AlignCenter);
  hint_->setForegroundRole(QPalette::PlaceholderText);
  hint_->setText(
      tr("Overflows, scale changes, evaluations and breakpoints are listed here as they happen."));
  auto* overlay = new QVBoxLayout(table_);
  overlay->addWidget(hint_);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(makeFilterRow());
  layout->addWidget(table_, 1);

  // Many rows may come in one go: scroll once the event is over.
  connect(model, &QAbstractItemModel::rowsAboutToBeInserted, this, [this] {
    const QScrollBar* bar = table_->verticalScrollBar();
    if (bar->value() == bar->maximum()) QTimer::singleShot(0, table_, &QTableView::scrollToBottom);
  });
  connect(filter_, &QAbstractItemModel::rowsInserted, this, &LogView::updateEmptyHint);
  connect(filter_, &QAbstractItemModel::rowsRemoved, this, &LogView::updateEmptyHint);
  connect(filter_, &QAbstractItemModel::modelReset, this, &LogView::updateEmptyHint);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (current.isValid()) emit stepSelected(current.data(LogModel::stepRole).toLongLong());
          });
  connect(table_, &QTableView::clicked, this, [this](const QModelIndex& index) {
    emit stepSelected(index.data(LogModel::stepRole).toLongLong());
  });
  updateEmptyHint();
}

QWidget* LogView::makeFilterRow() {
  auto* row = new QWidget(this);
  auto* layout = new FlowLayout(row, 0);
  layout->setContentsMargins(6, 3, 6, 3);
  for (const EventKind kind : kinds) {
    auto* button = new QToolButton(row);
    button->setText(eventLabel(kind));
    button->setIcon(dotIcon(eventColour(kind, isDark(palette()))));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setCheckable(true);
    button->setChecked(true);
    button->setToolTip(tr("Show or hide entries of this kind: %1").arg(eventLabel(kind)));
    button->setAccessibleName(tr("Show %1").arg(eventLabel(kind)));
    button->setProperty("kind", static_cast<int>(kind));
    connect(button, &QToolButton::toggled, this,
            [this, kind](bool on) { filter_->setShown(kind, on); });
    layout->addWidget(button);
  }
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  row->setSizePolicy(policy);
  return row;
}

void LogView::updateEmptyHint() { hint_->setVisible(filter_->rowCount() == 0); }

}  // namespace scalescope
