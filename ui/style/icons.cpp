#include "ui/style/icons.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <QSvgRenderer>

#include "ui/style/application_icon.h"

namespace scalescope {
namespace {

const QColor startGreen(0x2e, 0xa0, 0x62);
const QColor stopRed(0xd1, 0x4b, 0x3d);

// All shapes live in a square of 16 units.
QPainterPath polygon(std::initializer_list<QPointF> points) {
  QPainterPath path;
  path.addPolygon(QPolygonF(QList<QPointF>(points)));
  path.closeSubpath();
  return path;
}

void line(QPainter& painter, std::initializer_list<QPointF> points) {
  painter.drawPolyline(QPolygonF(QList<QPointF>(points)));
}

void arrowAlongArc(QPainter& painter, bool mirrored) {
  if (mirrored) {
    painter.translate(16, 0);
    painter.scale(-1, 1);
  }
  QPainterPath arc;
  arc.moveTo(3, 6.5);
  arc.cubicTo(7, 3.5, 13, 5, 13, 9.5);
  arc.cubicTo(13, 12, 11, 13, 8.5, 13);
  painter.drawPath(arc);
  line(painter, {{6.8, 2.8}, {3, 6.5}, {6.8, 9.8}});
}

void drawControls(QPainter& painter, Symbol symbol, const QColor& ink, bool enabled) {
  painter.setPen(Qt::NoPen);
  switch (symbol) {
    case Symbol::start:
      painter.fillPath(polygon({{4, 2.5}, {13.5, 8}, {4, 13.5}}), enabled ? startGreen : ink);
      break;
    case Symbol::pause:
      painter.fillRect(QRectF(4, 3, 3, 10), ink);
      painter.fillRect(QRectF(9, 3, 3, 10), ink);
      break;
    case Symbol::step:
      painter.fillPath(polygon({{3.5, 3}, {10, 8}, {3.5, 13}}), ink);
      painter.fillRect(QRectF(10.5, 3, 2.5, 10), ink);
      break;
    case Symbol::stop:
      painter.fillRect(QRectF(3.5, 3.5, 9, 9), enabled ? stopRed : ink);
      break;
    case Symbol::breakOn:
      painter.setPen(QPen(ink, 1.4));
      painter.drawEllipse(QRectF(2.5, 2.5, 11, 11));
      painter.fillRect(QRectF(5.6, 5.2, 1.7, 5.6), ink);
      painter.fillRect(QRectF(8.7, 5.2, 1.7, 5.6), ink);
      break;
    default:
      break;
  }
}

void drawApplication(QPainter& painter) {
  QSvgRenderer(QByteArray(applicationIconSvg())).render(&painter, QRectF(0, 0, 16, 16));
}

void drawLines(QPainter& painter, Symbol symbol, const QColor& ink) {
  QPen pen(ink, 1.4);
  pen.setCapStyle(Qt::RoundCap);
  pen.setJoinStyle(Qt::RoundJoin);
  painter.setPen(pen);
  switch (symbol) {
    case Symbol::open:
      line(painter, {{2, 12.5}, {2, 3.5}, {6, 3.5}, {7.5, 5.2}, {13, 5.2}, {13, 7}});
      painter.drawPolygon(
          QPolygonF(QList<QPointF>{{2, 12.5}, {4.5, 7.2}, {14.5, 7.2}, {12, 12.5}}));
      break;
    case Symbol::save:
      line(painter, {{8, 2.5}, {8, 9.5}});
      line(painter, {{5, 6.8}, {8, 9.8}, {11, 6.8}});
      line(painter, {{2.5, 10.5}, {2.5, 13.3}, {13.5, 13.3}, {13.5, 10.5}});
      break;
    case Symbol::add:
      line(painter, {{8, 3}, {8, 13}});
      line(painter, {{3, 8}, {13, 8}});
      break;
    case Symbol::remove:
      line(painter, {{3, 8}, {13, 8}});
      break;
    case Symbol::duplicate:
      painter.drawRoundedRect(QRectF(5.5, 5.5, 8, 8), 1.2, 1.2);
      line(painter, {{3.2, 10.5}, {2.5, 10.5}, {2.5, 2.5}, {10.5, 2.5}, {10.5, 3.2}});
      break;
    case Symbol::up:
      line(painter, {{8, 13}, {8, 3.2}});
      line(painter, {{4.2, 7}, {8, 3}, {11.8, 7}});
      break;
    case Symbol::down:
      line(painter, {{8, 3}, {8, 12.8}});
      line(painter, {{4.2, 9}, {8, 13}, {11.8, 9}});
      break;
    case Symbol::undo:
      arrowAlongArc(painter, false);
      break;
    case Symbol::redo:
      arrowAlongArc(painter, true);
      break;
    case Symbol::compare:
      painter.drawRect(QRectF(2.5, 3, 4, 10));
      painter.drawRect(QRectF(9.5, 3, 4, 10));
      break;
    case Symbol::refresh:
      painter.drawArc(QRectF(3, 3, 10, 10), 60 * 16, 290 * 16);
      line(painter, {{7.6, 1.4}, {10.6, 3.6}, {7.8, 6}});
      break;
    case Symbol::leave:
      line(painter, {{3.5, 3.5}, {12.5, 12.5}});
      line(painter, {{12.5, 3.5}, {3.5, 12.5}});
      break;
    case Symbol::formats:
      for (const double y : {4.0, 8.0, 12.0}) line(painter, {{2.5, y}, {13.5, y}});
      painter.setBrush(ink);
      painter.drawEllipse(QPointF(5, 4), 1.4, 1.4);
      painter.drawEllipse(QPointF(10.5, 8), 1.4, 1.4);
      painter.drawEllipse(QPointF(7, 12), 1.4, 1.4);
      break;
    case Symbol::lesson:  // an open book
      line(painter, {{8, 4.2}, {8, 13.4}});
      line(painter, {{8, 4.2}, {6, 3}, {1.8, 3}, {1.8, 12.2}, {6, 12.2}, {8, 13.4}});
      line(painter, {{8, 4.2}, {10, 3}, {14.2, 3}, {14.2, 12.2}, {10, 12.2}, {8, 13.4}});
      break;
    default:
      break;
  }
}

class SymbolEngine : public QIconEngine {
 public:
  explicit SymbolEngine(Symbol symbol) : symbol_(symbol) {}
  QIconEngine* clone() const override { return new SymbolEngine(symbol_); }

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const bool enabled = mode != QIcon::Disabled;
    const QPalette palette = QApplication::palette();
    const QColor ink =
        palette.color(enabled ? QPalette::Active : QPalette::Disabled,
                      mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(rect.topLeft());
    painter->scale(rect.width() / 16.0, rect.height() / 16.0);
    if (symbol_ == Symbol::application) {
      drawApplication(*painter);
    } else if (symbol_ <= Symbol::breakOn) {
      drawControls(*painter, symbol_, ink, enabled);
    } else {
      drawLines(*painter, symbol_, ink);
    }
    painter->restore();
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
  }

 private:
  Symbol symbol_;
};

}  // namespace

QIcon icon(Symbol symbol) { return QIcon(new SymbolEngine(symbol)); }

DotLabel::DotLabel(QWidget* parent) : QWidget(parent) { setFixedSize(16, 16); }

void DotLabel::setColour(const QColor& colour) {
  colour_ = colour;
  update();
}

void DotLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour_);
  painter.drawEllipse(QRectF(3, 3, 10, 10));
}

QIcon dotIcon(const QColor& colour) {
  const auto draw = [&](const QPen& rim) {
    QPixmap pixmap(32, 32);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(rim);
    painter.setBrush(colour);
    painter.drawEllipse(QRectF(6, 6, 20, 20));
    return pixmap;
  };
  QIcon icon(draw(Qt::NoPen));
  // On the colour of a selection, which may be much like its own.
  icon.addPixmap(draw(QPen(Qt::white, 3.5)), QIcon::Selected);
  return icon;
}

}  // namespace scalescope
