#pragma once

#include <QWidget>
#include <vector>

#include "core/lessons/judge.h"

class QVBoxLayout;

namespace scalescope {

/// What a lesson promises, a row each: a mark that tells whether it held, the sentence, and what
/// was measured.
class OutcomeList : public QWidget {
  Q_OBJECT

 public:
  explicit OutcomeList(QWidget* parent = nullptr);
  /// `judgements` in the order of the outcomes, or empty while nothing has been measured.
  void setOutcomes(const std::vector<LessonOutcome>& outcomes,
                   const std::vector<Judgement>& judgements);

 private:
  void addRow(const LessonOutcome& outcome, const Judgement* judgement);

  QVBoxLayout* layout_;
};

}  // namespace scalescope
