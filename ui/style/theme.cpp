#include "ui/style/theme.h"

#include <QApplication>
#include <QStyleFactory>

namespace scalescope {
namespace {

struct Tones {
  QColor window, base, alternate, button, text, faint, highlight, link, edge;
};

QPalette paletteOf(const Tones& tones) {
  QPalette palette(tones.button, tones.window);
  for (const auto role :
       {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
    palette.setColor(role, tones.text);
    palette.setColor(QPalette::Disabled, role, tones.faint);
  }
  palette.setColor(QPalette::Base, tones.base);
  palette.setColor(QPalette::Disabled, QPalette::Base, tones.window);
  palette.setColor(QPalette::AlternateBase, tones.alternate);
  palette.setColor(QPalette::ToolTipBase, tones.base);
  palette.setColor(QPalette::PlaceholderText, tones.faint);
  palette.setColor(QPalette::Highlight, tones.highlight);
  palette.setColor(QPalette::Disabled, QPalette::Highlight, tones.edge);
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Link, tones.link);
  palette.setColor(QPalette::Mid, tones.edge);
  palette.setColor(QPalette::Dark, tones.edge.darker(120));
  return palette;
}

}  // namespace

QPalette lightPalette() {
  return paletteOf({QColor(0xf3, 0xf4, 0xf6), Qt::white, QColor(0xf7, 0xf8, 0xfa),
                    QColor(0xeb, 0xed, 0xf0), QColor(0x1f, 0x23, 0x28), QColor(0x8b, 0x92, 0x9b),
                    QColor(0x2f, 0x6f, 0xb8), QColor(0x1f, 0x5f, 0xa8), QColor(0xc4, 0xc9, 0xd0)});
}

QPalette darkPalette() {
  return paletteOf({QColor(0x24, 0x27, 0x2c), QColor(0x1b, 0x1d, 0x21), QColor(0x20, 0x23, 0x27),
                    QColor(0x30, 0x34, 0x3a), QColor(0xe3, 0xe6, 0xea), QColor(0x7c, 0x84, 0x8e),
                    QColor(0x2f, 0x6f, 0xb8), QColor(0x6f, 0xb1, 0xf0), QColor(0x4a, 0x50, 0x58)});
}

void applyTheme(QApplication& app, Theme theme) {
  if (theme == Theme::system) return;
  QApplication::setStyle(QStyleFactory::create("Fusion"));
  app.setPalette(theme == Theme::dark ? darkPalette() : lightPalette());
}

}  // namespace scalescope
