#include "ui/plots/x_navigator.h"

#include <gtest/gtest.h>

namespace scalescope {
namespace {

TEST(XNavigator, FollowsTheDataUntilSomebodyZooms) {
  XNavigator navigator;
  navigator.setData({0.0, 100.0});
  EXPECT_EQ(navigator.view(), (XRange{0.0, 100.0}));
  navigator.setData({0.0, 200.0});
  EXPECT_EQ(navigator.view(), (XRange{0.0, 200.0}));

  navigator.beginGesture();
  navigator.zoom(0.5, 100.0);
  EXPECT_EQ(navigator.view(), (XRange{50.0, 150.0}));
  navigator.setData({0.0, 300.0});
  EXPECT_EQ(navigator.view(), (XRange{50.0, 150.0}));
  EXPECT_FALSE(navigator.following());
}

TEST(XNavigator, ZoomKeepsItsCentreInPlace) {
  XNavigator navigator;
  navigator.setData({0.0, 100.0});
  navigator.zoom(0.5, 80.0);
  EXPECT_EQ(navigator.view(), (XRange{40.0, 90.0}));
}

TEST(XNavigator, ZoomedOutPastTheDataFollowsAgain) {
  XNavigator navigator;
  navigator.setData({0.0, 100.0});
  navigator.zoom(0.5, 50.0);
  navigator.zoom(10.0, 50.0);
  EXPECT_TRUE(navigator.following());
}

TEST(XNavigator, GoesBackGestureByGesture) {
  XNavigator navigator;
  navigator.setData({0.0, 100.0});
  navigator.beginGesture();
  navigator.zoom(0.5, 50.0);
  navigator.zoom(0.5, 50.0);
  const XRange zoomed = navigator.view();
  navigator.beginGesture();
  navigator.pan(5.0);
  navigator.pan(5.0);
  EXPECT_EQ(navigator.view().from, zoomed.from + 10.0);

  navigator.back();
  EXPECT_EQ(navigator.view(), zoomed);
  navigator.back();
  EXPECT_TRUE(navigator.following());
  EXPECT_FALSE(navigator.canGoBack());
  navigator.back();
  EXPECT_TRUE(navigator.following());
}

TEST(XNavigator, ShowingAllCanBeUndoneToo) {
  XNavigator navigator;
  navigator.setData({0.0, 100.0});
  navigator.beginGesture();
  navigator.show({30.0, 20.0});  // a drag to the left
  EXPECT_EQ(navigator.view(), (XRange{20.0, 30.0}));
  navigator.reset();
  EXPECT_TRUE(navigator.following());
  navigator.back();
  EXPECT_EQ(navigator.view(), (XRange{20.0, 30.0}));
}

TEST(XNavigator, PanningNeverLosesTheData) {
  XNavigator navigator;
  navigator.setData({0.0, 100.0});
  navigator.zoom(0.2, 50.0);
  for (int i = 0; i < 100; ++i) navigator.pan(37.0);
  EXPECT_LT(navigator.view().from, 100.0);
  for (int i = 0; i < 100; ++i) navigator.pan(-37.0);
  EXPECT_GT(navigator.view().to, 0.0);
}

TEST(XNavigator, ZoomEndsBeforeNumbersRunOut) {
  XNavigator navigator;
  navigator.setData({0.0, 1e6});
  for (int i = 0; i < 500; ++i) navigator.zoom(0.5, 777777.0);
  EXPECT_GT(navigator.view().width(), 0.0);
  EXPECT_LE(navigator.view().from, 777777.0);
  EXPECT_GE(navigator.view().to, 777777.0);
}

TEST(XNavigator, RevealsWhatIsOutOfViewOnly) {
  XNavigator navigator;
  navigator.setData({0.0, 1000.0});
  navigator.show({100.0, 200.0});
  navigator.reveal(150.0);
  EXPECT_EQ(navigator.view(), (XRange{100.0, 200.0}));
  navigator.reveal(500.0);
  EXPECT_EQ(navigator.view(), (XRange{450.0, 550.0}));
  navigator.back();
  EXPECT_EQ(navigator.view(), (XRange{100.0, 200.0}));
}

TEST(XNavigator, AnEmptyRangeIsWidened) {
  XNavigator navigator;
  navigator.setData({5.0, 5.0});
  EXPECT_GT(navigator.view().width(), 0.0);
}

}  // namespace
}  // namespace scalescope
