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


E4M3 = (3, -6, 448.0)  # mantissa bits, least exponent, largest value
E5M2 = (2, -14, 57344.0)


def to_fp8(x, form, scale):
    """x · scale rounded to nearest even and clipped to the largest value, over scale. In double precision."""
    mantissa, least, largest = form
    scaled = x.double() * scale
    exponent = torch.clamp(torch.frexp(scaled).exponent - 1, min=least)
    unit = torch.ldexp(torch.ones_like(scaled), exponent - mantissa)
    return (torch.clamp(torch.round(scaled / unit) * unit, -largest, largest) / scale).float()


class DelayedScale:
    """A power of two that takes the largest magnitude of the last 16 passes, or of the first, into a format's range."""

    def __init__(self, form, scales):
        self._form, self._scales = form, scales
        self._history = []

    def __call__(self, x):
        if not self._scales:
            return to_fp8(x, self._form, 1.0)
        seen = self._history[-16:] or [x.abs().max().item()]
        self._history.append(x.abs().max().item())
        return to_fp8(x, self._form, 2.0 ** math.floor(math.log2(self._form[2] / max(seen))))


class OperandToFp8(torch.autograd.Function):
    """An operand of a product: rounded on the way forward alone."""

    @staticmethod
    def forward(context, x, scale):
        return scale(x)

    @staticmethod
    def backward(context, gradient):
        return gradient, None


class GradientToFp8(torch.autograd.Function):
    """A product's result, whose gradient is an operand of the products of backward."""

    @staticmethod
    def forward(context, y, scale):
        context.scale = scale
        return y.view_as(y)

    @staticmethod
    def backward(context, gradient):
        return context.scale(gradient), None


class Fp8Products:
    """Convolutions and linear layers whose products take E4M3 operands forward and E5M2 gradients backward; the bias is
    added to their FP32 sum."""

    def __init__(self, scales):
        self._scales = scales
        self._layers = {}

    def __call__(self, function, x, weight, bias):
        layer = self._layers.setdefault(weight.data_ptr(),
                                        [DelayedScale(form, self._scales) for form in (E4M3, E4M3, E5M2)])
        y = function(OperandToFp8.apply(x, layer[0]), OperandToFp8.apply(weight, layer[1]), None)
        return GradientToFp8.apply(y, layer[2]) + bias.view([1, -1] + [1] * (y.dim() - 2))


class QuantisedInput(torch.autograd.Function):
    """Integers from -127 to 127 times amax / 127; the gradient passes where nothing is clipped."""

    @staticmethod
    def forward(context, x, amax):
        scale = torch.tensor(127.0) / amax
        integer = torch.round(x * scale)
        context.save_for_backward(integer.abs() <= 127)
        return torch.clamp(integer, -127, 127) * (1.0 / scale)

    @staticmethod
    def backward(context, gradient):
        passes, = context.saved_tensors
        return torch.where(passes, gradient, torch.zeros_like(gradient)), None


class Int8Products:
    """Convolutions and linear layers that see integers: weights scaled by their own amax, inputs by that of the 16 passes
    before, the first by its own."""

    def __init__(self):
        self._histories = {}

    def __call__(self, function, x, weight, bias):
        history = self._histories.setdefault(weight.data_ptr(), [])
        seen = history[-16:] or [x.detach().abs().max()]
        history.append(x.detach().abs().max())
        return function(QuantisedInput.apply(x, max(seen)), QuantisedInput.apply(weight, weight.detach().abs().max()),
                        bias)


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


def train_fp8(config, weights, scaler, order=None):
    """The steps of an FP32 training whose products take their operands in FP8."""
    scales = config["runs"][0].get("fp8_scaling", "amax") == "amax"
    network = reference.Network(config["network"]["layers"], weights, torch.float32, product=Fp8Products(scales))
    return train_network(network, config, lambda x: x, scaler, order)


def train_int8(config, weights, scaler, order=None):
    """The steps of a quantisation-aware training in FP32."""
    network = reference.Network(config["network"]["layers"], weights, torch.float32, product=Int8Products())
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
