#pragma once

#include <QWidget>

#include "ui/setup/network_model.h"

class QGridLayout;

namespace scalescope {

/// The settings of the selected layer, a field each.
class LayerForm : public QWidget {
  Q_OBJECT

 public:
  explicit LayerForm(NetworkModel* model, QWidget* parent = nullptr);
  void showLayer(int row);  ///< −1: none

 private:
  void rebuild();
  void refresh();
  QWidget* makeField(const struct LayerField& field);

  NetworkModel* model_;
  QGridLayout* layout_;
  std::vector<std::function<void()>> refreshers_;
  int row_ = -1;
  LayerType type_ = LayerType::relu;
};

}  // namespace scalescope
