"""The same training in PyTorch: data, network, optimizer and clipping of a ScaleScope configuration."""

import gzip
import os

import numpy
import torch
from torch import nn
from torch.nn import functional as F

_DATA = "/usr/share/datasets/fashion-mnist"


def fashion_mnist(limit):
    """Pixels in 0 … 1 as [N, 1, 28, 28] float64, and labels, from Debian's package."""
    def read(name, header):
        with gzip.open(os.path.join(_DATA, name)) as file:
            return numpy.frombuffer(file.read(), dtype=numpy.uint8, offset=header)
    images = read("train-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)[:limit]
    labels = read("train-labels-idx1-ubyte.gz", 8)[:limit]
    return torch.from_numpy(images / 255.0), torch.from_numpy(labels.astype(numpy.int64))


def batches(config):
    """The batches that `shuffle: false` means: consecutive samples, wrapping at the end."""
    pixels, labels = fashion_mnist(config["dataset"]["train_limit"])
    size = config["batch_size"]
    for step in range(config["steps"]):
        rows = torch.arange(step * size, (step + 1) * size) % len(labels)
        yield pixels[rows], labels[rows]


class Network(nn.Module):
    """Layers of a configuration, with parameters named as ScaleScope names them. `weight_cast` sees every parameter
    on its way into an operation, `output_cast` every operation's output, `product` makes a convolution or linear layer of
    the plain function: identity here, roundings in emulation.py."""

    def __init__(self, layers, weights, dtype, weight_cast=lambda x: x, output_cast=lambda x: x,
                 product=lambda function, *operands: function(*operands)):
        super().__init__()
        self.layers = layers
        self.weight_cast = weight_cast
        self.output_cast = output_cast
        self.product = product
        self.values = {name: nn.Parameter(torch.tensor(value, dtype=dtype)) for name, value in weights.items()}

    def trained(self):
        return list(self.values.values())

    def _operands(self, index):
        names = (f"layers.{index}.weight", f"layers.{index}.bias")
        return [self.weight_cast(self.values[name]) if name in self.values else None for name in names]

    def forward(self, x):
        for index, layer in enumerate(self.layers):
            x = self.output_cast(self._apply_layer(index, layer, x))
        return x

    def _apply_layer(self, index, layer, x):
        kind = layer["type"]
        weight, bias = self._operands(index)
        if kind == "conv2d":
            def convolution(x, weight, bias):
                return F.conv2d(x, weight, bias, layer.get("stride", 1), layer.get("padding", 0),
                                groups=layer.get("groups", 1))
            return self.product(convolution, x, weight, bias)
        if kind == "linear":
            return self.product(F.linear, x, weight, bias)
        if kind in ("avgpool2d", "maxpool2d"):
            pool = F.avg_pool2d if kind == "avgpool2d" else F.max_pool2d
            return pool(x, layer["kernel"], layer.get("stride", layer["kernel"]), layer.get("padding", 0))
        if kind == "batchnorm":
            return F.batch_norm(x, None, None, weight, bias, training=True, eps=layer.get("eps", 1e-5))
        if kind == "layernorm":
            return F.layer_norm(x, weight.shape, weight, bias, layer.get("eps", 1e-5))
        if kind == "relu":
            return F.relu(x)
        if kind == "flatten":
            return x.flatten(1)
        raise ValueError(f"no such layer here: {kind}")


def optimizer(config, parameters):
    chosen = dict(config["optimizer"])
    kind = chosen.pop("type")
    return {"sgd": torch.optim.SGD, "adamw": torch.optim.AdamW}[kind](parameters, **chosen)


def clip(config, parameters):
    chosen = config.get("clip")
    if chosen:
        nn.utils.clip_grad_norm_(parameters, chosen["max"])


def train(config, weights, dtype):
    """The losses of a plain training in one format."""
    network = Network(config["network"]["layers"], weights, dtype)
    update = optimizer(config, network.trained())
    losses = []
    for pixels, labels in batches(config):
        update.zero_grad()
        loss = F.cross_entropy(network(pixels.to(dtype)), labels)
        loss.backward()
        clip(config, network.trained())
        update.step()
        losses.append(loss.item())
    return losses


def gradients(config, weights, dtype):
    """The gradients of the first batch by the names of their weights, in float64."""
    network = Network(config["network"]["layers"], weights, dtype)
    pixels, labels = next(batches(config))
    F.cross_entropy(network(pixels.to(dtype)), labels).backward()
    return {name: value.grad.double().numpy() for name, value in network.values.items()}
