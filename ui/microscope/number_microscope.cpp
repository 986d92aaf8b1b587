#include "ui/microscope/number_microscope.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "core/base/error.h"
#include "ui/microscope/bit_strip.h"
#include "ui/microscope/row_mark.h"
#include "ui/microscope/table_area.h"
#include "ui/style/colours.h"
#include "ui/style/window_phrases.h"

namespace scalescope {
namespace {

enum Column {
  nameColumn,
  bitsColumn,
  kindColumn,
  belowColumn,
  valueColumn,
  aboveColumn,
  ulpColumn,
  errorColumn,
  relativeColumn,
  columns
};

/// So that columns stay where they are whatever the value is.
int widthOf(const QWidget& widget, int column) {
  const QFontMetrics metrics = widget.fontMetrics();
  switch (column) {
    case kindColumn:
      return metrics.horizontalAdvance(kindLabel(NumberKind::subnormal));
    case belowColumn:
    case valueColumn:
    case aboveColumn:
      return metrics.horizontalAdvance(QStringLiteral("-8.88888888e-88"));
    case ulpColumn:
      return metrics.horizontalAdvance(QStringLiteral("2^-888"));
    case errorColumn:
    case relativeColumn:
      return metrics.horizontalAdvance(QStringLiteral("-8.888e-88"));
    default:
      return 0;
  }
}

QLabel* makeCell(QGridLayout* grid, int row, int column, const QString& accessibleName,
                 QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setAccessibleName(accessibleName);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  label->setAlignment(Qt::AlignVCenter | (column == kindColumn ? Qt::AlignLeft : Qt::AlignRight));
  grid->addWidget(label, row, column);
  return label;
}

}  // namespace

NumberMicroscope::NumberMicroscope(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(makeTop());
  problem_ = new QLabel(this);
  problem_->setWordWrap(true);
  problem_->setAccessibleName(tr("What is wrong with the value"));
  problem_->hide();
  layout->addWidget(problem_);
  layout->addWidget(makeTable(), 1);
  showValue(0.1, Format::fp16);
  highlight(std::nullopt);
}

QWidget* NumberMicroscope::makeTop() {
  auto* top = new QWidget(this);
  auto* layout = new QHBoxLayout(top);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* label = new QLabel(tr("&Value"), top);
  edit_ = new QLineEdit(top);
  edit_->setAccessibleName(tr("Value"));
  edit_->setToolTip(tr(
      "0.1, -6.5e4, 0x1.8p-3, 2^-24, 1.5*2^-14, inf, nan, or the bits of a format: fp16:0x3c01"));
  label->setBuddy(edit_);
  saturate_ = new QCheckBox(tr("FP8 &saturates"), top);
  saturate_->setToolTip(
      tr("What is past the largest FP8 value becomes that value, as GPUs convert for training; "
         "else it is infinite in E5M2 and NaN in E4M3"));
  saturate_->setAccessibleName(tr("FP8 saturates"));
  copy_ = new QPushButton(tr("&Copy as text"), top);
  copy_->setShortcut(QKeySequence("Ctrl+Shift+C"));
  copy_->setToolTip(tr("Copy the whole table (Ctrl+Shift+C)"));
  copy_->setAccessibleName(tr("Copy as text"));
  copy_->setAutoDefault(false);
  layout->addWidget(label);
  layout->addWidget(edit_, 1);
  layout->addWidget(saturate_);
  layout->addWidget(copy_);
  connect(edit_, &QLineEdit::textEdited, this, &NumberMicroscope::readText);
  connect(saturate_, &QCheckBox::toggled, this, &NumberMicroscope::refresh);
  connect(copy_, &QPushButton::clicked, this,
          [this] { QGuiApplication::clipboard()->setText(text()); });
  return top;
}

QWidget* NumberMicroscope::makeTable() {
  auto* body = new QWidget(this);
  auto* grid = new QGridLayout(body);
  grid->setContentsMargins(6, 0, 6, 0);
  grid->setHorizontalSpacing(12);
  grid->setVerticalSpacing(2);
  makeHeadings(grid);
  for (std::size_t i = 0; i < rows_.size(); ++i) makeRow(grid, i);
  grid->setRowStretch(static_cast<int>(rows_.size()) + 1, 1);
  grid->setColumnStretch(columns, 1);
  auto* scroll = new TableArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(body);
  return scroll;
}

void NumberMicroscope::makeHeadings(QGridLayout* grid) {
  const std::array<std::pair<QString, QString>, columns> headings{{
      {tr("Format"), tr("Number format")},
      {QString(), tr("Click a bit to toggle it")},
      {tr("Kind"), tr("Zero, subnormal, normal, infinite or NaN")},
      {tr("Below"), tr("The next value towards −inf")},
      {tr("Value"), tr("What the format keeps, rounded to nearest even")},
      {tr("Above"), tr("The next value towards +inf")},
      {tr("ulp"), tr("Unit in the last place: how far values are apart here")},
      {tr("Error"), tr("The value kept less the value given")},
      {tr("Relative"), tr("The error's magnitude as a share of the value given")},
  }};
  for (int column = 0; column < columns; ++column) {
    const auto& [title, tip] = headings[static_cast<std::size_t>(column)];
    auto* head = new QLabel(title, this);
    QFont bold = head->font();
    bold.setBold(true);
    head->setFont(bold);
    head->setToolTip(tip);
    const bool isText = column <= kindColumn;
    head->setAlignment(isText ? Qt::AlignLeft : Qt::AlignRight);
    head->setMinimumWidth(widthOf(*this, column));
    grid->addWidget(head, 0, column);
    if (column == bitsColumn) bitsHeading_ = head;
  }
  colourHeading();
}

QToolButton* NumberMicroscope::makeNeighbour(std::size_t index, bool above) {
  auto* button = new QToolButton(this);
  button->setAutoRaise(true);
  button->setToolTip(above ? tr("Go to the next value towards +inf")
                           : tr("Go to the next value towards −inf"));
  connect(button, &QToolButton::clicked, this, [this, index, above] { step(index, above); });
  return button;
}

void NumberMicroscope::makeRow(QGridLayout* grid, std::size_t index) {
  const Format format = kShownFormats[index];
  const QString name = formatLabel(format);
  const int line = static_cast<int>(index) + 1;
  Row& row = rows_[index];
  row.mark = new RowMark(this);
  grid->addWidget(row.mark, line, 0, 1, columns);
  row.name = makeCell(grid, line, nameColumn, tr("Format"), this);
  row.name->setText(name);
  row.name->setAlignment(Qt::AlignVCenter | Qt::AlignLeft);
  row.bits = new BitStrip(format, this);
  grid->addWidget(row.bits, line, bitsColumn);
  row.kind = makeCell(grid, line, kindColumn, tr("Kind of the number in %1").arg(name), this);
  row.below = makeNeighbour(index, false);
  grid->addWidget(row.below, line, belowColumn, Qt::AlignRight | Qt::AlignVCenter);
  row.value = makeCell(grid, line, valueColumn, tr("Value in %1").arg(name), this);
  row.above = makeNeighbour(index, true);
  grid->addWidget(row.above, line, aboveColumn, Qt::AlignRight | Qt::AlignVCenter);
  row.ulp = makeCell(grid, line, ulpColumn, tr("Unit in the last place of %1").arg(name), this);
  row.error = makeCell(grid, line, errorColumn, tr("Rounding error in %1").arg(name), this);
  row.relative = makeCell(grid, line, relativeColumn, tr("Relative error in %1").arg(name), this);
  connect(row.bits, &BitStrip::bitToggled, this, [this, index](int bit) { toggle(index, bit); });
  connect(row.bits, &BitStrip::stepped, this, [this, index](bool up) { step(index, up); });
}

void NumberMicroscope::showValue(double value, Format highlighted) {
  setNumber({value, std::nullopt, 0});
  highlight(highlighted);
}

void NumberMicroscope::readText(const QString& text) {
  try {
    number_ = parseNumber(text.toStdString(), tr("Value").toStdString());
    problem_->hide();
    refresh();
  } catch (const Error& error) {
    problem_->setText(errorText(error));
    problem_->show();
  }
}

void NumberMicroscope::toggle(std::size_t row, int bit) {
  const Format format = kShownFormats[row];
  const std::uint32_t code = flippedBit(numbers_[row].code, format, bit);
  setNumber({valueOf(code, format), format, code});
}

void NumberMicroscope::step(std::size_t row, bool up) {
  const NumberAnatomy& number = numbers_[row];
  const double next = up ? number.above : number.below;
  if (!std::isnan(next)) setNumber({next, number.format, codeOf(next, number.format)});
}

void NumberMicroscope::setNumber(const WrittenNumber& number) {
  number_ = number;
  edit_->setText(writtenText(number));
  problem_->hide();
  refresh();
}

void NumberMicroscope::refresh() {
  const Overflow overflow = saturate_->isChecked() ? Overflow::saturate : Overflow::nonFinite;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const Format format = kShownFormats[i];
    numbers_[i] = number_.format == format ? anatomyOfCode(number_.code, format)
                                           : anatomyOf(number_.value, format, overflow);
    refreshRow(i);
  }
}

void NumberMicroscope::refreshRow(std::size_t index) {
  const NumberAnatomy& number = numbers_[index];
  Row& row = rows_[index];
  row.bits->setCode(number.code);
  row.kind->setText(kindLabel(number.kind));
  row.value->setText(valueText(number.value));
  row.value->setToolTip(
      QString("%1\n%2").arg(QString::fromStdString(shortestText(number.value)),
                            QString::fromStdString(codeText(number.code, number.format))));
  row.ulp->setText(powerText(number.ulp));
  row.error->setText(errorText(number.error));
  row.relative->setText(errorText(number.relativeError));
  for (QToolButton* button : {row.below, row.above}) {
    const double value = button == row.above ? number.above : number.below;
    button->setText(optionalText(value));
    button->setEnabled(!std::isnan(value));
    const QString name = formatLabel(number.format);
    button->setAccessibleName(button == row.above
                                  ? tr("Above in %1: %2").arg(name, button->text())
                                  : tr("Below in %1: %2").arg(name, button->text()));
  }
}

void NumberMicroscope::highlight(std::optional<Format> format) {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const bool isMarked = format == kShownFormats[i];
    QFont font = rows_[i].name->font();
    font.setBold(isMarked);
    rows_[i].name->setFont(font);
    rows_[i].mark->setVisible(isMarked);
  }
}

/// The heading's words in the colours of the bits.
void NumberMicroscope::colourHeading() {
  const bool dark = isDark(palette());
  QStringList words;
  for (const BitPart part : {BitPart::sign, BitPart::exponent, BitPart::mantissa}) {
    words << QString("<span style=\"color:%1\">%2</span>")
                 .arg(bitColour(part, dark).name(), bitPartName(part));
  }
  bitsHeading_->setText(words.join(QStringLiteral(" · ")));
}

void NumberMicroscope::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange && bitsHeading_) colourHeading();
  QWidget::changeEvent(event);
}

QString NumberMicroscope::text() const { return tableText(writtenText(number_), numbers_); }

}  // namespace scalescope
