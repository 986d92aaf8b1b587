#include "ui/sweep/sweep_dialog.h"
#include "ui/style/window_phrases.h"

#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <exception>
#include <utility>

namespace scalescope {
namespace {

constexpr int kMostShown = 200;  ///< of the points
constexpr int kPlanAfter = 150;  ///< ms without a key

enum Column { valueColumn, becomesColumn, columns };

QString itemText(const SweepPlace& place) {
  const QString pointer = QString::fromStdString(place.pointer);
  return place.label.isEmpty() ? pointer : QString("%1 – %2").arg(place.label, pointer);
}

}  // namespace

SweepDialog::SweepDialog(ExperimentConfig config, const SweepChoice& before, QWidget* parent)
    : QDialog(parent),
      config_(std::move(config)),
      places_(sweepPlaces(config_)),
      name_(new QLineEdit(before.name, this)),
      table_(new QTableWidget(0, columns, this)),
      how_(new QComboBox(this)),
      jobs_(new QSpinBox(this)),
      count_(new QLabel(this)),
      points_(new QListWidget(this)),
      problem_(new QLabel(this)) {
  setWindowTitle(tr("Sweep"));
  auto* intro = new QLabel(
      tr("Trains what Setup shows once for every combination of these values, as many at a time "
         "as the device allows. Started again, a sweep goes on where it stopped."),
      this);
  intro->setWordWrap(true);
  problem_->setWordWrap(true);
  problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  points_->setAccessibleName(tr("Points of the sweep"));
  points_->setToolTip(tr("What is trained: one experiment for each of these"));
  points_->setSelectionMode(QAbstractItemView::NoSelection);
  points_->setUniformItemSizes(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  accept_ = buttons->addButton(tr("&Start sweep"), QDialogButtonBox::AcceptRole);
  accept_->setDefault(true);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    replan();  // what was typed a moment ago counts, too
    if (plan_) accept();
  });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(intro);
  layout->addWidget(makeAxes(), 1);
  layout->addWidget(makeChoices());
  layout->addWidget(count_);
  layout->addWidget(points_, 1);
  layout->addWidget(problem_);
  layout->addWidget(buttons);
  how_->setCurrentIndex(before.together ? 1 : 0);
  jobs_->setValue(before.jobs);
  later_.setSingleShot(true);
  later_.setInterval(kPlanAfter);
  connect(&later_, &QTimer::timeout, this, &SweepDialog::replan);
  for (const SweepChoiceAxis& axis : before.axes) addAxis(axis);
  if (before.axes.empty()) addAxis({"/seed", "1, 2, 3"});
  replan();
  resize(fontMetrics().averageCharWidth() * 95, fontMetrics().height() * 34);
}

QWidget* SweepDialog::makeAxes() {
  table_->setHorizontalHeaderLabels({tr("Value"), tr("Becomes")});
  table_->horizontalHeader()->setSectionResizeMode(valueColumn, QHeaderView::Stretch);
  table_->horizontalHeader()->setSectionResizeMode(becomesColumn, QHeaderView::Stretch);
  table_->verticalHeader()->hide();
  table_->setSelectionMode(QAbstractItemView::NoSelection);
  table_->setTabKeyNavigation(false);
  table_->setAccessibleName(tr("Values that change"));
  auto* add = new QPushButton(tr("&Add value"), this);
  add->setToolTip(tr("Change one more value of the configuration"));
  add->setAutoDefault(false);
  remove_ = new QPushButton(tr("&Remove value"), this);
  remove_->setToolTip(tr("Leave the last chosen value as the configuration has it"));
  remove_->setAutoDefault(false);
  connect(add, &QPushButton::clicked, this, [this] {
    addAxis();
    table_->cellWidget(table_->rowCount() - 1, valueColumn)->setFocus();
  });
  connect(remove_, &QPushButton::clicked, this, &SweepDialog::removeAxis);
  auto* row = new QHBoxLayout;
  row->addWidget(add);
  row->addWidget(remove_);
  row->addStretch(1);
  auto* hint =
      new QLabel(tr("Written as: <code>0.01, 0.1</code> &nbsp; <code>2^10, 2^16</code> &nbsp; "
                    "<code>1..10</code> &nbsp; <code>0..1 step 0.25</code> &nbsp; "
                    "<code>1e-4..1e-1 log 4</code> &nbsp; <code>fp16-mixed, bf16-mixed</code>"),
                 this);
  hint->setForegroundRole(QPalette::PlaceholderText);
  row->addWidget(hint);
  auto* box = new QWidget(this);
  auto* layout = new QVBoxLayout(box);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(table_, 1);
  layout->addLayout(row);
  return box;
}

QWidget* SweepDialog::makeChoices() {
  how_->addItems({tr("Every value with every other"), tr("All values together, row by row")});
  how_->setToolTip(tr("Together: the first of each, then the second of each, and so on"));
  jobs_->setRange(0, 1024);
  jobs_->setSpecialValueText(tr("As many as the device keeps busy"));
  jobs_->setToolTip(tr("How many points train at the same time"));
  name_->setPlaceholderText(QString::fromStdString(config_.name));
  name_->setToolTip(tr("The runs of the sweep bear the tag sweep:NAME"));
  auto* box = new QWidget(this);
  auto* form = new QFormLayout(box);
  form->setContentsMargins(0, 0, 0, 0);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form->addRow(tr("&Combine"), how_);
  form->addRow(tr("At a &time"), jobs_);
  form->addRow(tr("&Name"), name_);
  connect(how_, &QComboBox::currentIndexChanged, this, &SweepDialog::replan);
  connect(name_, &QLineEdit::textChanged, &later_, qOverload<>(&QTimer::start));
  return box;
}

QComboBox* SweepDialog::makePlaces(const QString& pointer) {
  auto* box = new QComboBox(table_);
  box->setEditable(true);
  box->setInsertPolicy(QComboBox::NoInsert);
  for (const SweepPlace& place : places_) {
    box->addItem(itemText(place), QString::fromStdString(place.pointer));
    box->setItemData(box->count() - 1, tr("Now: %1").arg(place.now), Qt::ToolTipRole);
  }
  box->completer()->setFilterMode(Qt::MatchContains);
  box->completer()->setCompletionMode(QCompleter::PopupCompletion);
  box->lineEdit()->setPlaceholderText(tr("Choose a value"));
  box->setAccessibleName(tr("Value"));
  const int index = box->findData(pointer);
  box->setCurrentIndex(index);
  if (index < 0) box->setEditText(pointer);
  connect(box, &QComboBox::editTextChanged, &later_, qOverload<>(&QTimer::start));
  return box;
}

void SweepDialog::addAxis(const SweepChoiceAxis& axis) {
  const int row = table_->rowCount();
  table_->insertRow(row);
  table_->setCellWidget(row, valueColumn, makePlaces(axis.pointer));
  auto* becomes = new QLineEdit(axis.values, table_);
  becomes->setPlaceholderText(tr("Values, or a range"));
  becomes->setAccessibleName(tr("Becomes"));
  connect(becomes, &QLineEdit::textChanged, &later_, qOverload<>(&QTimer::start));
  table_->setCellWidget(row, becomesColumn, becomes);
  table_->resizeRowToContents(row);
  later_.start();
}

void SweepDialog::removeAxis() {
  int row = table_->rowCount() - 1;
  for (int i = 0; i < table_->rowCount(); ++i) {
    for (int column = 0; column < columns; ++column) {
      if (table_->cellWidget(i, column)->hasFocus()) row = i;
    }
  }
  // A button that was clicked has the focus; the row that was current is what was meant.
  if (table_->currentRow() >= 0) row = table_->currentRow();
  table_->removeRow(row);
  replan();
}

/// What was typed may be an item's text, or a pointer.
QString SweepDialog::pointerIn(int row) const {
  const auto* box = qobject_cast<QComboBox*>(table_->cellWidget(row, valueColumn));
  const int index = box->findText(box->currentText().trimmed());
  return index >= 0 ? box->itemData(index).toString() : box->currentText().trimmed();
}

SweepChoice SweepDialog::choice() const {
  SweepChoice choice;
  choice.name = name_->text().trimmed();
  for (int row = 0; row < table_->rowCount(); ++row) {
    const auto* becomes = qobject_cast<QLineEdit*>(table_->cellWidget(row, becomesColumn));
    choice.axes.push_back({pointerIn(row), becomes->text().trimmed()});
  }
  choice.together = how_->currentIndex() == 1;
  choice.jobs = jobs_->value();
  return choice;
}

QString SweepDialog::problem() const { return problem_->text(); }

void SweepDialog::replan() {
  later_.stop();
  plan_.reset();
  problem_->clear();
  points_->clear();
  try {
    plan_ = planOf(config_, choice());
  } catch (const std::exception& error) {
    problem_->setText(errorText(error));
  }
  problem_->setVisible(!plan_);
  points_->setEnabled(plan_.has_value());
  remove_->setEnabled(table_->rowCount() > 0);
  accept_->setEnabled(plan_.has_value());
  if (!plan_) return count_->setText(tr("No points yet"));
  const std::size_t count = plan_->points.size();
  std::int64_t steps = 0;
  for (const SweepPoint& point : plan_->points) steps += point.config.steps;
  count_->setText(tr("%n point(s)", nullptr, static_cast<int>(count)) + ", " +
                  tr("%1 steps in all").arg(QLocale().toString(static_cast<qlonglong>(steps))));
  for (std::size_t i = 0; i < std::min<std::size_t>(count, kMostShown); ++i)
    points_->addItem(QString::fromStdString(plan_->points[i].label));
  if (count > kMostShown)
    points_->addItem(tr("… and %n more", nullptr, static_cast<int>(count) - kMostShown));
}

}  // namespace scalescope
