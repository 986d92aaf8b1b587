#pragma once

#include <QColor>
#include <QFont>

#include "ui/plots/plot_model.h"

class QPalette;

namespace scalescope {

/// The colours of everything in a plot but its curves, from the palette of the desktop.
struct PlotTheme {
  bool dark = false;
  QColor surround;  ///< around the plots
  QColor ground;    ///< behind the curves
  QColor frame;
  QColor grid;
  QColor text;
  QColor faintText;
  QFont font;
  QFont smallFont;

  static PlotTheme from(const QPalette& palette, const QFont& font);
  QColor colourOf(const RunLook& look) const { return dark ? look.dark : look.light; }
  /// Opaque, as translucent pens are slow.
  QColor pale(const QColor& colour) const;
};

/// `shareOfB`: 0 … 1; 0 gives `a`.
QColor mixed(const QColor& a, const QColor& b, double shareOfB);

}  // namespace scalescope
