#pragma once

#include <QString>
#include <functional>
#include <vector>

#include "core/nn/network_config.h"

namespace scalescope {

/// One setting of a type of layer, as editors show it. Values travel as double; a flag is 0 or 1.
struct LayerField {
  enum class Kind { integer, number, flag };
  QString key;    ///< as in configurations: "kernel"
  QString label;  ///< "Kernel"
  QString tip;
  Kind kind = Kind::integer;
  double least = 0.0;
  double most = 0.0;
  bool always = false;  ///< written even at its default
  std::function<double(const LayerConfig&)> get;
  std::function<void(LayerConfig&, double)> set;
  std::function<double(const LayerConfig&)> fallback;  ///< what leaving it out means
};

std::vector<LayerField> fieldsOf(LayerType type);
QString titleOf(LayerType type);  ///< "Convolution 2d"
/// A layer of a type with defaults that make sense in a list: conv2d 32, 3×3.
LayerConfig freshLayer(LayerType type);

/// "out 32, kernel 3, bias off": what differs from the defaults.
QString settingsText(const LayerConfig& layer);
/// Reads such text into `layer`; on a mistake `layer` is left alone and the reason is returned.
QString readSettings(const QString& text, LayerConfig& layer);
/// Sets one field; a pool's stride follows its kernel while they are the same.
void setField(LayerConfig& layer, const LayerField& field, double value);

}  // namespace scalescope
