#pragma once

#include <QWidget>

class QLabel;
class QTabBar;

namespace scalescope {

class HistogramView;
class HistoryView;
class ScaleBar;

/// The selected tensor: its histogram with the what-if scale, and its histograms over time. Below
/// one another where there is room, else one of them at a time.
class DetailPane : public QWidget {
  Q_OBJECT

 public:
  static constexpr int roomForBoth = 400;  ///< px of height

  explicit DetailPane(QWidget* parent = nullptr);
  HistogramView* histogram() const { return histogram_; }
  HistoryView* history() const { return history_; }
  ScaleBar* scale() const { return scale_; }
  void setCaption(const QString& html);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void arrange();

  QTabBar* tabs_;
  QLabel* caption_;
  HistogramView* histogram_;
  ScaleBar* scale_;
  QLabel* historyCaption_;
  HistoryView* history_;
};

}  // namespace scalescope
