"""Mixed precision as ScaleScope defines it, emulated in PyTorch: every operand and every output is rounded to a half
format and held in a wide one, so sums stay wide; gradients are rounded where they leave an operation."""

import math
from collections import namedtuple

import torch
from torch.nn import functional as F

import reference

Step = namedtuple("Step", "loss scale applied")


def rounding(half):
    """A function that rounds to `half` on the way forward, and the gradient on the way back."""

    class Round(torch.autograd.Function):
        @staticmethod
        def forward(context, x):
            return x.to(half).to(x.dtype)

        @staticmethod
        def backward(context, gradient):
            return gradient.to(half).to(gradient.dtype)

    return Round.apply


def to_tf32(x):
    """FP32 values rounded to nearest even at 10 mantissa bits; none here is near the ends of the range."""
    bits = x.contiguous().view(torch.int32)
    return ((bits + 0xfff + ((bits >> 13) & 1)) & ~0x1fff).view(torch.float32)


class OperandToTf32(torch.autograd.Function):
    """An operand of a product: rounded on the way forward alone."""

    @staticmethod
    def forward(context, x):
        return to_tf32(x)

    @staticmethod
    def backward(context, gradient):
        return gradient


class GradientToTf32(torch.autograd.Function):
    """A product's result, whose gradient is an operand of the products of backward."""

    @staticmethod
    def forward(context, y):
        return y.view_as(y)

    @staticmethod
    def backward(context, gradient):
        return to_tf32(gradient)


class DynamicScaler:
    """The rule of torch.cuda.amp.GradScaler."""

    def __init__(self, init, interval):
        self.scale = init
        self._interval = interval
        self._clean = 0

    def update(self, found_inf):
        if found_inf:
            self.scale *= 0.5
            self._clean = 0
            return
        self._clean += 1
        if self._clean == self._interval:
            self._clean = 0
            if math.isfinite(self.scale * 2.0) and self.scale * 2.0 <= torch.finfo(torch.float32).max:
                self.scale *= 2.0


class FixedScaler:
    scale = 1.0

    def update(self, found_inf):
        pass


def tf32_product(function, x, weight, bias):
    """A convolution or linear layer whose products take TF32 operands; the bias is added to their FP32 sum."""
    y = GradientToTf32.apply(function(OperandToTf32.apply(x), OperandToTf32.apply(weight), None))
    return y + bias.view([1, -1] + [1] * (y.dim() - 2))


def train(config, weights, half, scaler, order=None):
    """The steps of a mixed-precision training with FP32 masters. `order` permutes every batch: the same training with
    other orders of sums."""
    cast = rounding(half)
    network = reference.Network(config["network"]["layers"], weights, torch.float32, weight_cast=cast, output_cast=cast)
    return train_network(network, config, cast, scaler, order)


def train_tf32(config, weights, scaler, order=None):
    """The steps of an FP32 training whose products take their operands in TF32."""
    network = reference.Network(config["network"]["layers"], weights, torch.float32, product=tf32_product)
    return train_network(network, config, lambda x: x, scaler, order)


def train_network(network, config, cast, scaler, order):
    """The steps of a training; `cast` sees every batch."""
    masters = network.trained()
    update = reference.optimizer(config, masters)
    steps = []
    for pixels, labels in reference.batches(config):
        if order is not None:
            pixels, labels = pixels[order], labels[order]
        update.zero_grad()
        scale = scaler.scale
        loss = F.cross_entropy(network(cast(pixels.float())), labels)
        (loss * scale).backward()
        gradients = [master.grad for master in masters]
        found_inf = not all(torch.isfinite(gradient).all() for gradient in gradients)
        if not found_inf:
            for gradient in gradients:
                gradient.mul_(1.0 / scale)
            reference.clip(config, masters)
            update.step()
        scaler.update(found_inf)
        steps.append(Step(loss.item(), scale, not found_inf))
    return steps
