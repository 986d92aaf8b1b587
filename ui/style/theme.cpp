#include "ui/style/theme.h"

#include <QApplication>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleOption>

namespace scalescope {
namespace {

constexpr const char* kOurs =
    "scalescope-palette";  ///< property: its palette is none of the desktop's

struct Tones {
  QColor window, base, alternate, button, text, locked, faint, highlight, link, edge;
};

QPalette paletteOf(const Tones& tones) {
  QPalette palette(tones.button, tones.window);
  for (const auto role :
       {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
    palette.setColor(role, tones.text);
    palette.setColor(QPalette::Disabled, role, tones.locked);
  }
  palette.setColor(QPalette::Base, tones.base);
  palette.setColor(QPalette::Disabled, QPalette::Base, tones.window);
  palette.setColor(QPalette::AlternateBase, tones.alternate);
  palette.setColor(QPalette::ToolTipBase, tones.base);
  palette.setColor(QPalette::PlaceholderText, tones.faint);
  palette.setColor(QPalette::Disabled, QPalette::PlaceholderText, tones.locked);
  palette.setColor(QPalette::Highlight, tones.highlight);
  palette.setColor(QPalette::Disabled, QPalette::Highlight, tones.edge);
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Link, tones.link);
  palette.setColor(QPalette::Mid, tones.edge);
  palette.setColor(QPalette::Dark, tones.edge.darker(120));
  return palette;
}

/// Fusion outlines in a darker tone of the window, which a dark theme swallows: boxes get one in
/// the text's tone.
class OutlinedStyle : public QProxyStyle {
 public:
  OutlinedStyle() : QProxyStyle(QStyleFactory::create("Fusion")) {}

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const bool box = element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck;
    if (!box && element != PE_FrameLineEdit) return;
    QColor tone = option->palette.color(QPalette::Text);
    tone.setAlphaF(box ? 0.5F : 0.2F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(tone);
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    painter->restore();
  }
};

}  // namespace

QPalette lightPalette() {
  return paletteOf({QColor(0xf3, 0xf4, 0xf6), Qt::white, QColor(0xf7, 0xf8, 0xfa),
                    QColor(0xeb, 0xed, 0xf0), QColor(0x1f, 0x23, 0x28), QColor(0x66, 0x6d, 0x77),
                    QColor(0x80, 0x87, 0x91), QColor(0x2f, 0x6f, 0xb8), QColor(0x1f, 0x5f, 0xa8),
                    QColor(0xc4, 0xc9, 0xd0)});
}

QPalette darkPalette() {
  return paletteOf({QColor(0x24, 0x27, 0x2c), QColor(0x1b, 0x1d, 0x21), QColor(0x20, 0x23, 0x27),
                    QColor(0x30, 0x34, 0x3a), QColor(0xe3, 0xe6, 0xea), QColor(0x9a, 0xa2, 0xac),
                    QColor(0x86, 0x8e, 0x98), QColor(0x2f, 0x6f, 0xb8), QColor(0x6f, 0xb1, 0xf0),
                    QColor(0x4a, 0x50, 0x58)});
}

void applyTheme(QApplication& app, Theme theme) {
  if (theme == Theme::system) {
    if (app.property(kOurs).toBool()) app.setPalette(QPalette());
    return;
  }
  app.setProperty(kOurs, true);
  QApplication::setStyle(new OutlinedStyle);
  app.setPalette(theme == Theme::dark ? darkPalette() : lightPalette());
}

QString wordOf(Theme theme) {
  switch (theme) {
    case Theme::light:
      return QStringLiteral("light");
    case Theme::dark:
      return QStringLiteral("dark");
    case Theme::system:
      break;
  }
  return QStringLiteral("system");
}

Theme themeOf(const QString& word) {
  for (const Theme theme : {Theme::light, Theme::dark})
    if (word == wordOf(theme)) return theme;
  return Theme::system;
}

}  // namespace scalescope
