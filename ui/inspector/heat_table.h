#pragma once

#include <QTableView>

#include "core/numerics/format.h"

namespace scalescope {

class HeatModel;

/// The heat table: a cell's colour says how far up a measure its tensor is, a wedge in its corner
/// that some of its values are not finite.
class HeatTable : public QTableView {
  Q_OBJECT

 public:
  explicit HeatTable(HeatModel* model, QWidget* parent = nullptr);
  /// The tensor that is looked at stays selected whatever the step.
  void select(const std::string& tensor);
  std::string selected() const;

 signals:
  void tensorSelected(const QString& tensor);
  void valueActivated(double value, scalescope::Format format);

 protected:
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void activate(const QModelIndex& index);
  void fitSections();

  HeatModel* model_;
};

}  // namespace scalescope
