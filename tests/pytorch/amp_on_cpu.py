"""Mixed precision on a processor alone, for tests of what watches it: layers that compute as under autocast in FP16, and a
GradScaler that works without a GPU."""

import torch
from torch.nn import functional as F

FEATURES, CLASSES = 16, 4


class HalfLinear(torch.nn.Linear):
    """As under autocast in FP16: weight, bias, input and output are halves, sums are FP32, and the gradients of all of
    them come back through the casts."""

    def forward(self, x):
        x = x.half().float()
        return F.linear(x, self.weight.half().float(), self.bias.half().float()).half()


class Widen(torch.nn.Module):
    """ReLU of halves, of which a processor computes none."""

    def forward(self, x):
        return torch.relu(x.float())


def network(seed=0):
    torch.manual_seed(seed)
    return torch.nn.Sequential(HalfLinear(FEATURES, 32), Widen(), torch.nn.LayerNorm(32), HalfLinear(32, CLASSES))


def batches(count, size=32, seed=1):
    generator = torch.Generator().manual_seed(seed)
    centres = torch.randn(CLASSES, FEATURES, generator=generator)
    for _ in range(count):
        labels = torch.randint(0, CLASSES, (size,), generator=generator)
        yield centres[labels] + 0.3 * torch.randn(size, FEATURES, generator=generator), labels


def loss_of(model, inputs, labels):
    return F.cross_entropy(model(inputs).float(), labels)


if hasattr(torch, "amp") and hasattr(torch.amp, "GradScaler"):
    def GradScaler(**options):
        """The real one, which works on processors, too."""
        return torch.amp.GradScaler("cpu", **options)
else:
    class GradScaler(torch.cuda.amp.GradScaler):
        """The real one, but for what it leaves to a GPU."""

        def __init__(self, init_scale=2.0**16, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000):
            super().__init__(enabled=False)
            self.__dict__.update(_enabled=True, _init_scale=init_scale, _scale=None, _growth_factor=growth_factor,
                                 _backoff_factor=backoff_factor, _growth_interval=growth_interval,
                                 _init_growth_tracker=0, _growth_tracker=None)
            self._forget()

        def _forget(self):
            self._per_optimizer_states = {}

        def scale(self, outputs):
            if self._scale is None:
                self._lazy_init_scale_growth_tracker(outputs.device)
            return outputs * self._scale

        def _state(self, optimizer):
            fresh = {"stage": torch.cuda.amp.grad_scaler.OptState.READY, "found_inf_per_device": {}}
            return self._per_optimizer_states.setdefault(id(optimizer), fresh)

        def unscale_(self, optimizer):
            self._state(optimizer)
            super().unscale_(optimizer)

        def step(self, optimizer, *arguments, **options):
            self._state(optimizer)
            return super().step(optimizer, *arguments, **options)

        def _unscale_grads_(self, optimizer, inv_scale, found_inf, allow_fp16):
            for group in optimizer.param_groups:
                for parameter in group["params"]:
                    if parameter.grad is None:
                        continue
                    if not torch.isfinite(parameter.grad).all():
                        found_inf.fill_(1.0)
                    parameter.grad.mul_(inv_scale)
            return {found_inf.device: found_inf}

        def update(self, new_scale=None):
            if new_scale is not None:
                self._scale.fill_(new_scale)
            elif any(found.item() for state in self._per_optimizer_states.values()
                     for found in state["found_inf_per_device"].values()):
                self._scale.mul_(self._backoff_factor)
                self._growth_tracker.fill_(0)
            else:
                self._growth_tracker.add_(1)
                if self._growth_tracker.item() == self._growth_interval:
                    self._scale.mul_(self._growth_factor)
                    self._growth_tracker.fill_(0)
            self._forget()
