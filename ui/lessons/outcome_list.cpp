#include "ui/lessons/outcome_list.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/lessons/outcome_text.h"
#include "ui/style/colours.h"

namespace scalescope {

OutcomeList::OutcomeList(QWidget* parent) : QWidget(parent), layout_(new QVBoxLayout(this)) {
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(8);
}

void OutcomeList::setOutcomes(const std::vector<LessonOutcome>& outcomes,
                              const std::vector<Judgement>& judgements) {
  while (QLayoutItem* item = layout_->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    addRow(outcomes[i], i < judgements.size() ? &judgements[i] : nullptr);
  }
}

void OutcomeList::addRow(const LessonOutcome& outcome, const Judgement* judgement) {
  auto* row = new QWidget(this);
  auto* grid = new QGridLayout(row);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(8);
  grid->setVerticalSpacing(1);
  grid->setColumnStretch(1, 1);

  // A mark of its own shape as well as colour.
  auto* mark = new QLabel(!judgement ? "○" : judgement->holds ? "✓" : "✗", row);
  mark->setAccessibleName(!judgement         ? tr("Not measured yet")
                          : judgement->holds ? tr("Holds")
                                             : tr("Does not hold"));
  QPalette colours = palette();
  if (judgement) {
    const EventKind tone = judgement->holds ? EventKind::evaluation : EventKind::overflow;
    colours.setColor(QPalette::WindowText, eventColour(tone, isDark(colours)));
  }
  mark->setPalette(colours);
  QFont bold = mark->font();
  bold.setBold(true);
  mark->setFont(bold);
  grid->addWidget(mark, 0, 0, Qt::AlignTop);

  auto* sentence = new QLabel(QString::fromStdString(outcome.text), row);
  sentence->setTextFormat(Qt::PlainText);
  sentence->setWordWrap(true);
  grid->addWidget(sentence, 0, 1);
  if (const QString text = judgementText(outcome, judgement); !text.isEmpty()) {
    auto* measured = new QLabel(text, row);
    measured->setWordWrap(true);
    measured->setForegroundRole(QPalette::PlaceholderText);
    grid->addWidget(measured, 1, 1);
  }
  layout_->addWidget(row);
  row->show();  // else only once events are handled
}

}  // namespace scalescope
