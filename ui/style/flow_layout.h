#pragma once

#include <QLayout>
#include <memory>
#include <vector>

namespace scalescope {

/// Items side by side, going on in a new line where the width ends.
class FlowLayout : public QLayout {
 public:
  explicit FlowLayout(QWidget* parent, int spacing);
  ~FlowLayout() override;

  void addItem(QLayoutItem* item) override;
  int count() const override { return static_cast<int>(items_.size()); }
  QLayoutItem* itemAt(int index) const override;
  QLayoutItem* takeAt(int index) override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override { return arrange({0, 0, width, 0}, false); }
  QSize minimumSize() const override;
  QSize sizeHint() const override;
  void setGeometry(const QRect& rect) override;

 private:
  QSize withMargins(QSize size) const;
  int arrange(const QRect& outer, bool apply) const;

  std::vector<std::unique_ptr<QLayoutItem>> items_;
};

}  // namespace scalescope
