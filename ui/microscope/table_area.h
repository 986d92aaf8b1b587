#pragma once

#include <QScrollArea>
#include <QScrollBar>

namespace scalescope {

/// Asks for room for all of its table, which scrolls only where the screen has less.
class TableArea : public QScrollArea {
 public:
  using QScrollArea::QScrollArea;
  QSize sizeHint() const override {
    const int bar = verticalScrollBar()->sizeHint().width();
    return widget()->minimumSizeHint() + QSize(2 * bar, bar);
  }
  QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }
};

}  // namespace scalescope
