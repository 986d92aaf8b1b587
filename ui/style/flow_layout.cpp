#include "ui/style/flow_layout.h"

#include <algorithm>

namespace scalescope {

FlowLayout::FlowLayout(QWidget* parent, int spacing) : QLayout(parent) {
  setSpacing(spacing);
  setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout() = default;

void FlowLayout::addItem(QLayoutItem* item) { items_.emplace_back(item); }

QLayoutItem* FlowLayout::itemAt(int index) const {
  return index >= 0 && index < count() ? items_[static_cast<std::size_t>(index)].get() : nullptr;
}

QLayoutItem* FlowLayout::takeAt(int index) {
  if (index < 0 || index >= count()) return nullptr;
  const auto at = items_.begin() + index;
  QLayoutItem* item = at->release();
  items_.erase(at);
  return item;
}

QSize FlowLayout::minimumSize() const {
  QSize size;
  for (const auto& item : items_) size = size.expandedTo(item->minimumSize());
  return withMargins(size);
}

QSize FlowLayout::sizeHint() const {
  QSize size;
  for (const auto& item : items_) {
    const QSize hint = item->sizeHint();
    size = QSize(size.width() + hint.width() + spacing(), std::max(size.height(), hint.height()));
  }
  return withMargins(size);
}

QSize FlowLayout::withMargins(QSize size) const {
  const QMargins margins = contentsMargins();
  return {size.width() + margins.left() + margins.right(),
          size.height() + margins.top() + margins.bottom()};
}

void FlowLayout::setGeometry(const QRect& rect) {
  QLayout::setGeometry(rect);
  arrange(rect, true);
}

int FlowLayout::arrange(const QRect& outer, bool apply) const {
  const QRect rect = outer.marginsRemoved(contentsMargins());
  int x = rect.x();
  int y = rect.y();
  int lineHeight = 0;
  for (const auto& item : items_) {
    const QSize size = item->sizeHint();
    if (x > rect.x() && x + size.width() > rect.x() + rect.width()) {
      x = rect.x();
      y += lineHeight + spacing();
      lineHeight = 0;
    }
    if (apply) item->setGeometry(QRect(QPoint(x, y), size));
    x += size.width() + spacing();
    lineHeight = std::max(lineHeight, size.height());
  }
  return y + lineHeight - outer.y() + contentsMargins().bottom();
}

}  // namespace scalescope
