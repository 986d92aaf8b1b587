#pragma once

#include <QWidget>
#include <array>
#include <optional>

#include "core/numerics/number_text.h"
#include "ui/microscope/microscope_text.h"

class QCheckBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace scalescope {

class BitStrip;

/// One value in every format, a row each: its bits, to be toggled, the value kept, its neighbours
/// and the rounding error.
class NumberMicroscope : public QWidget {
  Q_OBJECT

 public:
  explicit NumberMicroscope(QWidget* parent = nullptr);
  const Anatomies& numbers() const { return numbers_; }
  QString text() const;  ///< the table, as it is copied

 public slots:
  /// Opens a value; the row of the format that it was seen in is marked.
  void showValue(double value, Format highlighted);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Row {
    QWidget* mark = nullptr;
    QLabel* name = nullptr;
    BitStrip* bits = nullptr;
    QLabel *kind = nullptr, *value = nullptr, *ulp = nullptr, *error = nullptr;
    QLabel* relative = nullptr;
    QToolButton *below = nullptr, *above = nullptr;
  };

  QWidget* makeTop();
  QWidget* makeTable();
  void makeHeadings(QGridLayout* grid);
  void makeRow(QGridLayout* grid, std::size_t index);
  QToolButton* makeNeighbour(std::size_t index, bool above);
  void readText(const QString& text);
  void toggle(std::size_t row, int bit);
  void step(std::size_t row, bool up);
  void setNumber(const WrittenNumber& number);
  void refresh();
  void refreshRow(std::size_t index);
  void highlight(std::optional<Format> format);
  void colourHeading();

  WrittenNumber number_;
  Anatomies numbers_;
  std::array<Row, kShownFormats.size()> rows_;
  QLineEdit* edit_ = nullptr;
  QCheckBox* saturate_ = nullptr;
  QPushButton* copy_ = nullptr;
  QLabel* problem_ = nullptr;
  QLabel* bitsHeading_ = nullptr;
};

}  // namespace scalescope
