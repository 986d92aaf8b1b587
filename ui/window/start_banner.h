#pragma once

#include <QFrame>

class QAction;
class QLabel;

namespace scalescope {

class ConfigDocument;

/// Above empty plots: what would be trained, and where to begin.
class StartBanner : public QFrame {
  Q_OBJECT

 public:
  StartBanner(QAction* start, QAction* firstSteps, ConfigDocument& document,
              QWidget* parent = nullptr);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void follow();

  ConfigDocument& document_;
  QAction* start_;
  QLabel* text_;
};

}  // namespace scalescope
