#include "ui/microscope/bit_strip.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/style/colours.h"

namespace scalescope {
namespace {

constexpr int kMostExponentBits = 8;
constexpr int kMostMantissaBits = 23;
constexpr int kGap = 8;  ///< between the parts of a number
constexpr int kMargin = 2;

QString labelOf(Format format) {
  const std::string_view text = info(format).label;
  return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace

BitPart partOfBit(Format format, int bit) {
  if (bit < info(format).mantissaBits) return BitPart::mantissa;
  return bit == info(format).bits() - 1 ? BitPart::sign : BitPart::exponent;
}

QString bitPartName(BitPart part) {
  switch (part) {
    case BitPart::sign:
      return BitStrip::tr("sign");
    case BitPart::exponent:
      return BitStrip::tr("exponent");
    case BitPart::mantissa:
      return BitStrip::tr("mantissa");
  }
  return {};
}

// Hues that stay apart under colour blindness, after Okabe and Ito.
QColor bitColour(BitPart part, bool dark) {
  switch (part) {
    case BitPart::sign:
      return dark ? QColor(0xff, 0x8a, 0x5c) : QColor(0xb8, 0x44, 0x00);
    case BitPart::exponent:
      return dark ? QColor(0x6f, 0xb1, 0xf0) : QColor(0x1f, 0x5f, 0xa8);
    case BitPart::mantissa:
      return dark ? QColor(0x4f, 0xc9, 0x9c) : QColor(0x0b, 0x74, 0x52);
  }
  return {};
}

BitStrip::BitStrip(Format format, QWidget* parent)
    : QWidget(parent), format_(format), current_(info(format).bits() - 1) {
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setAccessibleName(tr("Bits of %1").arg(labelOf(format)));
  tellReader();
}

void BitStrip::setCode(std::uint32_t code) {
  if (code == code_) return;
  code_ = code;
  tellReader();
  update();
}

QSize BitStrip::cellSize() const {
  return {fontMetrics().horizontalAdvance('0') + 6, fontMetrics().height() + 4};
}

QSize BitStrip::sizeHint() const {
  const QSize cell = cellSize();
  const int cells = 1 + kMostExponentBits + kMostMantissaBits;
  return {cells * cell.width() + 2 * (kGap + kMargin), cell.height() + 2 * kMargin};
}

QRect BitStrip::cell(int bit) const {
  const QSize size = cellSize();
  const FormatInfo& facts = info(format_);
  // The cell's place counted from the end of the exponent.
  const int place = facts.mantissaBits - 1 - bit;
  int left = kMargin + kGap + (1 + kMostExponentBits + place) * size.width();
  const BitPart part = partOfBit(format_, bit);
  if (part == BitPart::mantissa) left += kGap;
  if (part == BitPart::sign) left -= kGap;
  return {left, kMargin, size.width(), size.height()};
}

int BitStrip::bitAt(const QPoint& point) const {
  for (int bit = 0; bit < info(format_).bits(); ++bit) {
    if (cell(bit).contains(point)) return bit;
  }
  return -1;
}

QString BitStrip::describe(int bit) const {
  const FormatInfo& facts = info(format_);
  const QString value = (code_ >> bit & 1U) != 0 ? QStringLiteral("1") : QStringLiteral("0");
  const QString name = bitPartName(partOfBit(format_, bit));
  switch (partOfBit(format_, bit)) {
    case BitPart::sign:
      return tr("Bit %1, %2: %3").arg(bit).arg(name, value);
    case BitPart::exponent:
      return tr("Bit %1, %2: %3 (adds %4 to the exponent)")
          .arg(bit)
          .arg(name, value)
          .arg(1 << (bit - facts.mantissaBits));
    case BitPart::mantissa:
      return tr("Bit %1, %2: %3 (worth 2^%4)")
          .arg(bit)
          .arg(name, value)
          .arg(anatomyOfCode(code_, format_).exponent + bit - facts.mantissaBits);
  }
  return {};
}

void BitStrip::tellReader() {
  setAccessibleDescription(
      tr("%1. %2. Arrows move, the space bar toggles.")
          .arg(QString::fromStdString(bitText(code_, format_)), describe(current_)));
}

void BitStrip::moveTo(int bit) {
  current_ = std::clamp(bit, 0, info(format_).bits() - 1);
  tellReader();
  update();
}

void BitStrip::paintCell(QPainter& painter, int bit) const {
  const bool dark = isDark(palette());
  const bool isSet = (code_ >> bit & 1U) != 0;
  const QColor colour = bitColour(partOfBit(format_, bit), dark);
  const QRect place = cell(bit);
  QColor tint = colour;
  tint.setAlpha(dark ? 46 : 30);
  painter.setPen(Qt::NoPen);
  painter.setBrush(isSet ? colour : tint);
  painter.drawRoundedRect(place.adjusted(1, 0, -1, 0), 2, 2);
  const QColor on = dark ? QColor(0x12, 0x14, 0x18) : QColor(Qt::white);
  painter.setPen(isSet ? on : palette().color(QPalette::WindowText));
  painter.drawText(place, Qt::AlignCenter, isSet ? QStringLiteral("1") : QStringLiteral("0"));
  if (!hasFocus() || bit != current_) return;
  painter.setPen(QPen(palette().color(QPalette::WindowText), 2));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(place.adjusted(0, -1, 0, 1), 3, 3);
}

void BitStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  for (int bit = 0; bit < info(format_).bits(); ++bit) paintCell(painter, bit);
}

void BitStrip::mousePressEvent(QMouseEvent* event) {
  const int bit = bitAt(event->pos());
  if (event->button() != Qt::LeftButton || bit < 0) return QWidget::mousePressEvent(event);
  moveTo(bit);
  emit bitToggled(bit);
}

void BitStrip::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left:
      return moveTo(current_ + 1);
    case Qt::Key_Right:
      return moveTo(current_ - 1);
    case Qt::Key_Home:
      return moveTo(info(format_).bits() - 1);
    case Qt::Key_End:
      return moveTo(0);
    case Qt::Key_Up:
    case Qt::Key_Down:
      emit stepped(event->key() == Qt::Key_Up);
      return;
    case Qt::Key_0:
    case Qt::Key_1: {  // types over the bit, as over text
      const bool isSet = (code_ >> current_ & 1U) != 0;
      const int bit = current_;
      moveTo(current_ - 1);
      if (isSet != (event->key() == Qt::Key_1)) emit bitToggled(bit);
      return;
    }
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
      emit bitToggled(current_);
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void BitStrip::focusInEvent(QFocusEvent* event) {
  update();
  QWidget::focusInEvent(event);
}

void BitStrip::focusOutEvent(QFocusEvent* event) {
  update();
  QWidget::focusOutEvent(event);
}

void BitStrip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::FontChange) updateGeometry();
  QWidget::changeEvent(event);
}

bool BitStrip::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  auto* help = static_cast<QHelpEvent*>(event);
  const int bit = bitAt(help->pos());
  if (bit < 0) {
    QToolTip::hideText();
    event->ignore();
  } else {
    QToolTip::showText(help->globalPos(), tr("%1. Click to toggle it.").arg(describe(bit)), this,
                       cell(bit));
  }
  return true;
}

}  // namespace scalescope
