#include "ui/lessons/highlight_frame.h"

#include <QEvent>
#include <QPainter>

#include "ui/style/colours.h"

namespace scalescope {
namespace {

constexpr int lineWidth = 3;
constexpr int pulseTime = 900;  // ms, twice
constexpr double radius = 5.0;

/// In coordinates of the window: what the widgets around it leave of an area of `widget`. What lies
/// on it is part of it.
QRect seenOf(const QWidget& widget, const QRect& area) {
  QRect seen = area & widget.rect();
  for (const QWidget* each = &widget; !each->isWindow(); each = each->parentWidget()) {
    seen.translate(each->pos());
    seen &= each->parentWidget()->rect();
  }
  return seen;
}

}  // namespace

HighlightFrame::HighlightFrame(QWidget* window) : QWidget(window) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setAttribute(Qt::WA_NoSystemBackground);
  setFocusPolicy(Qt::NoFocus);
  hide();
  following_.setSingleShot(true);
  connect(&following_, &QTimer::timeout, this, &HighlightFrame::follow);
  pulse_.setStartValue(0.0);
  pulse_.setKeyValueAt(0.5, 1.0);
  pulse_.setEndValue(0.0);
  pulse_.setDuration(pulseTime);
  pulse_.setLoopCount(2);
  connect(&pulse_, &QVariantAnimation::valueChanged, this, [this] { update(); });
}

void HighlightFrame::surround(const HighlightTarget& target) {
  unwatch();
  target_ = target;
  widget_ = target.widget;
  watch();
  follow();
  if (!area_.isEmpty()) pulse_.start();
}

void HighlightFrame::clear() {
  unwatch();
  widget_ = nullptr;
  target_ = {};
  pulse_.stop();
  area_ = {};
  hide();
}

void HighlightFrame::watch() {
  for (QWidget* widget = widget_; widget; widget = widget->parentWidget()) {
    widget->installEventFilter(this);
    watched_ << widget;
    if (widget->isWindow()) break;
  }
}

void HighlightFrame::unwatch() {
  for (const QPointer<QWidget>& widget : std::as_const(watched_)) {
    if (widget) widget->removeEventFilter(this);
  }
  watched_.clear();
}

bool HighlightFrame::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::ParentChange:  // a dock that floats now, or does so no more
      unwatch();
      watch();
      [[fallthrough]];
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide:
    case QEvent::LayoutRequest:
      following_.start(0);  // once everything is in its place
      break;
    default:
      break;
  }
  return QWidget::eventFilter(watched, event);
}

void HighlightFrame::follow() {
  area_ = {};
  if (widget_ && widget_->isVisible()) {
    QWidget* window = widget_->window();
    if (parentWidget() != window) setParent(window);
    const QRect whole = target_.area ? target_.area() : widget_->rect();
    if (!widget_->visibleRegion().isEmpty()) area_ = seenOf(*widget_, whole);
  }
  if (area_.isEmpty()) return hide();
  setGeometry(area_.adjusted(-lineWidth, -lineWidth, lineWidth, lineWidth) &
              parentWidget()->rect());
  // What is inside is left to what it belongs to.
  const int inside = 2 * lineWidth;
  setMask(QRegion(rect()) - QRegion(rect().adjusted(inside, inside, -inside, -inside)));
  raise();
  show();
}

void HighlightFrame::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QColor colour = highlightColour(isDark(palette()));
  const double more =
      pulse_.state() == QAbstractAnimation::Running ? pulse_.currentValue().toDouble() : 0.0;
  painter.setPen(QPen(colour, lineWidth * (0.8 + 0.7 * more)));
  const double inset = 0.75 * lineWidth;
  painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), radius, radius);
}

void HighlightFrame::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) update();
  QWidget::changeEvent(event);
}

}  // namespace scalescope
