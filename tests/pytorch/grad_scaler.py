"""torch.amp.GradScaler's interface and rule (torch 2.3 and later), for the processor under a torch that has it for CUDA
alone. Refuses calls in a wrong order, as that does."""

import contextlib
import math

import torch


class GradScaler:
    made = 0

    def __init__(self, device="cuda", init_scale=2.0**16, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000,
                 enabled=True):
        assert device == "cpu" and enabled and growth_factor > 1.0 and backoff_factor < 1.0
        self._scale = torch.tensor(init_scale, dtype=torch.float32)
        self._growth, self._backoff, self._interval = growth_factor, backoff_factor, growth_interval
        self._clean, self._stage, self._found_inf = 0, "ready", None
        GradScaler.made += 1

    def get_scale(self):
        return self._scale.item()

    def scale(self, loss):
        return loss * self._scale

    def unscale_(self, optimizer):
        if self._stage != "ready":
            raise RuntimeError("unscale_() has already been called on this optimizer since the last update().")
        gradients = [p.grad for group in optimizer.param_groups for p in group["params"]]
        if any(gradient.dtype == torch.float16 for gradient in gradients):
            raise ValueError("Attempting to unscale FP16 gradients.")
        self._found_inf = not all(gradient.isfinite().all() for gradient in gradients)
        inverse = self._scale.double().reciprocal().float()
        for gradient in gradients:
            gradient.mul_(inverse)
        self._stage = "unscaled"

    def step(self, optimizer):
        if self._stage == "stepped":
            raise RuntimeError("step() has already been called since the last update().")
        if self._stage == "ready":
            self.unscale_(optimizer)
        if not self._found_inf:
            optimizer.step()
        self._stage = "stepped"

    def update(self):
        assert self._found_inf is not None, "No inf checks were recorded prior to update."
        if self._found_inf:
            self._scale = (self._scale.double() * self._backoff).float()
            self._clean = 0
        else:
            self._clean += 1
            if self._clean == self._interval:
                grown = (self._scale.double() * self._growth).float()
                self._scale = grown if math.isfinite(grown.item()) else self._scale
                self._clean = 0
        self._stage, self._found_inf = "ready", None

    @classmethod
    @contextlib.contextmanager
    def in_torch(cls):
        """torch has it while this lasts, and has to be asked for it."""
        own = getattr(torch.amp, "GradScaler", None)
        torch.amp.GradScaler, made = cls, cls.made
        try:
            yield
        finally:
            if own is None:
                del torch.amp.GradScaler
            else:
                torch.amp.GradScaler = own
        assert cls.made > made, "the script has made no GradScaler"
