#pragma once

#include <QIcon>

namespace scalescope {

enum class Symbol {
  start,
  pause,
  step,
  stop,
  breakOn,
  open,
  save,
  add,
  remove,
  duplicate,
  up,
  down,
  undo,
  redo,
  compare,
  refresh,
  formats,
  application
};

/// Line icons drawn in the palette's text colour at paint time: they follow light, dark and
/// disabled by themselves.
QIcon icon(Symbol symbol);
/// A filled dot of a colour, for rows and menus.
QIcon dotIcon(const QColor& colour);

}  // namespace scalescope
