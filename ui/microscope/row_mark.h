#pragma once

#include <QPainter>
#include <QWidget>

namespace scalescope {

/// A band behind a row that is to be seen first, in the colour of what is selected.
class RowMark : public QWidget {
 public:
  explicit RowMark(QWidget* parent = nullptr) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor colour = palette().color(QPalette::Highlight);
    colour.setAlpha(48);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(rect(), 4, 4);
  }
};

}  // namespace scalescope
