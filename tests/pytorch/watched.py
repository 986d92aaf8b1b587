"""What tests of scalescope_torch.py share: the module, a loop that it watches, and a look into the store."""

import importlib.util
import os
import sqlite3
import sys

import torch

import amp_on_cpu as amp

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MODULE = os.path.join(ROOT, "resources", "python", "scalescope_torch.py")
SCHEMA = os.path.join(ROOT, "core", "store", "schema.sql")
sys.path.insert(0, os.path.join(ROOT, "tests", "app"))


def _load():
    spec = importlib.util.spec_from_file_location("scalescope_torch", MODULE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["scalescope_torch"] = module
    spec.loader.exec_module(module)
    return module


scalescope_torch = _load()


from program import ProgramTest  # found by the path above


class Loop:
    """A training in FP16 with a loss scale, which keeps what happens in it."""

    def __init__(self, clip=None, accumulate=1, init_scale=2.0**16, optimizer=None, model=None):
        self.model = model or amp.network()
        make = optimizer or (lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9))
        self.optimizer = make(self.model.parameters())
        self.scaler = amp.GradScaler(init_scale=init_scale, growth_interval=15)
        self.clip, self.accumulate = clip, accumulate
        self.steps = []   # (loss, scale, applied)
        self.change = lambda step, inputs: inputs
        self.before_step = lambda: None

    def train(self, count, watch=None, seed=1):
        parts = amp.batches(count * self.accumulate, seed=seed)
        for step in range(count):
            self.optimizer.zero_grad()
            for _ in range(self.accumulate):
                inputs, labels = next(parts)
                loss = amp.loss_of(self.model, self.change(step, inputs), labels) / self.accumulate
                self.scaler.scale(loss).backward()
            self.before_step()
            scale = self.scaler.get_scale()
            before = [p.detach().clone() for p in self.model.parameters()]
            if self.clip is not None:
                self.scaler.unscale_(self.optimizer)
                torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
            self.scaler.step(self.optimizer)
            self.scaler.update()
            applied = any(not torch.equal(a, b) for a, b in zip(before, self.model.parameters()))
            self.steps.append((loss.item(), scale, applied))
            if watch is not None:
                watch.step(loss)
        return self

    def weights(self):
        return [p.detach().clone() for p in self.model.parameters()]


def rows(store, query, *parameters):
    database = sqlite3.connect(store)
    try:
        return database.execute(query, parameters).fetchall()
    finally:
        database.close()


def same(one, other):
    return len(one) == len(other) and all(torch.equal(a, b) for a, b in zip(one, other))


class Watched(ProgramTest):
    def watch(self, loop, **options):
        options = {"every": 7, **options}
        return scalescope_torch.watch(loop.model, loop.optimizer, loop.scaler, store=self.store, name="amp", **options)

    def column(self, name, run=1):
        return [row[0] for row in rows(self.store, f"SELECT {name} FROM steps WHERE run_id = ? ORDER BY step", run)]

    def whole(self):
        self.assertIn("whole", self.done("check", self.store))

    def culprit(self, step):
        return self.done("culprit", "amp", "--store", self.store, "--step", step)

    def hold_gradients(self, run, step, gradients):
        for name, gradient in gradients.items():
            stored = rows(self.store, "SELECT format, elements, zeros, subnormals, infinities, nans, overflow,"
                          " underflow, amax, amin, histogram FROM tensor_stats JOIN tensors USING (run_id, tensor)"
                          " WHERE run_id = ? AND step = ? AND name = ?", run, step, name)
            self.assertEqual(len(stored), 1, name)
            form = stored[0][0]
            self.assertEqual(form, "fp32" if name.startswith("2.") else "fp16")
            counted = scalescope_torch._count(gradient, form, False)
            self.assertEqual(stored[0][1:], tuple(scalescope_torch._summary(counted, form, False)))
