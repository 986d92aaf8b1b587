#pragma once

#include <QElapsedTimer>
#include <QObject>

#include "arguments.h"
#include "ui/window/main_window.h"

namespace scalescope {

/// Trains in a window without a person: takes its picture or saves its plots, then ends the
/// program.
class AutomaticRun : public QObject {
  Q_OBJECT

 public:
  AutomaticRun(MainWindow& window, const Arguments& arguments, QObject* parent = nullptr);
  void begin();

 private:
  void report(const SessionProgress& progress);
  void turnPages();
  void takePicture();
  void savePlots();
  void leave(int code, const QString& message = {});

  MainWindow& window_;
  const Arguments& arguments_;
  QElapsedTimer sinceReport_;
  bool taken_ = false;
  int code_ = 0;
};

}  // namespace scalescope
