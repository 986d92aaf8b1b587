#include "ui/setup/layer_fields.h"

#include <QRegularExpression>
#include <algorithm>
#include <cmath>

#include "ui/style/translation.h"

namespace scalescope {
namespace {

template <typename T>
LayerField field(const char* key, const QString& label, const QString& tip, T LayerConfig::*member,
                 double least, double most) {
  LayerField out;
  out.key = key;
  out.label = label;
  out.tip = tip;
  out.kind = std::is_same_v<T, bool>     ? LayerField::Kind::flag
             : std::is_same_v<T, double> ? LayerField::Kind::number
                                         : LayerField::Kind::integer;
  out.least = least;
  out.most = most;
  out.get = [member](const LayerConfig& layer) { return static_cast<double>(layer.*member); };
  out.set = [member](LayerConfig& layer, double value) { layer.*member = static_cast<T>(value); };
  out.fallback = [member](const LayerConfig&) {
    return static_cast<double>(LayerConfig{}.*member);
  };
  return out;
}

LayerField outField(const QString& label) {
  LayerField out = field("out", label, tr("Size of the output"), &LayerConfig::out, 1, 1 << 20);
  out.always = true;
  return out;
}

LayerField kernelField() {
  LayerField kernel =
      field("kernel", tr("Kernel"), tr("Side of the square window"), &LayerConfig::kernel, 1, 1024);
  kernel.always = true;
  return kernel;
}

LayerField biasField() {
  return field("bias", tr("Bias"), tr("Adds a trained value to every output"), &LayerConfig::bias,
               0, 1);
}

LayerField epsField() {
  return field("eps", tr("Epsilon"), tr("Added to the variance"), &LayerConfig::eps, 0.0, 1.0);
}

std::vector<LayerField> convolutionFields() {
  return {
      outField(tr("Channels")),
      kernelField(),
      field("stride", tr("Stride"), tr("Step of the window"), &LayerConfig::stride, 1, 1024),
      field("padding", tr("Padding"), tr("Zeros around the input"), &LayerConfig::padding, 0, 1024),
      field("groups", tr("Groups"), tr("Channels are split into so many independent parts"),
            &LayerConfig::groups, 1, 1 << 20),
      biasField()};
}

std::vector<LayerField> poolFields() {
  LayerField stride =
      field("stride", tr("Stride"), tr("Step of the window"), &LayerConfig::stride, 1, 1024);
  stride.fallback = [](const LayerConfig& layer) { return static_cast<double>(layer.kernel); };
  return {kernelField(), stride,
          field("padding", tr("Padding"), tr("Zeros around the input"), &LayerConfig::padding, 0,
                1024)};
}

bool isPool(LayerType type) { return type == LayerType::avgpool2d || type == LayerType::maxpool2d; }

QString valueText(const LayerField& field, double value) {
  if (field.kind == LayerField::Kind::flag) return value != 0.0 ? tr("on") : tr("off");
  return QString::number(value, 'g', 9);
}

bool readValue(const LayerField& field, const QString& text, double& value) {
  if (field.kind == LayerField::Kind::flag) {
    const bool on = text == tr("on") || text == "on" || text == "true" || text == "yes";
    value = on ? 1.0 : 0.0;
    return on || text == tr("off") || text == "off" || text == "false" || text == "no";
  }
  bool good = false;
  value = text.toDouble(&good);
  if (field.kind == LayerField::Kind::integer) good = good && value == std::floor(value);
  return good && value >= field.least && value <= field.most;
}

}  // namespace

std::vector<LayerField> fieldsOf(LayerType type) {
  switch (type) {
    case LayerType::conv2d:
      return convolutionFields();
    case LayerType::linear:
      return {outField(tr("Features")), biasField()};
    case LayerType::avgpool2d:
    case LayerType::maxpool2d:
      return poolFields();
    case LayerType::batchnorm:
      return {epsField(),
              field("momentum", tr("Momentum"), tr("Weight of a batch in the running statistics"),
                    &LayerConfig::momentum, 0.0, 1.0)};
    case LayerType::layernorm:
      return {epsField()};
    case LayerType::dropout:
      return {field("p", tr("Probability"), tr("Share of elements set to zero"), &LayerConfig::p,
                    0.0, 1.0)};
    case LayerType::relu:
    case LayerType::flatten:
      return {};
  }
  return {};
}

QString titleOf(LayerType type) {
  switch (type) {
    case LayerType::conv2d:
      return tr("Convolution 2d");
    case LayerType::linear:
      return tr("Linear");
    case LayerType::relu:
      return tr("ReLU");
    case LayerType::avgpool2d:
      return tr("Average pool 2d");
    case LayerType::maxpool2d:
      return tr("Max pool 2d");
    case LayerType::batchnorm:
      return tr("Batch norm");
    case LayerType::layernorm:
      return tr("Layer norm");
    case LayerType::dropout:
      return tr("Dropout");
    case LayerType::flatten:
      return tr("Flatten");
  }
  return {};
}

LayerConfig freshLayer(LayerType type) {
  LayerConfig layer;
  layer.type = type;
  if (type == LayerType::conv2d) {
    layer.out = 32;
    layer.kernel = 3;
  } else if (type == LayerType::linear) {
    layer.out = 10;
  } else if (isPool(type)) {
    layer.kernel = layer.stride = 2;
  }
  return layer;
}

QString settingsText(const LayerConfig& layer) {
  QStringList parts;
  for (const LayerField& field : fieldsOf(layer.type)) {
    const double value = field.get(layer);
    if (field.always || value != field.fallback(layer)) {
      parts << field.key + ' ' + valueText(field, value);
    }
  }
  return parts.join(", ");
}

QString readSettings(const QString& text, LayerConfig& layer) {
  const std::vector<LayerField> fields = fieldsOf(layer.type);
  LayerConfig read = layer;
  QStringList given;
  static const QRegularExpression separators("[\\s=:]+");
  for (const QString& part : text.split(',', Qt::SkipEmptyParts)) {
    const QStringList words = part.trimmed().split(separators, Qt::SkipEmptyParts);
    if (words.isEmpty()) continue;
    const auto found =
        std::find_if(fields.begin(), fields.end(),
                     [&words](const LayerField& field) { return field.key == words[0]; });
    if (found == fields.end())
      return tr("%1 has no setting “%2”").arg(titleOf(layer.type), words[0]);
    double value = 0.0;
    if (words.size() != 2 || !readValue(*found, words[1], value)) {
      return tr("“%1” is not a value for %2").arg(part.trimmed(), found->key);
    }
    found->set(read, value);
    given << found->key;
  }
  for (const LayerField& field : fields) {
    if (!field.always && !given.contains(field.key)) field.set(read, field.fallback(read));
  }
  layer = read;
  return {};
}

void setField(LayerConfig& layer, const LayerField& field, double value) {
  const bool strideFollows =
      isPool(layer.type) && field.key == "kernel" && layer.stride == layer.kernel;
  field.set(layer, value);
  if (strideFollows) layer.stride = layer.kernel;
}

}  // namespace scalescope
