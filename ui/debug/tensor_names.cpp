#include "ui/debug/tensor_names.h"

#include "core/nn/shape_inference.h"

namespace scalescope {

QStringList tensorNames(const NetworkConfig& network) {
  const auto shapes = requireShapes(network, "network");
  QStringList forward{"input"};
  QStringList backward;
  bool trainedBefore = false;  // nothing before the first trained layer has gradients
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const QString layer = QString("layers.%1.").arg(i);
    QStringList gradients;
    for (const auto& parameter : shapes[i].parameters) {
      const QString name = layer + QString::fromStdString(parameter.name);
      forward << name;
      gradients << name + ".grad";
    }
    if (network.layers[i].type != LayerType::relu) {
      forward << layer + "output";
      if (trainedBefore) gradients << layer + "input.grad";
    }
    trainedBefore = trainedBefore || !shapes[i].parameters.empty();
    backward = gradients + backward;
  }
  return forward + QStringList{"loss.input.grad"} + backward;
}

}  // namespace scalescope
