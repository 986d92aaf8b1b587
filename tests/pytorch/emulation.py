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


def train(config, weights, half, scaler, reverse=False):
    """The steps of a mixed-precision training with FP32 masters. `reverse` turns every batch round: the same training with other orders of
    sums."""
    cast = rounding(half)
    network = reference.Network(config["network"]["layers"], weights, torch.float32, weight_cast=cast, output_cast=cast)
    masters = network.trained()
    update = reference.optimizer(config, masters)
    steps = []
    for pixels, labels in reference.batches(config):
        if reverse:
            pixels, labels = pixels.flip(0), labels.flip(0)
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
