#include "ui/lessons/highlight_frame.h"

#include <gtest/gtest.h>

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTest>
#include <QVBoxLayout>

namespace scalescope {
namespace {

class HighlightFrameTest : public testing::Test {
 protected:
  HighlightFrameTest() {
    window_.resize(400, 300);
    button_.setGeometry(100, 50, 80, 30);
    window_.show();
  }

  QWidget window_;
  QPushButton button_{"a", &window_};
  HighlightFrame frame_{&window_};
};

TEST_F(HighlightFrameTest, SurroundsAWidgetAndFollowsIt) {
  EXPECT_FALSE(frame_.isVisible());
  frame_.surround({&button_});
  EXPECT_TRUE(frame_.isVisible());
  EXPECT_EQ(frame_.surrounded(), QRect(100, 50, 80, 30));
  button_.move(10, 20);
  EXPECT_TRUE(QTest::qWaitFor([&] { return frame_.surrounded() == QRect(10, 20, 80, 30); }));
  button_.hide();
  EXPECT_TRUE(QTest::qWaitFor([&] { return !frame_.isVisible(); }));
  button_.show();
  EXPECT_TRUE(QTest::qWaitFor([&] { return frame_.isVisible(); }));
  frame_.clear();
  EXPECT_FALSE(frame_.isVisible());
}

TEST_F(HighlightFrameTest, LetsClicksThrough) {
  frame_.surround({&button_});
  int clicks = 0;
  QObject::connect(&button_, &QPushButton::clicked, [&] { ++clicks; });
  EXPECT_EQ(window_.childAt(QPoint(101, 51)), &button_);
  QTest::mouseClick(&button_, Qt::LeftButton);
  EXPECT_EQ(clicks, 1);
}

TEST_F(HighlightFrameTest, SurroundsAnAreaOfAWidget) {
  frame_.surround({&button_, [] { return QRect(10, 5, 20, 10); }});
  EXPECT_EQ(frame_.surrounded(), QRect(110, 55, 20, 10));
  frame_.surround({&button_, [] { return QRect(); }});
  EXPECT_FALSE(frame_.isVisible());
}

TEST_F(HighlightFrameTest, IsGoneWhereTheTargetIsScrolledAway) {
  QScrollArea scroll(&window_);
  scroll.setGeometry(200, 100, 150, 100);
  auto* tall = new QWidget;
  tall->setFixedSize(100, 1000);
  auto* target = new QLabel("b", tall);
  target->setGeometry(0, 500, 50, 20);
  scroll.setWidget(tall);
  scroll.show();
  frame_.surround({target});
  EXPECT_FALSE(frame_.isVisible());
  scroll.ensureWidgetVisible(target);
  EXPECT_TRUE(QTest::qWaitFor([&] { return frame_.isVisible(); }));
  EXPECT_TRUE(scroll.geometry().contains(frame_.surrounded()));
}

TEST_F(HighlightFrameTest, OutlivesWhatItSurrounds) {
  auto* label = new QLabel("c", &window_);
  label->show();
  frame_.surround({label});
  delete label;
  window_.resize(300, 200);
  QTest::qWait(10);
  frame_.clear();
  EXPECT_FALSE(frame_.isVisible());
}

}  // namespace
}  // namespace scalescope
