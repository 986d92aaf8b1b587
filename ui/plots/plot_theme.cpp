#include "ui/plots/plot_theme.h"

#include <QPalette>

namespace scalescope {

QColor mixed(const QColor& a, const QColor& b, double shareOfB) {
  const auto mix = [shareOfB](int x, int y) {
    return static_cast<int>(std::lround(x + (y - x) * shareOfB));
  };
  return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

PlotTheme PlotTheme::from(const QPalette& palette, const QFont& font) {
  PlotTheme theme;
  theme.surround = palette.color(QPalette::Active, QPalette::Window);
  theme.ground = palette.color(QPalette::Active, QPalette::Base);
  theme.text = palette.color(QPalette::Active, QPalette::WindowText);
  theme.dark = theme.ground.lightness() < theme.text.lightness();
  theme.frame = mixed(theme.ground, theme.text, 0.3);
  theme.grid = mixed(theme.ground, theme.text, 0.09);
  theme.faintText = mixed(theme.text, theme.surround, 0.35);
  theme.font = font;
  theme.smallFont = font;
  if (font.pointSizeF() > 0.0) {
    theme.smallFont.setPointSizeF(font.pointSizeF() * 0.9);
  } else {
    theme.smallFont.setPixelSize(std::max(font.pixelSize() * 9 / 10, 8));
  }
  return theme;
}

QColor PlotTheme::pale(const QColor& colour) const { return mixed(colour, ground, 0.68); }

}  // namespace scalescope
