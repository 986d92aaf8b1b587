#include "ui/exchange/import_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

#include "core/base/error.h"
#include "core/exchange/import_log.h"
#include "core/precision/policy.h"
#include "ui/style/translation.h"
#include "ui/style/window_phrases.h"

namespace scalescope {
namespace {

constexpr int kCheckAfter = 250;  ///< ms without a key: all rows of a long log are looked at

enum Column { fieldColumn, chosenColumn, valuesColumn, columns };

QString text(const std::string& value) { return QString::fromStdString(value); }

/// The first and the last value of a column, in all runs of a log, and how many it has.
QString sampleOf(const std::vector<LogTable>& logs, const std::string& name) {
  QString first, last;
  std::size_t count = 0;
  for (const LogTable& log : logs) {
    const LogColumn* column = log.find(name);
    for (std::size_t i = 0; column && i < column->values.size(); ++i) {
      if (!column->there[i]) continue;
      last = QString::number(column->values[i], 'g', 12);  // whole seconds of a date, too
      if (first.isEmpty()) first = last;
    }
    count += column ? column->count() : 0;
  }
  if (count == 0) return {};
  if (count == 1) return ImportDialog::tr("%1 (1 value)").arg(first);
  return ImportDialog::tr("%1 … %2 (%3 values)").arg(first, last).arg(count);
}

/// Of a log that holds several runs, their names.
QString runsOf(const std::vector<LogTable>& logs) {
  QStringList names;
  for (const LogTable& log : logs) names << text(log.run);
  return names.size() > 1
             ? ImportDialog::tr("This log holds %1 runs: %2.")
                   .arg(QString::number(names.size()), names.join(QStringLiteral(", ")))
             : QString();
}

}  // namespace

ImportDialog::ImportDialog(std::vector<ImportSource> sources, const MappingMemory& memory,
                           QWidget* parent)
    : QDialog(parent), sources_(std::move(sources)) {
  setWindowTitle(tr("Import runs"));
  for (ImportSource& source : sources_) {
    if (!source.exported) source.mapping = memory.mappingFor(columnsOf(source.logs));
  }
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(makeLabels());
  layout->addWidget(makeMapping(), 1);
  notes_ = new QLabel(this);
  notes_->setWordWrap(true);
  notes_->setForegroundRole(QPalette::PlaceholderText);
  layout->addWidget(notes_);
  problem_ = new QLabel(this);
  problem_->setWordWrap(true);
  layout->addWidget(problem_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  accept_ = buttons->addButton(tr("&Import"), QDialogButtonBox::AcceptRole);
  accept_->setToolTip(tr("Put these runs into the store"));
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    updateProblem();  // of what was typed a moment ago, too
    if (accept_->isEnabled()) accept();
  });
  later_.setSingleShot(true);
  later_.setInterval(kCheckAfter);
  connect(&later_, &QTimer::timeout, this, &ImportDialog::updateProblem);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
  for (const ImportSource& source : sources_)
    files_->addItem(QFileInfo(text(source.path)).fileName());
  connect(files_, &QComboBox::currentIndexChanged, this, &ImportDialog::showSource);
  showSource(0);
  resize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 36);
}

QWidget* ImportDialog::makeLabels() {
  auto* box = new QWidget(this);
  auto* form = new QFormLayout(box);
  form->setContentsMargins(0, 0, 0, 0);
  const auto add = [form](const QString& label, QWidget* field, const QString& tip) {
    field->setToolTip(tip);
    // "Experiment" of "&Experiment", and of "实验(&E)".
    static const QRegularExpression key(QStringLiteral("\\(&.\\)|&"));
    field->setAccessibleName(QString(label).remove(key));
    form->addRow(label, field);
  };
  experiment_ = new QLineEdit(box);
  experiment_->setPlaceholderText(sources_.size() == 1 ? tr("as the file is named")
                                                       : tr("as the first file is named"));
  run_ = new QLineEdit(box);
  run_->setPlaceholderText(tr("as the log has it"));
  precision_ = new QComboBox(box);
  precision_->addItem(tr("as its name says"), QString());
  for (const std::string& name : policyNames()) precision_->addItem(text(name), text(name));
  files_ = new QComboBox(box);
  add(tr("&Experiment"), experiment_, tr("The experiment that the runs come into"));
  add(tr("&Run"), run_, tr("The name of the run; of several, each has its own"));
  add(tr("&Precision"), precision_, tr("The policy that the runs were trained under"));
  add(tr("&File"), files_, tr("The file whose columns are shown"));
  for (QLineEdit* edit : {experiment_, run_})
    connect(edit, &QLineEdit::textChanged, &later_, qOverload<>(&QTimer::start));
  return box;
}

QWidget* ImportDialog::makeMapping() {
  table_ = new QTableWidget(static_cast<int>(logFields().size()), columns, this);
  table_->setHorizontalHeaderLabels({tr("What it is"), tr("Column of the log"), tr("Its values")});
  table_->setAccessibleName(tr("What the columns mean"));
  table_->verticalHeader()->hide();
  table_->setSelectionMode(QAbstractItemView::NoSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setShowGrid(false);
  table_->setWordWrap(false);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table_->horizontalHeader()->setStretchLastSection(true);
  const int letter = fontMetrics().averageCharWidth();
  table_->setColumnWidth(fieldColumn, 34 * letter);
  table_->setColumnWidth(chosenColumn, 30 * letter);
  int row = 0;
  for (const LogField& field : logFields()) {
    const QString meaning = scalescope::tr(field.meaning);
    auto* name = new QTableWidgetItem(meaning);
    name->setToolTip(text(field.name));
    table_->setItem(row, fieldColumn, name);
    table_->setItem(row, valuesColumn, new QTableWidgetItem);
    auto* chooser = new QComboBox(table_);
    chooser->setAccessibleName(meaning);
    chooser->setToolTip(tr("The column that holds: %1").arg(meaning));
    connect(chooser, &QComboBox::activated, this, &ImportDialog::takeMapping);
    table_->setCellWidget(row++, chosenColumn, chooser);
  }
  return table_;
}

QComboBox* ImportDialog::chooser(const std::string& field) const {
  int row = 0;
  for (const LogField& each : logFields()) {
    if (each.name == field) return qobject_cast<QComboBox*>(table_->cellWidget(row, chosenColumn));
    ++row;
  }
  return nullptr;
}

void ImportDialog::showSource(int index) {
  shown_ = index;
  if (index < 0) return;
  const ImportSource& source = sources_[static_cast<std::size_t>(index)];
  table_->setEnabled(!source.exported);
  for (const LogField& field : logFields()) {
    QComboBox* box = chooser(field.name);
    const QSignalBlocker block(box);
    box->clear();
    box->addItem(QStringLiteral("–"), QString());
    if (source.exported) continue;
    for (const LogColumn& column : columnsOf(source.logs).columns)
      box->addItem(text(column.name), text(column.name));
    const auto mapped = source.mapping.find(field.name);
    const QString chosen = mapped == source.mapping.end() ? QString() : text(mapped->second);
    box->setCurrentIndex(std::max(box->findData(chosen), 0));
  }
  updateProblem();
}

void ImportDialog::takeMapping() {
  ImportSource& source = sources_[static_cast<std::size_t>(shown_)];
  source.mapping.clear();
  for (const LogField& field : logFields()) {
    const QString column = chooser(field.name)->currentData().toString();
    if (!column.isEmpty()) source.mapping[field.name] = column.toStdString();
  }
  updateProblem();
}

ImportLabels ImportDialog::labels() const {
  return {experiment_->text().trimmed().toStdString(), run_->text().trimmed().toStdString(),
          precision_->currentData().toString().toStdString()};
}

QString ImportDialog::problem() const {
  try {
    runsFromSources(sources_, labels());
  } catch (const Error& error) {
    return errorText(error);
  }
  return {};
}

void ImportDialog::updateNotes() {
  const ImportSource& source = sources_[static_cast<std::size_t>(shown_)];
  QStringList notes;
  if (source.exported) notes << tr("A run that ScaleScope exported: its columns are known.");
  if (const QString runs = runsOf(source.logs); !runs.isEmpty()) notes << runs;
  for (const LogTable& log : source.logs) {
    for (const Sentence& note : mappingNotes(log, source.mapping)) {
      const QString said = text(note.in(windowPhrases()));
      if (!notes.contains(said)) notes << said;
    }
  }
  notes_->setText(notes.join('\n'));
  notes_->setVisible(!notes.isEmpty());
}

void ImportDialog::updateProblem() {
  later_.stop();
  updateNotes();
  const ImportSource& source = sources_[static_cast<std::size_t>(shown_)];
  int row = 0;
  for (const LogField& field : logFields()) {
    const auto mapped = source.mapping.find(field.name);
    const bool named = !source.exported && mapped != source.mapping.end();
    table_->item(row++, valuesColumn)
        ->setText(named ? sampleOf(source.logs, mapped->second) : QString());
  }
  const QString wrong = problem();
  problem_->setText(wrong);
  problem_->setVisible(!wrong.isEmpty());
  accept_->setEnabled(wrong.isEmpty());
}

void ImportDialog::remember(MappingMemory& memory) const {
  for (const ImportSource& source : sources_) {
    if (!source.exported) memory.remember(columnsOf(source.logs), source.mapping);
  }
}

}  // namespace scalescope
