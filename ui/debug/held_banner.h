#pragma once

#include <QFrame>

class QAction;
class QLabel;

namespace scalescope {

/// Above the plots while a step waits with its update: why, and what can be done. Hidden at first.
class HeldBanner : public QFrame {
  Q_OBJECT

 public:
  struct Choice {
    QAction* action;
    QString label;
    QString tip;
  };
  explicit HeldBanner(const QList<Choice>& choices, QWidget* parent = nullptr);

  void showText(const QString& text);  ///< rich text
  QString text() const;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QLabel* text_;
};

}  // namespace scalescope
