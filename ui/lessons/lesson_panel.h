#pragma once

#include <QWidget>
#include <vector>

#include "ui/lessons/lesson_player.h"

class QLabel;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace scalescope {

class OutcomeList;

/// The lessons there are, or the page that one of them is at, with what its training has come to.
class LessonPanel : public QWidget {
  Q_OBJECT

 public:
  /// `lessons` in the order in which they are listed.
  LessonPanel(LessonPlayer& player, const std::vector<Lesson>& lessons, QWidget* parent = nullptr);

  /// While another experiment trains, no lesson can be begun.
  void setChoosable(bool choosable);

 signals:
  void lessonChosen(int index);  ///< in the list

 private:
  QWidget* makeList(const std::vector<Lesson>& lessons);
  QWidget* makePage();
  QWidget* makeTraining();
  QWidget* makeStrayed();
  QWidget* makeNavigation();
  void showState();
  void showPage();
  void showTraining();
  void showOutcomes();

  LessonPlayer& player_;
  QStackedWidget* pages_;
  QWidget* list_ = nullptr;
  QScrollArea* scroll_ = nullptr;
  QLabel* title_ = nullptr;
  QLabel* text_ = nullptr;
  QWidget* training_ = nullptr;
  QLabel* progress_ = nullptr;
  QPushButton* train_ = nullptr;
  QWidget* strayed_ = nullptr;
  QPushButton* again_ = nullptr;
  QLabel* promises_ = nullptr;
  OutcomeList* outcomes_ = nullptr;
  QLabel* count_ = nullptr;
  QPushButton *back_ = nullptr, *next_ = nullptr;
  int shownJudgements_ = -1;  ///< how many the outcomes are shown with
};

}  // namespace scalescope
