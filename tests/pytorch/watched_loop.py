"""A PyTorch training in FP16 that is watched, for a window that has its store open: STORE STEPS. It begins with a loss scale
that is too high, and each step takes a while. `spike` as a third word plants one batch a thousand times as large."""

import sys
import time

from watched import Loop, scalescope_torch

store, count = sys.argv[1], int(sys.argv[2])
loop = Loop(init_scale=2.0**24)
if "spike" in sys.argv[3:]:
    loop.change = lambda step, inputs: 1e6 * inputs if step == count // 2 else inputs


class Slow:
    """Hands on what a step tells, slowly enough to be seen."""

    def __init__(self, watch):
        self.watch = watch

    def step(self, *arguments, **options):
        self.watch.step(*arguments, **options)
        time.sleep(0.02)


with scalescope_torch.watch(loop.model, loop.optimizer, loop.scaler, store=store, name="elsewhere", every=10,
                            steps=count) as watch:
    loop.train(count, Slow(watch))
