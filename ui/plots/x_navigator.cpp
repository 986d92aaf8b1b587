#include "ui/plots/x_navigator.h"

#include <algorithm>
#include <cmath>

namespace scalescope {

void XNavigator::setData(XRange data) {
  if (!(data.to > data.from)) data.to = data.from + 1.0;
  data_ = data;
}

void XNavigator::beginGesture() {
  const Past now{following_, view()};
  if (!past_.empty() && past_.back().following == now.following &&
      (now.following || past_.back().view == now.view)) {
    return;
  }
  if (past_.size() == depth) past_.erase(past_.begin());
  past_.push_back(now);
}

void XNavigator::moveTo(XRange range) {
  // Below this the numbers of the axis would no longer tell one end from the other.
  const double least = std::max(std::abs(range.from), std::abs(range.to)) * 1e-9 + 1e-9;
  if (!std::isfinite(range.from) || !std::isfinite(range.to) || range.width() < least) return;
  if (range.width() > 4.0 * std::max(data_.width(), view().width())) return;
  view_ = range;
  following_ = false;
}

void XNavigator::zoom(double factor, double centre) {
  const XRange now = view();
  XRange next{centre + (now.from - centre) * factor, centre + (now.to - centre) * factor};
  // Zooming out ends at the data, where following starts again.
  if (factor > 1.0 && next.from <= data_.from && next.to >= data_.to) {
    following_ = true;
    return;
  }
  moveTo(next);
}

void XNavigator::pan(double distance) {
  const XRange now = view();
  // At least a tenth of the picture keeps showing data.
  const double margin = 0.1 * now.width();
  const double least = data_.from + margin - now.to;
  const double most = data_.to - margin - now.from;
  if (least > most) return;
  distance = std::clamp(distance, least, most);
  if (distance != 0.0) moveTo({now.from + distance, now.to + distance});
}

void XNavigator::show(XRange range) {
  if (range.from > range.to) std::swap(range.from, range.to);
  moveTo(range);
}

void XNavigator::reveal(double x) {
  const XRange now = view();
  if (x >= now.from && x <= now.to) return;
  beginGesture();
  moveTo({x - now.width() / 2.0, x + now.width() / 2.0});
}

void XNavigator::back() {
  if (past_.empty()) return;
  following_ = past_.back().following;
  view_ = past_.back().view;
  past_.pop_back();
}

void XNavigator::reset() {
  if (following_) return;
  beginGesture();
  following_ = true;
}

void XNavigator::forget() {
  past_.clear();
  following_ = true;
}

}  // namespace scalescope
