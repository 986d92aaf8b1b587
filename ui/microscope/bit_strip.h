#pragma once

#include <QColor>
#include <QWidget>

#include "core/numerics/number_anatomy.h"

namespace scalescope {

/// The fields of a floating-point number.
enum class BitPart { sign, exponent, mantissa };
/// Bit 0 is the last of the mantissa.
BitPart partOfBit(Format format, int bit);
QString bitPartName(BitPart part);  ///< "sign", "exponent", "mantissa"
QColor bitColour(BitPart part, bool dark);

/// A number's bits as cells, to be toggled one by one by click or key. Strips of all formats that
/// stand below each other have the end of the exponent at the same place: range grows to the left,
/// precision to the right.
class BitStrip : public QWidget {
  Q_OBJECT

 public:
  explicit BitStrip(Format format, QWidget* parent = nullptr);
  void setCode(std::uint32_t code);
  std::uint32_t code() const { return code_; }
  int currentBit() const { return current_; }  ///< that the space bar toggles
  QRect cell(int bit) const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 signals:
  void bitToggled(int bit);
  void stepped(bool up);  ///< to the next value towards +inf, or towards −inf

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QSize cellSize() const;
  int bitAt(const QPoint& point) const;  ///< −1: none
  QString describe(int bit) const;
  void moveTo(int bit);
  void tellReader();
  void paintCell(class QPainter& painter, int bit) const;

  const Format format_;
  std::uint32_t code_ = 0;
  int current_;
};

}  // namespace scalescope
