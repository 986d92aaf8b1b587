#pragma once

#include <QString>
#include <QWidget>

namespace scalescope {

/// How much there is to worry about.
enum class Concern { none, unknown, warning, error };

/// What one entry of a diagnosis says.
struct DiagnosisText {
  Concern concern = Concern::none;
  QString title;
  QString sentence;
  qint64 step = -1;  ///< −1: of no step
  QString tensor;    ///< empty: of no tensor

  bool operator==(const DiagnosisText&) const = default;
};

/// A title with a dot, a sentence that wraps, and buttons that lead to the step and the tensor.
class DiagnosisEntry : public QWidget {
  Q_OBJECT

 public:
  explicit DiagnosisEntry(const DiagnosisText& text, QWidget* parent = nullptr);

 signals:
  void stepRequested(qint64 step);
  void tensorRequested(const QString& tensor, qint64 step);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* makeLinks();
  void updateDot();

  DiagnosisText text_;
  class DotLabel* dot_;
};

}  // namespace scalescope
