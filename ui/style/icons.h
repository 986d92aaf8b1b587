#pragma once

#include <QColor>
#include <QIcon>
#include <QWidget>

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
  lesson,
  leave,
  application
};

/// Line icons drawn in the palette's text colour at paint time: they follow light, dark and
/// disabled by themselves.
QIcon icon(Symbol symbol);
/// A filled dot of a colour, for rows and menus.
QIcon dotIcon(const QColor& colour);

/// The same dot as a widget; it keeps its colour while it is disabled.
class DotLabel : public QWidget {
  Q_OBJECT

 public:
  explicit DotLabel(QWidget* parent = nullptr);
  void setColour(const QColor& colour);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QColor colour_;
};

}  // namespace scalescope
