#pragma once

#include <QPalette>
#include <QString>

class QApplication;

namespace scalescope {

/// `system`: as the desktop has it.
enum class Theme { system, light, dark };

QPalette lightPalette();
QPalette darkPalette();
/// `system` gives the palette of the desktop back. The others use the Fusion style, which follows
/// a palette fully.
void applyTheme(QApplication& app, Theme theme);

QString wordOf(Theme theme);         ///< "system", "light", "dark"
Theme themeOf(const QString& word);  ///< `system` of any other word

}  // namespace scalescope
