#pragma once

#include <QWidget>

#include "ui/setup/network_model.h"

class QLabel;
class QTableView;
class QToolButton;

namespace scalescope {

enum class Symbol;

/// The list of layers with buttons to add, remove, move and undo, and the selected layer's settings
/// below.
class NetworkEditor : public QWidget {
  Q_OBJECT

 public:
  explicit NetworkEditor(ConfigDocument& document, QWidget* parent = nullptr);
  NetworkModel* model() const { return model_; }
  QTableView* table() const { return table_; }

 private:
  QWidget* makeButtons();
  QToolButton* makeButton(Symbol symbol, const QString& text, const std::function<void()>& action);
  void makeTable();
  int current() const;  ///< −1: none
  void select(int row);
  void updateButtons();
  void updateSummary();
  void fitTable();

  ConfigDocument& document_;
  NetworkModel* model_;
  QTableView* table_;
  QLabel* summary_;
  QToolButton* remove_ = nullptr;
  QToolButton* up_ = nullptr;
  QToolButton* down_ = nullptr;
};

}  // namespace scalescope
