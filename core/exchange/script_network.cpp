#include "core/exchange/python_text.h"
#include "core/exchange/script_plan.h"
#include "core/nn/shape_inference.h"

namespace scalescope {
namespace {

constexpr const char* kLayerNorm = R"py(

class LayerNorm(nn.LayerNorm):
    """In FP32, as autocast has it on a GPU; on the processor, torch 1.13 forgets to."""

    def forward(self, x):
        with torch.autocast(x.device.type, enabled=False):
            return super().forward(x.to(self.weight.dtype))
)py";

constexpr const char* kNetwork = R"py(

class Network(nn.Module):
    """Its parameters are named as ScaleScope names them: layers.N.weight, layers.N.bias."""

    def __init__(self<<argument>>):
        super().__init__()
<<keep>>        self.layers = nn.Sequential(
<<layers>>        )
<<forward>>)py";

constexpr const char* kForward = R"py(
    def forward(self, x):
        return self.layers(x)
)py";

constexpr const char* kForwardByLayer = R"py(
    def forward(self, x):
        for index, layer in enumerate(self.layers):
            own = self.formats.get(index)  # of layers that the run's format is not for
            if own is None:
                x = layer(<<input>>)
            elif own == torch.float32:
                with torch.autocast(x.device.type, enabled=False):
                    x = layer(x.float())
            else:
                with torch.autocast(x.device.type, dtype=own):
                    x = layer(x)
        return x
)py";

constexpr const char* kReadWeights = R"py(

def read_safetensors(path):
    """Tensors by name, in FP32. The file is the length of a header, the header in JSON, and the tensors' bytes."""
    if not os.path.exists(path):
        sys.exit(f"{path} is missing: scalescope-cli init CONFIG --out {path} writes these initial weights")
    with open(path, "rb") as file:
        length, = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        body = bytearray(file.read())
    header.pop("__metadata__", None)
    types = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
    return {name: torch.frombuffer(body, dtype=types[entry["dtype"]], count=math.prod(entry["shape"]),
                                   offset=entry["data_offsets"][0]).view(entry["shape"]).float()
            for name, entry in header.items()}


def initial_network(run, weights, device):
    """The network with these weights, in the run's format."""
    model = Network(<<formats>>)
<<load>>
<<half>>    return model.to(device)
)py";

constexpr const char* kLoad = "    model.load_state_dict(weights)";

constexpr const char* kLoadWithStatistics =
    R"py(    # Running statistics are there only if the weights are those of a trained network.
    missing, unexpected = model.load_state_dict(weights, strict=False)
    missing = [name for name in missing if not name.endswith(("running_mean", "running_var", "num_batches_tracked"))]
    if missing or unexpected:
        sys.exit(f"weights of another network: missing {missing}, unexpected {unexpected}"))py";

constexpr const char* kHalf = R"py(    if run.half:
        model.half()
)py";

constexpr const char* kFormatsOfHalf = R"py(        for index in run.formats:
            model.layers[index].float()
)py";

/// "stride=2, " and so on: what differs from PyTorch's default.
std::string option(const char* name, std::int64_t value, std::int64_t usual) {
  return value == usual ? "" : std::string(", ") + name + "=" + std::to_string(value);
}

std::string padded(const LayerConfig& layer) { return option("padding", layer.padding, 0); }

std::string normOf(const Shape& input, const LayerConfig& layer) {
  return (input.size() == 3 ? "nn.BatchNorm2d(" : "nn.BatchNorm1d(") +
         std::to_string(input.front()) + ", eps=" + pythonNumber(layer.eps) +
         ", momentum=" + pythonNumber(layer.momentum) + ")";
}

std::string moduleOf(const LayerConfig& layer, const Shape& input, bool ownLayerNorm) {
  const std::string in = std::to_string(input.front());
  const std::string out = std::to_string(layer.out);
  const std::string kernel = std::to_string(layer.kernel);
  const std::string bias = layer.bias ? "" : ", bias=False";
  switch (layer.type) {
    case LayerType::conv2d:
      return "nn.Conv2d(" + in + ", " + out + ", " + kernel + option("stride", layer.stride, 1) +
             padded(layer) + option("groups", layer.groups, 1) + bias + ")";
    case LayerType::linear:
      return "nn.Linear(" + in + ", " + out + bias + ")";
    case LayerType::relu:
      return "nn.ReLU()";
    case LayerType::avgpool2d:
      return "nn.AvgPool2d(" + kernel + option("stride", layer.stride, layer.kernel) +
             padded(layer) + ")";
    case LayerType::maxpool2d:
      return "nn.MaxPool2d(" + kernel + option("stride", layer.stride, layer.kernel) +
             padded(layer) + ")";
    case LayerType::batchnorm:
      return normOf(input, layer);
    case LayerType::layernorm:
      return (ownLayerNorm ? "LayerNorm(" : "nn.LayerNorm(") + pythonList(input) +
             ", eps=" + pythonNumber(layer.eps) + ")";
    case LayerType::dropout:
      return "nn.Dropout(" + pythonNumber(layer.p) + ")";
    case LayerType::flatten:
      break;
  }
  return "nn.Flatten()";
}

/// A line for each layer, with its index and the shape of its output in a comment.
std::string layerLines(const ScriptPlan& plan, bool ownLayerNorm) {
  constexpr std::size_t kComment = 48;
  const auto shapes = requireShapes(plan.config.network, "network");
  std::string text;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    std::string line = moduleOf(plan.config.network.layers[i], shapes[i].input, ownLayerNorm) + ",";
    if (line.size() < kComment) line.resize(kComment, ' ');
    text += "            " + line + "  # " + std::to_string(i) + ": " +
            pythonList(shapes[i].output) + "\n";
  }
  return text;
}

/// Outside of autocast, a layer's weights do not follow what the layer before gives.
bool castsInputs(const ScriptPlan& plan) {
  return plan.any(
      [](const auto& run) { return run.autocast == Format::fp32 && !run.layers.empty(); });
}

std::string forward(const ScriptPlan& plan) {
  if (!plan.anyLayers()) return kForward;
  const char* input =
      castsInputs(plan)
          ? R"(x.to(layer.weight.dtype) if self.casts and hasattr(layer, "weight") else x)"
          : "x";
  return filled(kForwardByLayer, {{"input", input}});
}

}  // namespace

std::string scriptNetwork(const ScriptPlan& plan) {
  const bool ownLayerNorm = plan.anyAutocast() && plan.has(LayerType::layernorm);
  const bool casts = castsInputs(plan);
  const bool byLayer = plan.anyLayers();
  const bool ofHalf = plan.any([](const auto& run) { return run.half && !run.layers.empty(); });
  const bool statistics = plan.has(LayerType::batchnorm);
  return when(ownLayerNorm, kLayerNorm) +
         filled(kNetwork,
                {{"argument", when(byLayer, ", formats") + when(casts, ", casts")},
                 {"keep",
                  when(byLayer, "        self.formats = formats\n") +
                      when(casts, "        self.casts = casts  # there is no autocast for it\n")},
                 {"layers", layerLines(plan, ownLayerNorm)},
                 {"forward", forward(plan)}}) +
         filled(kReadWeights,
                {{"formats", when(byLayer, "run.formats") +
                                 when(casts, plan.anyAutocast() ? ", not run.autocast" : ", True")},
                 {"load", statistics ? kLoadWithStatistics : kLoad},
                 {"half", when(plan.anyHalf(), kHalf) + when(ofHalf, kFormatsOfHalf)}});
}

}  // namespace scalescope
