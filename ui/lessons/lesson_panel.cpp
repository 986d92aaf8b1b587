#include "ui/lessons/lesson_panel.h"

#include <QCommandLinkButton>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/lessons/outcome_list.h"
#include "ui/style/colours.h"
#include "ui/style/icons.h"

namespace scalescope {
namespace {

QLabel* wrapped(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

QLabel* heading(const QString& text, double size, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setWordWrap(true);
  QFont font = label->font();
  font.setBold(true);
  font.setPointSizeF(font.pointSizeF() * size);
  label->setFont(font);
  return label;
}

QScrollArea* scrolling(QWidget* content, QWidget* parent) {
  auto* scroll = new QScrollArea(parent);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(content);
  return scroll;
}

}  // namespace

LessonPanel::LessonPanel(LessonPlayer& player, const std::vector<Lesson>& lessons, QWidget* parent)
    : QWidget(parent), player_(player), pages_(new QStackedWidget(this)) {
  pages_->addWidget(makeList(lessons));
  pages_->addWidget(makePage());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(pages_);
  setMinimumWidth(fontMetrics().averageCharWidth() * 38);
  connect(&player_, &LessonPlayer::pageChanged, this, &LessonPanel::showPage);
  connect(&player_, &LessonPlayer::changed, this, &LessonPanel::showState);
  showPage();
}

QWidget* LessonPanel::makeList(const std::vector<Lesson>& lessons) {
  list_ = new QWidget(this);
  auto* layout = new QVBoxLayout(list_);
  layout->setContentsMargins(10, 8, 10, 10);
  layout->setSpacing(2);
  auto* hint = wrapped(list_);
  hint->setText(lessons.empty()
                    ? tr("No lessons were found beside the program.")
                    : tr("Each lesson is a small experiment with a few pages of text. It fills the "
                         "setup, trains, and pauses where there is something to see."));
  layout->addWidget(hint);
  layout->addSpacing(6);
  for (std::size_t i = 0; i < lessons.size(); ++i) {
    auto* button = new QCommandLinkButton(QString::fromStdString(lessons[i].title),
                                          QString::fromStdString(lessons[i].summary), list_);
    button->setIcon(icon(Symbol::lesson));
    button->setToolTip(tr("Begin this lesson; its setup can be undone"));
    button->setAccessibleName(button->text());
    button->setAccessibleDescription(button->description());
    connect(button, &QCommandLinkButton::clicked, this,
            [this, i] { emit lessonChosen(static_cast<int>(i)); });
    layout->addWidget(button);
  }
  layout->addStretch();
  return scrolling(list_, this);
}

QWidget* LessonPanel::makePage() {
  auto* body = new QWidget(this);
  auto* layout = new QVBoxLayout(body);
  layout->setContentsMargins(12, 10, 12, 10);
  layout->setSpacing(10);
  title_ = heading({}, 1.15, body);
  layout->addWidget(title_);
  text_ = wrapped(body);
  text_->setTextFormat(Qt::MarkdownText);
  layout->addWidget(text_);
  layout->addWidget(makeTraining());
  layout->addWidget(makeStrayed());
  promises_ = heading(tr("What this lesson promises"), 1.0, body);
  layout->addWidget(promises_);
  outcomes_ = new OutcomeList(body);
  layout->addWidget(outcomes_);
  layout->addStretch();
  scroll_ = scrolling(body, this);

  auto* page = new QWidget(this);
  auto* outer = new QVBoxLayout(page);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->setSpacing(0);
  outer->addWidget(scroll_, 1);
  outer->addWidget(makeNavigation());
  return page;
}

QWidget* LessonPanel::makeTraining() {
  training_ = new QWidget(this);
  auto* layout = new QHBoxLayout(training_);
  layout->setContentsMargins(0, 0, 0, 0);
  train_ = new QPushButton(icon(Symbol::start), {}, training_);
  train_->setToolTip(tr("Train to where this page speaks of, and pause there"));
  train_->setAccessibleName(train_->toolTip());
  connect(train_, &QPushButton::clicked, &player_, &LessonPlayer::train);
  progress_ = wrapped(training_);
  progress_->setForegroundRole(QPalette::PlaceholderText);
  layout->addWidget(train_);
  layout->addWidget(progress_, 1);
  return training_;
}

QWidget* LessonPanel::makeStrayed() {
  strayed_ = new QWidget(this);
  auto* layout = new QVBoxLayout(strayed_);
  layout->setContentsMargins(0, 0, 0, 0);
  QLabel* note = wrapped(strayed_);
  note->setText(
      tr("The setup was changed: what trains is not the lesson's experiment any more, and the "
         "lesson promises nothing of it."));
  QPalette colours = palette();
  colours.setColor(QPalette::WindowText, eventColour(EventKind::scaleChange, isDark(colours)));
  note->setPalette(colours);
  again_ = new QPushButton(tr("Begin the lesson again"), strayed_);
  again_->setToolTip(tr("Puts the lesson's configuration back into the setup"));
  again_->setAccessibleName(again_->text());
  connect(again_, &QPushButton::clicked, &player_,
          [this] { player_.open(Lesson(player_.lesson())); });
  layout->addWidget(note);
  layout->addWidget(again_, 0, Qt::AlignLeft);
  return strayed_;
}

QWidget* LessonPanel::makeNavigation() {
  auto* bar = new QFrame(this);
  bar->setAutoFillBackground(true);
  bar->setBackgroundRole(QPalette::AlternateBase);
  auto* rows = new QVBoxLayout(bar);
  rows->setContentsMargins(10, 6, 10, 6);
  rows->setSpacing(4);
  auto* layout = new QHBoxLayout;
  auto* all = new QPushButton(tr("All lessons"), bar);
  all->setFlat(true);
  all->setToolTip(tr("Leave this lesson; training and setup stay as they are"));
  connect(all, &QPushButton::clicked, &player_, &LessonPlayer::close);
  back_ = new QPushButton(tr("Back"), bar);
  back_->setToolTip(tr("The page before; training stays where it is"));
  connect(back_, &QPushButton::clicked, &player_, &LessonPlayer::goBack);
  next_ = new QPushButton(tr("Next"), bar);
  connect(next_, &QPushButton::clicked, &player_, &LessonPlayer::goOn);
  count_ = new QLabel(bar);
  count_->setAlignment(Qt::AlignRight);
  layout->addWidget(all);
  layout->addStretch();
  layout->addWidget(back_);
  layout->addWidget(next_);
  rows->addWidget(count_);
  rows->addLayout(layout);
  for (QPushButton* button : {all, back_, next_}) button->setAccessibleName(button->text());
  return bar;
}

void LessonPanel::setChoosable(bool choosable) { list_->setEnabled(choosable); }

void LessonPanel::showPage() {
  pages_->setCurrentIndex(player_.active() ? 1 : 0);
  if (player_.active()) {
    title_->setText(QString::fromStdString(player_.lesson().title));
    text_->setText(QString::fromStdString(player_.step().text));
    count_->setText(tr("Page %1 of %2").arg(player_.page() + 1).arg(player_.pages()));
    shownJudgements_ = -1;
    scroll_->ensureVisible(0, 0);
  }
  showState();
}

void LessonPanel::showState() {
  if (!player_.active()) return;
  back_->setEnabled(player_.canGoBack());
  next_->setEnabled(player_.canGoOn());
  next_->setToolTip(player_.training() == PageTraining::running
                        ? tr("Training is on its way to what this page speaks of")
                        : tr("The next page"));
  strayed_->setVisible(player_.strayed());
  again_->setEnabled(player_.canTrain());
  showTraining();
  showOutcomes();
}

void LessonPanel::showTraining() {
  const PageTraining training = player_.training();
  training_->setVisible(training != PageTraining::none && !player_.strayed());
  if (training == PageTraining::none) return;
  const qint64 wanted = *player_.step().runTo;
  const bool toEnd = wanted == player_.lesson().configuration.steps;
  train_->setVisible(training == PageTraining::waiting);
  train_->setEnabled(player_.canTrain());
  train_->setText(toEnd ? tr("Train to the end") : tr("Train to step %1").arg(wanted));
  train_->setAccessibleName(train_->text());
  switch (training) {
    case PageTraining::running:
      progress_->setText(tr("Training: %1 of %2 steps").arg(player_.stepsDone()).arg(wanted));
      break;
    case PageTraining::reached:
      progress_->setText(toEnd ? tr("All %1 steps are done.").arg(wanted)
                               : tr("%1 steps are done; training is paused.").arg(wanted));
      break;
    case PageTraining::waiting:
    case PageTraining::none:
      progress_->clear();
      break;
  }
}

void LessonPanel::showOutcomes() {
  const bool last = player_.page() + 1 == player_.pages();
  promises_->setVisible(last);
  outcomes_->setVisible(last);
  const auto judged = static_cast<int>(player_.judgements().size());
  if (!last || judged == shownJudgements_) return;
  shownJudgements_ = judged;
  outcomes_->setOutcomes(player_.lesson().outcomes, player_.judgements());
}

}  // namespace scalescope
