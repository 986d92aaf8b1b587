#pragma once

#include <QWidget>

#include "ui/debug/breakpoint_choice.h"

class QGridLayout;

namespace scalescope {

/// Every condition with its tick and its value, which can be edited in place.
class BreakpointEditor : public QWidget {
  Q_OBJECT

 public:
  explicit BreakpointEditor(BreakpointChoice& choice, QWidget* parent = nullptr);

 private:
  void addRow(QGridLayout* grid, BreakpointChoice::Condition condition);

  BreakpointChoice& choice_;
};

}  // namespace scalescope
