#include "ui/style/icons.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QPixmap>

namespace scalescope {
namespace {

/// How many pixels are about of this hue.
int pixelsOfHue(const QImage& image, int hue) {
  int count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const QColor colour = image.pixelColor(x, y);
      if (colour.alpha() > 200 && colour.saturation() > 100 && colour.value() > 180 &&
          std::abs(colour.hue() - hue) < 15)
        ++count;
    }
  }
  return count;
}

TEST(ApplicationIcon, ShowsTheLossAndTheLossScaleAtEverySize) {
  for (const int size : {16, 24, 48, 256}) {
    const QImage image = icon(Symbol::application).pixmap(size).toImage();
    EXPECT_EQ(image.width(), size);
    EXPECT_GT(pixelsOfHue(image, 35), size * size / 40) << size;   // the loss scale
    EXPECT_GT(pixelsOfHue(image, 209), size * size / 40) << size;  // the loss
    EXPECT_EQ(image.pixelColor(0, 0).alpha() > 200, false) << size;
  }
}

}  // namespace
}  // namespace scalescope
