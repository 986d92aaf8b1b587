#pragma once

#include <QColor>
#include <QSlider>
#include <optional>
#include <vector>

namespace scalescope {

/// A horizontal slider with places marked along its groove. A click jumps there.
class MarkedSlider : public QSlider {
  Q_OBJECT

 public:
  struct Mark {
    double value = 0.0;  ///< need not be one that the slider can take
    QColor colour;
    bool strong = false;  ///< a wedge with a line, not a short line
  };
  struct Band {
    double from = 0.0, to = 0.0;
    QColor colour;
  };

  explicit MarkedSlider(QWidget* parent = nullptr);
  void setMarks(std::vector<Mark> marks);
  void setBand(std::optional<Band> band);
  const std::vector<Mark>& marks() const { return marks_; }
  const std::optional<Band>& band() const { return band_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;

 private:
  double xOf(double value) const;
  void jumpTo(double x);

  std::vector<Mark> marks_;
  std::optional<Band> band_;
};

}  // namespace scalescope
