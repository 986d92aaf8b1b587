#include "ui/runs/runs_view.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/runs/comparison_view.h"
#include "ui/runs/runs_filter.h"
#include "ui/style/icons.h"

namespace scalescope {

constexpr int mostLettersOfAName = 42;

RunsView::RunsView(RunsModel* model, QWidget* parent)
    : QWidget(parent),
      model_(model),
      filter_(new RunsFilter(this)),
      table_(new QTableView(this)),
      comparison_(new ComparisonView(this)),
      hint_(new QLabel(table_)) {
  filter_->setSourceModel(model);
  makeTable();
  makeActions();

  hint_->setAlignment(Qt::AlignCenter);
  hint_->setWordWrap(true);
  hint_->setForegroundRole(QPalette::PlaceholderText);
  auto* overlay = new QVBoxLayout(table_);
  overlay->addWidget(hint_);

  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(table_);
  splitter->addWidget(comparison_);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  splitter->setChildrenCollapsible(false);
  comparison_->hide();

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(makeTopRow());
  layout->addWidget(splitter);
  setTabOrder(words_, table_);

  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &RunsView::selectionChanged);
  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
    connect(filter_, signal, this, &RunsView::updateHint);
  }
  comparisonDue_.setSingleShot(true);
  connect(&comparisonDue_, &QTimer::timeout, this, &RunsView::showComparison);
  connect(model, &QAbstractItemModel::dataChanged, this, [this] {
    if (!comparison_->isHidden())
      comparisonDue_.start(0);  // once for all rows that change together
  });
  connect(model, &QAbstractItemModel::rowsInserted, this, &RunsView::fitNames);
  connect(model, &QAbstractItemModel::modelReset, this, &RunsView::fitNames);
  updateHint();
}

void RunsView::makeTable() {
  table_->setModel(filter_);
  table_->installEventFilter(this);
  table_->setAccessibleName(tr("Stored runs"));
  table_->setSortingEnabled(true);
  table_->sortByColumn(RunsModel::createdColumn, Qt::DescendingOrder);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
  table_->setShowGrid(false);
  table_->setAlternatingRowColors(true);
  table_->setWordWrap(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 7);
  QHeaderView* header = table_->horizontalHeader();
  header->setHighlightSections(false);
  header->setSectionsMovable(true);
  header->setResizeContentsPrecision(100);  // rows that are looked at for a width
  header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  const int letter = fontMetrics().averageCharWidth();
  const std::pair<int, int> widths[] = {
      {RunsModel::nameColumn, 25},     {RunsModel::precisionColumn, 13},
      {RunsModel::scalerColumn, 18},   {RunsModel::stateColumn, 11},
      {RunsModel::stepsColumn, 8},     {RunsModel::lossColumn, 11},
      {RunsModel::accuracyColumn, 10}, {RunsModel::skippedColumn, 9},
      {RunsModel::timeColumn, 8},      {RunsModel::experimentColumn, 28},
      {RunsModel::parentColumn, 26},   {RunsModel::createdColumn, 18},
      {RunsModel::tagsColumn, 16},     {RunsModel::noteColumn, 24}};
  for (const auto& [column, letters] : widths) table_->setColumnWidth(column, letters * letter);
  fittedWidth_ = table_->columnWidth(RunsModel::nameColumn);
}

/// Names of a sweep's runs are long. Unless somebody chose a width; and there stays room for what
/// the runs came to.
void RunsView::fitNames() {
  const int width = table_->columnWidth(RunsModel::nameColumn);
  if (width != fittedWidth_) return;
  table_->resizeColumnToContents(RunsModel::nameColumn);
  const int most = mostLettersOfAName * fontMetrics().averageCharWidth();
  fittedWidth_ =
      std::clamp(table_->columnWidth(RunsModel::nameColumn), width, std::max(most, width));
  table_->setColumnWidth(RunsModel::nameColumn, fittedWidth_);
}

void RunsView::setFilter(const QString& words) { words_->setText(words); }

QWidget* RunsView::makeTopRow() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(6, 4, 6, 4);
  layout->setSpacing(2);
  auto* words = new QLineEdit(row);
  words->setPlaceholderText(tr("Filter runs"));
  words->setClearButtonEnabled(true);
  words->setAccessibleName(tr("Filter runs"));
  words->setToolTip(tr("Words that occur anywhere in a row"));
  connect(words, &QLineEdit::textChanged, filter_, &RunsFilter::setWords);
  connect(words, &QLineEdit::textChanged, this, &RunsView::updateHint);
  layout->addWidget(words);
  words_ = words;
  const auto button = [&](Symbol symbol, const QString& text) {
    auto* made = new QToolButton(row);
    made->setIcon(icon(symbol));
    made->setToolTip(text);
    made->setAccessibleName(text);
    made->setAutoRaise(true);
    layout->addWidget(made);
    return made;
  };
  connect(button(Symbol::refresh, tr("Read the store again")), &QToolButton::clicked, this,
          &RunsView::refreshRequested);
  button(Symbol::remove, delete_->toolTip())->setDefaultAction(delete_);
  return row;
}

void RunsView::makeActions() {
  const auto add = [this](const QString& text, const QKeySequence& keys, const QString& tip) {
    auto* action = new QAction(text, table_);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    action->setToolTip(tip);
    action->setEnabled(false);
    table_->addAction(action);
    return action;
  };
  resume_ = add(tr("&Go on training"), Qt::CTRL | Qt::SHIFT | Qt::Key_G,
                tr("All runs of its experiment go on from their last common checkpoint"));
  reuse_ = add(tr("&Use its configuration"), Qt::CTRL | Qt::Key_U,
               tr("Puts the configuration of its experiment into the setup"));
  fork_ = add(tr("&Fork…"), Qt::CTRL | Qt::Key_F,
              tr("A new run that goes on from a checkpoint of this one, with other settings"));
  replay_ = add(tr("&Replay and check"), Qt::CTRL | Qt::Key_R,
                tr("Trains it once more and compares every step with what is stored, bit by bit"));
  pin_ = add(tr("Pin as &baseline"), Qt::CTRL | Qt::Key_B,
             tr("Compare other runs with this one, whichever are selected"));
  pin_->setCheckable(true);
  connect(pin_, &QAction::triggered, this, &RunsView::pin);
  delete_ =
      add(tr("&Delete…"), QKeySequence::Delete, tr("Delete the selected runs from the store"));
  delete_->setIcon(icon(Symbol::remove));
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);
  connect(resume_, &QAction::triggered, this,
          [this] { emit resumeRequested(selectedRuns().front()); });
  connect(reuse_, &QAction::triggered, this,
          [this] { emit reuseRequested(selectedRuns().front()); });
  connect(fork_, &QAction::triggered, this, [this] { emit forkRequested(selectedRuns().front()); });
  connect(replay_, &QAction::triggered, this,
          [this] { emit replayRequested(selectedRuns().front()); });
  connect(delete_, &QAction::triggered, this, &RunsView::askRemoval);
  connect(model_, &QAbstractItemModel::dataChanged, this, &RunsView::updateActions);
}

void RunsView::askRemoval() {
  const std::vector<qint64> runs = selectedRuns();
  emit removalRequested(QList<qint64>(runs.begin(), runs.end()));
}

void RunsView::setTraining(bool training) {
  training_ = training;
  updateActions();
}

void RunsView::updateActions() {
  const std::vector<qint64> runs = selectedRuns();
  const RunInfo* one = runs.size() == 1 ? model_->find(runs.front()) : nullptr;
  delete_->setEnabled(!runs.empty());
  pin_->setEnabled(one);
  pin_->setChecked(one && one->id == baseline_);
  reuse_->setEnabled(one && !training_ && !one->configuration.empty());
  // Runs of other programs have no configuration.
  const bool own = one && !training_ && !one->configuration.empty() && one->steps > 0;
  fork_->setEnabled(own);
  replay_->setEnabled(own);
  resume_->setEnabled(one && !training_ && !one->configuration.empty() &&
                      one->state != RunState::finished);
}

std::vector<qint64> RunsView::selectedRuns() const {
  std::vector<qint64> runs;
  for (const QModelIndex& index : table_->selectionModel()->selectedRows()) {
    runs.push_back(index.data(RunsModel::idRole).toLongLong());
  }
  std::sort(runs.begin(), runs.end());
  return runs;
}

bool RunsView::eventFilter(QObject* watched, QEvent* event) {
  const bool pressed = watched == table_ && event->type() == QEvent::KeyPress;
  if (pressed && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space && tickSelected())
    return true;
  return QWidget::eventFilter(watched, event);
}

/// All of them as the current one will be; false: the table does so with the only one.
bool RunsView::tickSelected() {
  const std::vector<qint64> runs = selectedRuns();
  const QModelIndex current = table_->currentIndex().siblingAtColumn(RunsModel::nameColumn);
  if (runs.size() < 2 || !current.isValid()) return false;
  const bool on = current.data(Qt::CheckStateRole).toInt() != Qt::Checked;
  for (const qint64 run : runs) model_->setOverlaid(run, on);
  return true;
}

void RunsView::selectionChanged() {
  const std::vector<qint64> runs = selectedRuns();
  updateActions();
  if (runs.size() == 1) emit runSelected(runs.front());
  compare();
}

void RunsView::pin(bool on) {
  const std::vector<qint64> runs = selectedRuns();
  if (runs.size() != 1) return;
  baseline_ = on ? runs.front() : 0;
  if (on) model_->setOverlaid(baseline_, true);
  compare();
}

std::vector<RunInfo> RunsView::comparedRuns() const {
  std::vector<RunInfo> shown;
  const RunInfo* baseline = model_->find(baseline_);
  if (baseline) shown.push_back(*baseline);
  for (const qint64 id : selectedRuns()) {
    const RunInfo* run = model_->find(id);
    if (run && id != baseline_ && shown.size() < ComparisonView::mostRuns) shown.push_back(*run);
  }
  if (shown.size() < 2) shown.clear();
  return shown;
}

void RunsView::showComparison() {
  const std::vector<RunInfo> shown = comparedRuns();
  comparison_->setVisible(!shown.empty());
  const std::vector<qint64> selected = selectedRuns();
  const bool pinned = model_->find(baseline_) != nullptr;
  const bool apart =
      pinned && std::find(selected.begin(), selected.end(), baseline_) == selected.end();
  if (!shown.empty()) comparison_->showRuns(shown, pinned, selected.size() + (apart ? 1 : 0));
}

void RunsView::compare() {
  showComparison();
  std::vector<qint64> ids;
  for (const RunInfo& run : comparedRuns()) ids.push_back(run.id);
  emit comparedChanged(ids);
}

void RunsView::updateHint() {
  hint_->setVisible(filter_->rowCount() == 0);
  hint_->setText(model_->rowCount() == 0
                     ? tr("Every run you train is kept here.\nTick a run to overlay it in the "
                          "plots; select several to compare them.")
                     : tr("No run has all of these words."));
}

}  // namespace scalescope
