#pragma once

#include <QPointer>
#include <QTimer>
#include <QVariantAnimation>
#include <QWidget>
#include <functional>

namespace scalescope {

/// A part of the window: a widget, or an area within it.
struct HighlightTarget {
  QWidget* widget = nullptr;
  std::function<QRect()> area = {};  ///< in the widget's coordinates; empty: all of it
};

/// A coloured frame around a part of the window, which follows it wherever it is moved or scrolled
/// and lets every click through. It pulses a moment when it comes, then rests.
class HighlightFrame : public QWidget {
  Q_OBJECT

 public:
  explicit HighlightFrame(QWidget* window);

  void surround(const HighlightTarget& target);
  void clear();
  /// What it surrounds now, in the window's coordinates; empty: nothing that can be seen.
  QRect surrounded() const { return area_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void watch();  ///< the target and all that it is in
  void unwatch();
  void follow();

  HighlightTarget target_;
  QPointer<QWidget> widget_;  ///< the target's, which may go
  QList<QPointer<QWidget>> watched_;
  QRect area_;
  QTimer following_;
  QVariantAnimation pulse_;
};

}  // namespace scalescope
