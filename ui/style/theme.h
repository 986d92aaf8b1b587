#pragma once

#include <QPalette>

class QApplication;

namespace scalescope {

enum class Theme { system, light, dark };

QPalette lightPalette();
QPalette darkPalette();
/// `system` leaves the palette of the desktop alone. The others use the Fusion style, which follows
/// a palette fully.
void applyTheme(QApplication& app, Theme theme);

}  // namespace scalescope
