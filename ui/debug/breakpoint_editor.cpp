#include "ui/debug/breakpoint_editor.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <cmath>

#include "ui/setup/number_edit.h"

namespace scalescope {

BreakpointEditor::BreakpointEditor(BreakpointChoice& choice, QWidget* parent)
    : QWidget(parent), choice_(choice) {
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(10, 8, 10, 8);
  grid->setHorizontalSpacing(6);
  grid->setVerticalSpacing(5);
  auto* intro = new QLabel(tr("Pause before a step's update is applied, on"), this);
  intro->setForegroundRole(QPalette::PlaceholderText);
  grid->addWidget(intro, 0, 0, 1, 3);
  for (int i = 0; i < BreakpointChoice::conditions; ++i) {
    addRow(grid, static_cast<BreakpointChoice::Condition>(i));
  }
}

void BreakpointEditor::addRow(QGridLayout* grid, BreakpointChoice::Condition condition) {
  const int row = condition + 1;
  const QString title = BreakpointChoice::title(condition);
  auto* tick = new QCheckBox(title, this);
  tick->setToolTip(BreakpointChoice::tip(condition));
  tick->setChecked(choice_.armed(condition));
  grid->addWidget(tick, row, 0);
  connect(tick, &QCheckBox::toggled, this,
          [this, condition](bool on) { choice_.arm(condition, on); });
  connect(&choice_, &BreakpointChoice::changed, tick,
          [this, tick, condition] { tick->setChecked(choice_.armed(condition)); });
  if (!BreakpointChoice::hasValue(condition)) return;

  constexpr double mostPerCent = 1e9;
  const bool isStep = condition == BreakpointChoice::step;
  auto* edit = new NumberEdit(0.0, isStep ? 1e12 : mostPerCent, false, this);
  edit->setAccessibleName(title);
  edit->setToolTip(BreakpointChoice::tip(condition));
  edit->setMaximumWidth(fontMetrics().averageCharWidth() * 12);
  edit->setValue(choice_.value(condition));
  grid->addWidget(edit, row, 1);
  grid->addWidget(new QLabel(BreakpointChoice::unit(condition), this), row, 2);
  connect(edit, &NumberEdit::valueEdited, this,
          [this, condition, isStep](std::optional<double> value) {
            choice_.setValue(condition, isStep ? std::floor(*value) : *value);
            choice_.arm(condition, true);  // whoever gives a value wants the pause
          });
  connect(&choice_, &BreakpointChoice::changed, edit,
          [this, edit, condition] { edit->setValue(choice_.value(condition)); });
}

}  // namespace scalescope
