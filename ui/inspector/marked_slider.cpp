#include "ui/inspector/marked_slider.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/plots/plot_theme.h"

namespace scalescope {
namespace {

constexpr int margin = 8;        // px beside the ends of the groove: half a handle
constexpr int grooveHeight = 4;  // px
constexpr int handleRadius = 6;
constexpr int markHeight = 6;  // px below the groove

}  // namespace

MarkedSlider::MarkedSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize MarkedSlider::sizeHint() const { return {200, 2 * handleRadius + markHeight + 6}; }
QSize MarkedSlider::minimumSizeHint() const { return {80, sizeHint().height()}; }

void MarkedSlider::setMarks(std::vector<Mark> marks) {
  marks_ = std::move(marks);
  update();
}

void MarkedSlider::setBand(std::optional<Band> band) {
  band_ = band;
  update();
}

double MarkedSlider::xOf(double value) const {
  const double span = std::max(maximum() - minimum(), 1);
  const double share = std::clamp((value - minimum()) / span, 0.0, 1.0);
  return margin + share * (width() - 2 * margin);
}

void MarkedSlider::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QPalette::ColorGroup group = isEnabled() ? QPalette::Active : QPalette::Disabled;
  const QColor text = palette().color(group, QPalette::WindowText);
  const QColor ground = palette().color(QPalette::Window);
  const double middle = handleRadius + 2.0;
  const QRectF groove(margin, middle - grooveHeight / 2.0, width() - 2 * margin, grooveHeight);
  painter.setPen(Qt::NoPen);
  painter.setBrush(mixed(ground, text, 0.25));
  painter.drawRoundedRect(groove, 2, 2);
  if (band_ && isEnabled()) {
    painter.setBrush(band_->colour);
    const double from = xOf(band_->from) - 2.0;
    painter.drawRoundedRect(
        QRectF(from, groove.top() - 1, xOf(band_->to) + 2.0 - from, grooveHeight + 2), 3, 3);
  }
  const double foot = middle + handleRadius + 2.0;
  double last = -1.0;
  if (isEnabled()) {
    for (const Mark& mark : marks_) {
      const double x = xOf(mark.value);
      if (!mark.strong) {
        if (x - last < 1.0) continue;  // thousands of marks fall onto the same pixels
        last = x;
        painter.fillRect(QRectF(x - 0.75, foot, 1.5, markHeight - 1), mark.colour);
        continue;
      }
      painter.setBrush(mark.colour);
      const QPointF wedge[] = {
          {x, foot - 1.0}, {x - 4.5, foot + markHeight}, {x + 4.5, foot + markHeight}};
      painter.drawPolygon(wedge, 3);
    }
  }
  painter.setBrush(isEnabled() ? palette().color(QPalette::Highlight) : mixed(ground, text, 0.4));
  painter.setPen(QPen(hasFocus() ? text : ground, hasFocus() ? 1.6 : 1.0));
  painter.drawEllipse(QPointF(xOf(sliderPosition()), middle), handleRadius, handleRadius);
}

void MarkedSlider::jumpTo(double x) {
  const double share = (x - margin) / std::max(width() - 2 * margin, 1);
  setValue(minimum() + static_cast<int>(std::lround(share * (maximum() - minimum()))));
}

void MarkedSlider::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  setSliderDown(true);
  jumpTo(event->position().x());
  setSliderDown(false);
}

void MarkedSlider::mouseMoveEvent(QMouseEvent* event) {
  if ((event->buttons() & Qt::LeftButton) != 0) jumpTo(event->position().x());
}

}  // namespace scalescope
