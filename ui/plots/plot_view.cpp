#include "ui/plots/plot_view.h"

#include <QToolTip>

#include "ui/plots/legend_strip.h"

namespace scalescope {
namespace {

// The left column shows what is looked at longest, and is wider.
constexpr double leftShare = 1.45;

}  // namespace

PlotView::PlotView(const PlotModel& model, XNavigator& navigator, std::vector<PlotKind> kinds,
                   QWidget* parent)
    : QCustomPlot(parent), model_(model), navigator_(navigator), kinds_(std::move(kinds)) {
  setPlottingHint(QCP::phCacheLabels, true);
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  addLayer(QStringLiteral("crosshair"));
  layer(QStringLiteral("crosshair"))->setMode(QCPLayer::lmBuffered);
  buildLayout();
  crosshair_ = new Crosshair(this, model_, cells_);
  connect(this, &QCustomPlot::beforeReplot, this, [this] {
    if (stale_) sample();
  });
  setTheme(PlotTheme::from(palette(), font()));
}

void PlotView::buildLayout() {
  plotLayout()->clear();
  plotLayout()->setRowSpacing(2);
  plotLayout()->setColumnSpacing(8);
  const bool twoColumns = kinds_.size() > 3;
  const std::size_t rows = twoColumns ? (kinds_.size() + 1) / 2 : kinds_.size();
  QCPMarginGroup* const leftMargins[] = {new QCPMarginGroup(this), new QCPMarginGroup(this)};
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    auto* cell = new PlotCell(this, kinds_[i]);
    const auto column = static_cast<int>(i / rows);
    const auto row = static_cast<int>(i % rows);
    cell->rect()->setMarginGroup(QCP::msLeft, leftMargins[column]);
    cell->setXLabels(i % rows + 1 == rows || i + 1 == kinds_.size());
    plotLayout()->addElement(row, column, cell->rect());
    cells_.push_back(cell);
  }
  if (twoColumns) plotLayout()->setColumnStretchFactor(0, leftShare);
}

void PlotView::setTheme(const PlotTheme& theme) {
  theme_ = theme;
  setBackground(QBrush(theme.surround));
  for (PlotCell* cell : cells_) cell->setTheme(theme);
  crosshair_->setTheme(theme);
  if (legendStrip_ != nullptr) legendStrip_->setTheme(theme);
  shareHeight(size());
  stale_ = true;
}

void PlotView::setLegendShown(bool shown) {
  if (shown == (legendStrip_ != nullptr)) return;
  if (shown) {
    legendStrip_ = new LegendStrip(this, model_);
    legendStrip_->setTheme(theme_);
    plotLayout()->insertRow(0);
    plotLayout()->addElement(0, 0, legendStrip_);
  } else {
    plotLayout()->remove(legendStrip_);
    plotLayout()->simplify();
    legendStrip_ = nullptr;
  }
}

/// Values of many runs do not fit beside a title.
void PlotView::placeReadOuts() {
  const auto runs = static_cast<int>(std::count_if(model_.runs().begin(), model_.runs().end(),
                                                   [](const auto& run) { return run->visible; }));
  const int valueWidth =
      QFontMetrics(theme_.smallFont).horizontalAdvance(QStringLiteral("0.00000")) + 12;
  const bool own = std::any_of(cells_.begin(), cells_.end(), [&](const PlotCell* cell) {
    const int width = cell->rect()->width();
    return width > 0 && runs > 2 && runs * valueWidth > width - cell->titleWidth();
  });
  if (own == cells_.front()->readOutLine()) return;
  for (PlotCell* cell : cells_) cell->setReadOutLine(own);
  shareHeight(viewport().size());
}

void PlotView::shareHeight(QSize size) {
  // The last row carries the x axis; what is left of each row for curves shall be the same.
  const int first = legendStrip_ != nullptr ? 1 : 0;
  const int rows = plotLayout()->rowCount() - first;
  const QFontMetrics metrics(theme_.smallFont);
  const double axis = 2.0 * metrics.height() + 14.0;
  const double title = cells_.front()->headHeight();
  const int strip = legendStrip_ != nullptr ? legendStrip_->minimumSize().height() : 0;
  const double curves = std::max((size.height() - strip - axis) / rows - title, 20.0);
  for (int row = 0; row < rows; ++row) {
    const bool last = row + 1 == rows;
    plotLayout()->setRowStretchFactor(first + row, (curves + title + (last ? axis : 4.0)) / 100.0);
  }
}

void PlotView::sample() {
  stale_ = false;
  placeReadOuts();
  for (PlotCell* cell : cells_) cell->sample(model_, navigator_.view());
  if (pinned_) crosshair_->setX(model_.xOfStep(*pinned_));
}

void PlotView::refresh(bool atOnce) {
  stale_ = true;
  replot(atOnce ? QCustomPlot::rpImmediateRefresh : QCustomPlot::rpQueuedReplot);
}

void PlotView::prepare(QSize size) {
  setViewport(QRect(QPoint(0, 0), size));
  if (legendStrip_ != nullptr) legendStrip_->fit();
  shareHeight(size);
  // Twice: tick labels decide the width, and the width decides the ticks.
  for (int pass = 0; pass < 2; ++pass) {
    sample();
    updateLayout();
  }
  sample();
}

void PlotView::pinCrosshair(std::optional<qint64> step) {
  pinned_ = step;
  moveCrosshair(step ? model_.xOfStep(*step) : std::nullopt);
}

void PlotView::moveCrosshair(std::optional<double> x) {
  if (!x && !crosshair_->x()) return;
  crosshair_->setX(x);
  layer(QStringLiteral("crosshair"))->replot();
}

const PlotCell* PlotView::cellAt(QPoint position) const {
  for (const PlotCell* cell : cells_) {
    if (cell->rect()->outerRect().contains(position)) return cell;
  }
  return nullptr;
}

double PlotView::xAt(const PlotCell& cell, double pixel) const {
  const PixelMap map = cell.pixelMap();
  return (pixel - map.xOffset) / map.xScale;
}

void PlotView::resizeEvent(QResizeEvent* event) {
  shareHeight(event->size());
  stale_ = true;
  QCustomPlot::resizeEvent(event);
}

void PlotView::mousePressEvent(QMouseEvent* event) {
  dragCell_ = cellAt(event->pos());
  if (dragCell_ == nullptr || drag_ != Drag::none || event->button() != Qt::LeftButton) return;
  pressed_ = last_ = event->pos();
  drag_ = (event->modifiers() & Qt::ShiftModifier) != 0 ? Drag::span : Drag::pressed;
}

void PlotView::mouseMoveEvent(QMouseEvent* event) {
  const PlotCell* cell = drag_ != Drag::none ? dragCell_ : cellAt(event->pos());
  if (drag_ != Drag::none) {
    dragTo(event->pos());
  }
  if (cell == nullptr || drag_ == Drag::pan) return;
  const QRect frame = cell->rect()->rect();
  const bool inside = event->pos().x() >= frame.left() && event->pos().x() <= frame.right();
  if (!inside) {
    if (!pinned_) moveCrosshair(std::nullopt);
    QToolTip::hideText();
    return;
  }
  pinned_.reset();
  moveCrosshair(xAt(*cell, event->position().x()));
  const QString all = drag_ == Drag::none ? crosshair_->allReadOuts(*cell) : QString();
  if (all.isEmpty()) {
    QToolTip::hideText();
  } else {
    QToolTip::showText(event->globalPosition().toPoint() + QPoint(12, 12), all, this);
  }
}

void PlotView::dragTo(QPoint position) {
  if (drag_ == Drag::pressed &&
      (position - pressed_).manhattanLength() >= QApplication::startDragDistance()) {
    drag_ = Drag::pan;
    navigator_.beginGesture();
    setCursor(Qt::ClosedHandCursor);
  }
  if (drag_ == Drag::span) {
    crosshair_->setSpan(XRange{xAt(*dragCell_, pressed_.x()), xAt(*dragCell_, position.x())});
  }
  if (drag_ != Drag::pan) return;
  navigator_.pan(xAt(*dragCell_, last_.x()) - xAt(*dragCell_, position.x()));
  last_ = position;
  emit viewChanged();
}

void PlotView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || drag_ == Drag::none) return;
  const Drag drag = std::exchange(drag_, Drag::none);
  unsetCursor();
  if (drag == Drag::span) {
    finishSpan(event->pos());
  } else if (drag == Drag::pressed && crosshair_->x()) {
    if (const auto step = crosshair_->step()) emit stepClicked(*step);
  }
}

void PlotView::finishSpan(QPoint position) {
  crosshair_->setSpan(std::nullopt);
  layer(QStringLiteral("crosshair"))->replot();
  if (std::abs(position.x() - pressed_.x()) < QApplication::startDragDistance()) return;
  navigator_.beginGesture();
  navigator_.show({xAt(*dragCell_, pressed_.x()), xAt(*dragCell_, position.x())});
  emit viewChanged();
}

void PlotView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  drag_ = Drag::none;
  navigator_.reset();
  emit viewChanged();
}

void PlotView::wheelEvent(QWheelEvent* event) {
  const PlotCell* cell = cellAt(event->position().toPoint());
  const double turns = event->angleDelta().y() / 120.0;
  if (cell == nullptr || turns == 0.0) return;
  // One spin of the wheel is one view to go back from.
  constexpr qint64 pause = 600;
  if (!sinceWheel_.isValid() || sinceWheel_.elapsed() > pause) navigator_.beginGesture();
  sinceWheel_.start();
  navigator_.zoom(std::pow(0.8, turns), xAt(*cell, event->position().x()));
  emit viewChanged();
  event->accept();
}

void PlotView::leaveEvent(QEvent* event) {
  QCustomPlot::leaveEvent(event);
  if (!pinned_ && drag_ == Drag::none) moveCrosshair(std::nullopt);
}

}  // namespace scalescope
