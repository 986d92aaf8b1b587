#include "ui/inspector/heat_table.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>

#include "ui/inspector/heat_model.h"
#include "ui/plots/number_text.h"
#include "ui/style/colours.h"

namespace scalescope {
namespace {

class HeatDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const auto* model = static_cast<const HeatModel*>(index.model());
    const bool dark = isDark(option.palette);
    const QColor base = option.palette.color(QPalette::Base);
    const QVariant heat = index.data(HeatModel::heatRole);
    const QRect cell = option.rect.adjusted(1, 1, -1, -1);
    painter->save();
    QColor ground = base;
    if (heat.isValid()) {
      ground = heatColour(model->measure(), heat.toDouble(),
                          option.palette.color(QPalette::AlternateBase), dark);
      painter->fillRect(cell, ground);
    }
    const bool light = qGray(ground.rgb()) > 140;
    QColor text = heat.isValid() ? (light ? QColor(0x15, 0x18, 0x1c) : QColor(0xff, 0xff, 0xff))
                                 : option.palette.color(QPalette::PlaceholderText);
    // A nothing is written fainter than a something.
    if (heat.isValid() && heat.toDouble() <= 0.0) {
      text = option.palette.color(QPalette::PlaceholderText);
    }
    painter->setPen(text);
    painter->drawText(cell, Qt::AlignCenter, index.data().toString());
    if (index.data(HeatModel::nonFiniteRole).toBool()) {
      painter->setRenderHint(QPainter::Antialiasing);
      painter->setPen(QPen(base, 1.0));
      painter->setBrush(eventColour(EventKind::overflow, dark));
      const QPointF corner = QPointF(cell.topRight()) + QPointF(1, 0);
      const QPointF wedge[] = {corner, corner + QPointF(-9, 0), corner + QPointF(0, 9)};
      painter->drawPolygon(wedge, 3);
    }
    if ((option.state & QStyle::State_Selected) != 0) {
      painter->setRenderHint(QPainter::Antialiasing, false);
      painter->setBrush(Qt::NoBrush);
      painter->setPen(QPen(option.palette.color(QPalette::WindowText), 2));
      painter->drawRect(cell.adjusted(0, 0, 0, 0));
    }
    painter->restore();
  }
};

}  // namespace

HeatTable::HeatTable(HeatModel* model, QWidget* parent) : QTableView(parent), model_(model) {
  setModel(model);
  setItemDelegate(new HeatDelegate(this));
  setAccessibleName(tr("Tensors of the step: layers and kinds of tensors"));
  setSelectionMode(QAbstractItemView::SingleSelection);
  setShowGrid(false);
  setFrameShape(QFrame::NoFrame);
  setWordWrap(true);
  setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  horizontalHeader()->setDefaultAlignment(Qt::AlignCenter |
                                          static_cast<Qt::AlignmentFlag>(Qt::TextWordWrap));
  for (QHeaderView* header : {horizontalHeader(), verticalHeader()}) {
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
  }
  horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  fitSections();
  connect(selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& current) {
            const int tensor = model_->tensorAt(current);
            if (tensor >= 0) {
              emit tensorSelected(current.data(HeatModel::tensorRole).toString());
            }
          });
  connect(this, &QTableView::doubleClicked, this, &HeatTable::activate);
}

void HeatTable::fitSections() {
  const QFontMetrics metrics = fontMetrics();
  verticalHeader()->setDefaultSectionSize(metrics.height() + 8);
  verticalHeader()->setMinimumSectionSize(metrics.height() + 4);
  horizontalHeader()->setMinimumSectionSize(metrics.horizontalAdvance(QStringLiteral("<0.01%")) +
                                            6);
  horizontalHeader()->setFixedHeight(2 * metrics.lineSpacing() + 6);
}

void HeatTable::changeEvent(QEvent* event) {
  QTableView::changeEvent(event);
  if (event->type() == QEvent::FontChange) fitSections();
}

void HeatTable::select(const std::string& tensor) {
  const QModelIndex index = model_->indexOf(tensor);
  if (index.isValid() && index != currentIndex()) setCurrentIndex(index);
}

std::string HeatTable::selected() const {
  return currentIndex().data(HeatModel::tensorRole).toString().toStdString();
}

void HeatTable::activate(const QModelIndex& index) {
  const int tensor = model_->tensorAt(index);
  if (tensor < 0) return;
  const auto at = static_cast<std::size_t>(tensor);
  emit valueActivated(static_cast<double>(model_->step()->record.summaries[at].largest),
                      model_->step()->tensors()[at].format);
}

void HeatTable::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    activate(currentIndex());
    return;
  }
  QTableView::keyPressEvent(event);
}

void HeatTable::contextMenuEvent(QContextMenuEvent* event) {
  const QModelIndex index = indexAt(viewport()->mapFromGlobal(event->globalPos()));
  const int tensor = model_->tensorAt(index);
  if (tensor < 0) return;
  const auto at = static_cast<std::size_t>(tensor);
  const TensorSummary& summary = model_->step()->record.summaries[at];
  const Format format = model_->step()->tensors()[at].format;
  QMenu menu(this);
  const auto offer = [&](const QString& text, float value) {
    QAction* action = menu.addAction(text.arg(numberText(value, 5)));
    action->setEnabled(value > 0.0F);
    connect(action, &QAction::triggered, this,
            [this, value, format] { emit valueActivated(static_cast<double>(value), format); });
  };
  offer(tr("Bits of the largest value, %1"), summary.largest);
  offer(tr("Bits of the smallest value, %1"), summary.smallest);
  menu.exec(event->globalPos());
}

}  // namespace scalescope
