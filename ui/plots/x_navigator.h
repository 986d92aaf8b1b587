#pragma once

#include <cstddef>
#include <vector>

namespace scalescope {

/// A stretch of an axis; of the x axis, in the unit of its XAxis.
struct XRange {
  double from = 0.0;
  double to = 1.0;
  double width() const { return to - from; }
  bool operator==(const XRange&) const = default;
};

/// Which part of the x axis all plots show. Follows the data until somebody zooms or pans; every
/// view that was left can be gone back to. Changes that belong to one gesture (a drag, a spin of
/// the wheel) are one view.
class XNavigator {
 public:
  const XRange& view() const { return following_ ? data_ : view_; }
  bool following() const { return following_; }
  bool canGoBack() const { return !past_.empty(); }

  /// What there is to see; an empty range is widened.
  void setData(XRange data);
  /// Starts a gesture: the view of now can be gone back to.
  void beginGesture();
  /// Keeps `centre` in its place; factor < 1 shows less.
  void zoom(double factor, double centre);
  void pan(double distance);
  void show(XRange range);
  /// Moves the view, if it must, so that `x` is in it.
  void reveal(double x);
  void back();
  /// Follows the data again; the view of now can be gone back to.
  void reset();
  /// Another quantity is on the axis: old views mean nothing.
  void forget();

 private:
  struct Past {
    bool following = true;
    XRange view;
  };
  void moveTo(XRange range);

  static constexpr std::size_t depth = 100;
  XRange data_;
  XRange view_;
  bool following_ = true;
  std::vector<Past> past_;
};

}  // namespace scalescope
