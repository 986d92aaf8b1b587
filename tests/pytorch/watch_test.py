"""Training loops of PyTorch that scalescope_torch.py watches: it changes no bit, and what it records is what happened."""

import contextlib
import json
import math
import sqlite3
import sys
import unittest
import unittest.mock
import warnings

import torch

import amp_on_cpu as amp
from watched import Loop, Watched, rows, same, scalescope_torch as module
from program import ProgramTest

warnings.filterwarnings("ignore", message=".*lr_scheduler.step.*")


def adam(parameters):
    return torch.optim.AdamW(parameters, lr=0.01, weight_decay=0.1)


class ChangesNothing(Watched):
    def hold(self, **options):
        plain = Loop(**options).train(60)
        loop = Loop(**options)
        watch = self.watch(loop)
        loop.train(60, watch)
        watch.close()
        self.assertTrue(same(plain.weights(), loop.weights()))
        self.assertEqual(plain.steps, loop.steps)
        self.whole()
        self.assertEqual(self.column("loss"), [loss for loss, _, _ in loop.steps])
        self.assertEqual(self.column("scale"), [scale for _, scale, _ in loop.steps])
        self.assertEqual(self.column("applied"), [int(applied) for _, _, applied in loop.steps])
        self.assertEqual(self.column("found_inf"), [int(not applied) for _, _, applied in loop.steps])
        return loop

    def test_with_a_scale_that_overflows(self):
        loop = self.hold(init_scale=2.0**24)
        self.assertIn(False, [applied for _, _, applied in loop.steps])

    def test_with_clipping(self):
        self.hold(init_scale=2.0**24, clip=0.5)

    def test_with_accumulated_gradients(self):
        loop = self.hold(accumulate=3)
        self.assertEqual(self.column("samples")[-1], 60 * 3 * 32)
        elements = rows(self.store, "SELECT elements FROM tensor_stats JOIN tensors USING (run_id, tensor)"
                                    " WHERE step = 0 AND name = '0.output'")
        self.assertEqual(elements, [(3 * 32 * loop.model[0].out_features,)])

    def test_with_adam(self):
        self.hold(optimizer=adam, init_scale=2.0**20)

    def test_even_if_counting_fails(self):
        def fail(*_):
            raise RuntimeError("out of memory")

        loop = Loop()
        watch = self.watch(loop)
        loop.train(5, watch)
        with unittest.mock.patch.object(module, "_count", fail), self.assertWarnsRegex(UserWarning, "out of memory"):
            loop.train(5, watch, seed=2)
        watch.close()
        expected = Loop().train(5).train(5, seed=2)
        self.assertTrue(same(expected.weights(), loop.weights()))
        self.assertEqual(len(self.column("step")), 10)
        self.assertEqual(rows(self.store, "SELECT count(*) FROM events WHERE kind = 'note'"), [(1,)])
        self.whole()

    def test_and_leaves_nothing_behind(self):
        loop = Loop()
        hooks = lambda: [len(m._forward_hooks) + len(m._forward_pre_hooks) for m in loop.model.modules()]
        before = (hooks(), set(vars(loop.scaler)), set(vars(loop.optimizer)))
        watch = self.watch(loop)
        self.assertNotEqual(before[0], hooks())
        watch.close()
        loop.train(1)
        self.assertEqual(before, (hooks(), set(vars(loop.scaler)), set(vars(loop.optimizer))))
        watch.step(0.0)
        watch.evaluation(1.0)
        self.assertEqual(rows(self.store, "SELECT count(*) FROM steps"), [(0,)])


class Records(Watched):
    def test_norms_and_rates(self):
        loop = Loop(clip=0.1, init_scale=2.0**8)
        scheduler = torch.optim.lr_scheduler.StepLR(loop.optimizer, 1, gamma=0.9)
        watch = self.watch(loop)
        norms = []

        def before_step():
            scaled = torch.cat([p.grad.double().flatten() for p in loop.model.parameters()])
            norms.append((scaled.norm() / loop.scaler.get_scale()).item())

        loop.before_step = before_step
        for seed in range(10):
            loop.train(1, watch, seed)
            scheduler.step()
        watch.close()
        for measured, expected in zip(self.column("grad_norm"), norms):
            self.assertAlmostEqual(measured / expected, 1.0, 5)
        for step, rate in enumerate(self.column("learning_rate")):
            self.assertAlmostEqual(rate, 0.1 * 0.9**step)
        times = self.column("wall_time")
        self.assertEqual(times, sorted(times))
        self.assertTrue(all(ms > 0 for ms in self.column("step_ms")))

    def test_gradients_as_the_backward_pass_left_them(self):
        for clip in (None, 0.01):
            loop = Loop(clip=clip, init_scale=2.0**22)
            watch = self.watch(loop)
            kept = []
            loop.before_step = lambda: kept.append({name + ".grad": parameter.grad.clone()
                                                    for name, parameter in loop.model.named_parameters()})
            loop.train(12, watch)
            watch.close()
            skipped = [step for step, (_, _, applied) in enumerate(loop.steps) if not applied]
            self.assertTrue(skipped)
            for step in skipped + [7]:
                self.hold_gradients(watch.run, step, kept[step])
            for step in skipped:
                bad = sum(int((~torch.isfinite(each)).sum()) for each in kept[step].values())
                self.assertEqual(self.column("overflow", watch.run)[step], bad)

    def test_weights_that_the_step_led_to(self):
        loop = Loop()
        watch = self.watch(loop)
        loop.train(8, watch)
        watch.close()
        expected = module._summary(module._count(loop.model[0].weight, "fp16", False), "fp16", False, cast=True)
        stored = rows(self.store, "SELECT amax, histogram, overflow, underflow FROM tensor_stats JOIN tensors USING (run_id,"
                                  " tensor) WHERE step = 7 AND name = '0.weight' AND role = 'weight'")
        self.assertEqual(stored, [(expected.amax, expected.histogram, expected.overflow, expected.underflow)])

    def test_tensors_in_order_of_computation(self):
        loop = Loop()
        watch = self.watch(loop)
        loop.train(2, watch)
        watch.close()
        order = [name for name, in rows(self.store, "SELECT name FROM tensors ORDER BY position")]
        self.assertEqual(order, [
            "input", "0.output", "1.output", "2.output", "3.output",
            "3.output.grad", "3.weight.grad", "3.bias.grad", "2.output.grad", "2.weight.grad", "2.bias.grad",
            "1.output.grad", "0.output.grad", "0.weight.grad", "0.bias.grad",
            "0.weight", "0.bias", "2.weight", "2.bias", "3.weight", "3.bias"])

    def test_what_is_told_of_the_run(self):
        loop = Loop(optimizer=adam)
        watch = self.watch(loop, config={"arch": "mlp", "odd": math.nan}, clip=1.0, tags=["a", "b"], notes="why",
                           seed=5, steps=9)
        loop.train(2, watch)
        watch.evaluation(0.5, 0.75)
        watch.close()
        details = json.loads(rows(self.store, "SELECT details FROM runs")[0][0])
        self.assertEqual(details["scaler"], {"kind": "dynamic", "preset": "pytorch", "init": 65536.0, "growth": 2.0,
                                             "backoff": 0.5, "interval": 15})
        self.assertEqual(details["optimizer"], {"type": "adamw", "lr": 0.01, "weight_decay": 0.1, "beta1": 0.9,
                                                "beta2": 0.999, "eps": 1e-8})
        self.assertEqual(details["clip"], {"by": "norm", "max": 1.0, "when": "after-unscale"})
        self.assertEqual((details["arch"], details["odd"], details["seed"]), ("mlp", "nan", 5))
        self.assertEqual(rows(self.store, "SELECT precision, scaler, backend, state, steps_done, planned_steps FROM runs"
                                          " JOIN experiments e ON e.id = experiment_id"),
                         [("fp16-autocast", "dynamic (pytorch, edited)", "cpu", "finished", 2, 9)])
        self.assertEqual(rows(self.store, "SELECT tag FROM tags ORDER BY tag"), [("a",), ("b",)])
        self.assertEqual(rows(self.store, "SELECT step, loss, accuracy FROM evaluations"), [(2, 0.5, 0.75)])

    def columns(self):
        return json.loads(rows(self.store, "SELECT details FROM runs ORDER BY id DESC LIMIT 1")[0][0])["step_columns"]

    def filled(self):
        """Columns of the newest run's steps that hold a value."""
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            table = database.execute("SELECT * FROM steps WHERE run_id = (SELECT max(id) FROM runs)")
            names = [each[0] for each in table.description]
            values = list(zip(*table.fetchall()))
        return [name for name, column in zip(names, values)
                if name not in ("run_id", "nan_mask") and set(column) != {None}]

    def test_which_columns_are_measured(self):
        loop = Loop()
        watch = self.watch(loop, config={"step_columns": "mine"})
        self.assertEqual(self.columns(), ["step"])
        loop.train(2, watch)
        self.assertTrue(watch.flush())
        usual = ["step", "loss", "scale", "grad_norm", "learning_rate", "step_ms", "wall_time", "found_inf", "applied",
                 "overflow", "samples"]
        self.assertEqual(self.columns(), usual)
        for inputs, labels in amp.batches(1):
            loop.scaler.scale(amp.loss_of(loop.model, inputs, labels)).backward()
            loop.scaler.step(loop.optimizer)
            loop.scaler.update()
            watch.step(accuracy=0.5)
        loop.train(300, watch)
        watch.close()
        self.assertEqual(self.columns(), usual[:5] + ["accuracy"] + usual[5:])
        self.assertEqual(self.columns(), self.filled())

    def test_a_nan_is_measured_and_a_loss_that_nobody_told_is_not(self):
        for loss in (math.nan, None):
            loop = Loop()
            with self.watch(loop) as watch:
                for seed in range(2):
                    loop.train(1, seed=seed)
                    watch.step(loss)
            self.assertEqual("loss" in self.columns(), loss is not None)

    def test_without_an_optimizer_the_scale_is_not_measured(self):
        loop = Loop()
        with module.watch(loop.model, store=self.store, batch_size=4) as watch:
            loop.train(2, watch)
        self.assertEqual(self.columns(), ["step", "loss", "step_ms", "wall_time", "samples"])

    def test_runs_of_one_experiment(self):
        for seed in range(2):
            loop = Loop()
            watch = self.watch(loop, experiment="seeds", seed=seed)
            loop.train(2, watch)
            watch.close()
        self.assertEqual(rows(self.store, "SELECT experiment, name, position FROM run_list ORDER BY run_id"),
                         [("seeds", "amp", 0), ("seeds", "amp 2", 1)])
        self.whole()


class Overflows(Watched):
    def test_the_first_tensor_is_named_at_any_step(self):
        loop = Loop(clip=1.0, init_scale=2.0**10)
        loop.change = lambda step, inputs: inputs * (1e5 if step == 24 else 1.0)
        watch = self.watch(loop, every=50)
        loop.train(30, watch)
        watch.close()
        self.whole()
        self.assertEqual([step for step, (_, _, applied) in enumerate(loop.steps) if not applied], [24])
        said = self.culprit(24)
        self.assertIn("Input spike", said)
        self.assertIn("0.output", said)
        self.assertIn("than in step 23" if "than in" in said else "as in step 23", said)
        kinds = rows(self.store, "SELECT step, kind, message FROM events ORDER BY id")
        self.assertIn((24, "scale-change", "scale backed off from 2048 to 1024"), kinds)
        overflow = [message for step, kind, message in kinds if kind == "overflow"]
        self.assertEqual(len(overflow), 1)
        self.assertIn("first non-finite tensor 0.output", overflow[0])
        # What follows is looked at closely, whatever `every` says.
        self.assertIn((25,), rows(self.store, "SELECT step FROM statistics_steps"))

    def test_a_scale_too_high_is_the_scales_doing(self):
        loop = Loop(init_scale=2.0**26)
        watch = self.watch(loop)
        loop.train(30, watch)
        watch.close()
        self.assertIn("Loss scale too high", self.culprit(0))
        self.assertIn("3.output.grad", self.culprit(0))

    def test_a_scale_that_collapses(self):
        loop = Loop(init_scale=2.0**-120)
        loop.change = lambda step, inputs: inputs * math.nan
        watch = self.watch(loop)
        loop.train(40, watch)
        watch.close()
        self.assertEqual(len(rows(self.store, "SELECT 1 FROM events WHERE kind = 'collapse'")), 1)
        self.assertEqual(rows(self.store, "SELECT count(*) FROM steps WHERE nan_mask & 1"), [(40,)])
        self.whole()


class GradientsThatAreChangedBeforeTheyAreUnscaled(Watched):
    """As by clipping too early: watch.gradients() tells what they were."""

    def train(self, change, tell=True, count=24, **options):
        """The loop, its watch, and for each step the scaled gradients before the change."""
        loop = Loop(**{"init_scale": 2.0**22, **options})
        watch = self.watch(loop)
        kept = []

        def before_step():
            kept.append({name + ".grad": p.grad.clone() for name, p in loop.model.named_parameters()})
            if tell:
                watch.gradients()
            change(loop)

        loop.before_step = before_step
        loop.train(count, watch)
        watch.close()
        self.whole()
        return loop, watch, kept

    def hold_norms(self, loop, watch, kept):
        """Of the steps whose gradients were finite; there are others."""
        norms = self.column("grad_norm", watch.run)
        bad = 0
        for norm, (_, scale, _), gradients in zip(norms, loop.steps, kept):
            truth = torch.cat([each.double().flatten() for each in gradients.values()]).norm().item() / scale
            if math.isfinite(truth):
                self.assertAlmostEqual(norm / truth, 1.0, 5)
            else:
                self.assertFalse(norm is not None and math.isfinite(norm))
                bad += 1
        self.assertTrue(0 < bad < len(norms) // 2)

    @staticmethod
    def clip(loop, largest=1.0):
        torch.nn.utils.clip_grad_norm_(loop.model.parameters(), largest)

    def hold_clipped(self, change, **options):
        plain = Loop(init_scale=2.0**22, **options)
        plain.before_step = lambda: change(plain)
        plain.train(24)
        loop, watch, kept = self.train(change, **options)
        self.assertTrue(same(plain.weights(), loop.weights()))
        self.assertEqual(plain.steps, loop.steps)
        self.assertEqual(self.column("scale", watch.run), [scale for _, scale, _ in loop.steps])
        self.assertEqual(self.column("applied", watch.run), [int(applied) for _, _, applied in loop.steps])
        self.hold_norms(loop, watch, kept)
        skipped = [step for step, (_, _, applied) in enumerate(loop.steps) if not applied]
        self.assertTrue(skipped)
        for step in skipped + [0, 7, 14, 21]:  # skipped ones on steps that are due, and on others
            self.hold_gradients(watch.run, step, kept[step])
        self.assertEqual(self.column("overflow", watch.run), [self.not_finite(each) for each in kept])
        self.assertEqual(self.column("found_inf", watch.run), [int(not applied) for _, _, applied in loop.steps])

    @staticmethod
    def not_finite(gradients):
        return sum(int((~torch.isfinite(each)).sum()) for each in gradients.values())

    def test_by_clipping(self):
        self.hold_clipped(self.clip)

    def test_by_clipping_and_unscaled_by_hand_then(self):
        self.hold_clipped(self.clip, clip=0.01)

    @unittest.skipUnless(hasattr(torch, "compile"), "fused optimizers need CUDA in this PyTorch")
    def test_by_clipping_where_the_optimizer_unscales(self):
        self.hold_clipped(self.clip, optimizer=lambda parameters: torch.optim.Adam(parameters, lr=0.01, fused=True))

    def test_they_are_what_the_scaler_sees_where_nobody_tells(self):
        loop, watch, _ = self.train(self.clip, tell=False)
        for norm, (_, scale, applied) in zip(self.column("grad_norm", watch.run), loop.steps):
            self.assertTrue(not applied or norm < 1.001 / scale)

    def test_by_clipping_values_which_hides_infinities_from_the_scaler(self):
        loop, watch, kept = self.train(lambda loop: torch.nn.utils.clip_grad_value_(loop.model.parameters(), 1.0),
                                       init_scale=2.0**24, count=16)
        bad = [self.not_finite(each) for each in kept]
        hidden = [step for step, (_, _, applied) in enumerate(loop.steps) if applied and bad[step]]
        self.assertTrue(hidden)
        self.assertEqual(self.column("overflow", watch.run), bad)
        for step in hidden:
            self.hold_gradients(watch.run, step, kept[step])
            self.assertEqual([self.column(name, watch.run)[step] for name in ("found_inf", "applied")], [0, 1])
            self.assertFalse(math.isfinite(self.column("grad_norm", watch.run)[step] or math.nan))

    def test_where_they_are_unscaled_already(self):
        def unseen(loop):
            type(loop.scaler).unscale_(loop.scaler, loop.optimizer)

        def seen(loop):
            loop.scaler.unscale_(loop.optimizer)

        for unscale in (unseen, seen):
            def change(loop, unscale=unscale):
                unscale(loop)
                module._open[-1].gradients()  # the newest watch
                self.clip(loop, 0.01)

            loop, watch, kept = self.train(change, tell=False)
            self.hold_norms(loop, watch, kept)
            skipped = [step for step, (_, _, applied) in enumerate(loop.steps) if not applied]
            for step in skipped + [7, 14]:
                self.hold_gradients(watch.run, step, kept[step])

    def test_with_a_scaler_that_scales_nothing(self):
        model = amp.network()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        norms = []
        with module.watch(model, optimizer, amp.GradScaler(), store=self.store) as watch:
            for inputs, labels in amp.batches(4):
                optimizer.zero_grad()
                loss = amp.loss_of(model, inputs, labels)
                loss.backward()
                watch.gradients()
                norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), 1e-3).item())
                optimizer.step()
                watch.step(loss)
        self.assertEqual(self.column("scale"), [1.0] * 4)
        for measured, expected in zip(self.column("grad_norm"), norms):
            self.assertAlmostEqual(measured / expected, 1.0, 5)

    def test_where_the_loop_then_skips_the_step(self):
        loop = Loop(init_scale=2.0**8)
        with self.watch(loop) as watch:
            for step, (inputs, labels) in enumerate(amp.batches(6)):
                loop.optimizer.zero_grad()
                loss = amp.loss_of(loop.model, inputs, labels)
                loop.scaler.scale(loss).backward()
                watch.gradients()
                self.clip(loop)
                if step != 3:
                    loop.scaler.step(loop.optimizer)
                    loop.scaler.update()
                watch.step(loss)
        self.assertEqual(self.column("applied"), [1, 1, 1, 0, 1, 1])
        self.assertEqual(self.column("found_inf"), [0] * 6)
        self.assertEqual(self.column("scale"), [2.0**8] * 6)
        self.assertTrue(all(norm > 0.01 for norm in self.column("grad_norm")))

    def test_whose_norms_stay_on_their_device(self):
        """As on CUDA, where of a gradient that was not counted its norm tells whether it was finite."""
        def on_device(gradients):
            norms = [torch.linalg.vector_norm(each) for each in gradients]
            return norms, module._totals(norms)

        def put(watch, key, value):
            watch._step.scalars[key] = value if isinstance(value, torch.Tensor) else float(value)

        with unittest.mock.patch.object(module, "_norms", on_device), \
                unittest.mock.patch.object(module.Watch, "_put", put):
            loop, watch, kept = self.train(self.clip)
        self.hold_norms(loop, watch, kept)
        applied = [each for _, _, each in loop.steps]
        sparse = [step for step in range(24) if not applied[step] and step % 7 and applied[step - 1]]
        self.assertTrue(sparse)
        for step in sparse:
            stored = rows(self.store, "SELECT name, elements FROM tensor_stats JOIN tensors USING (run_id, tensor)"
                                      " WHERE run_id = ? AND step = ? AND role = 'gradient'"
                                      " AND name NOT LIKE '%output.grad'",
                          watch.run, step)
            self.assertEqual(sorted(stored), sorted((name, 1) for name, each in kept[step].items()
                                                    if not torch.isfinite(each).all()))

    @unittest.skipUnless(torch.cuda.is_available(), "no CUDA device")
    def test_on_a_gpu(self):
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Linear(16, 32), torch.nn.ReLU(), torch.nn.Linear(32, 4)).cuda()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        scaler = torch.cuda.amp.GradScaler(init_scale=2.0**10)
        norms = []
        with module.watch(model, optimizer, scaler, store=self.store, every=5) as watch:
            for inputs, labels in amp.batches(12):
                optimizer.zero_grad()
                with torch.autocast("cuda", dtype=torch.float16):
                    loss = amp.loss_of(model, inputs.cuda(), labels.cuda())
                scaler.scale(loss).backward()
                watch.gradients()
                norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0).item() / scaler.get_scale())
                scaler.step(optimizer)
                scaler.update()
                watch.step(loss)
        for measured, expected in zip(self.column("grad_norm"), norms):
            self.assertAlmostEqual(measured / expected, 1.0, 4)


class OtherLoops(Watched):
    def train(self, model, optimizer, count, watch, closure=False):
        for inputs, labels in amp.batches(count):
            optimizer.zero_grad()
            if closure:
                def again(inputs=inputs, labels=labels):
                    optimizer.zero_grad()
                    loss = amp.loss_of(model, inputs, labels)
                    loss.backward()
                    return loss
                loss = optimizer.step(again)
            else:
                loss = amp.loss_of(model, inputs, labels)
                loss.backward()
                optimizer.step()
            if watch:
                watch.step(loss)

    def hold(self, make, scaler=None, closure=False, **options):
        weights = []
        for watching in (False, True):
            torch.manual_seed(0)
            model = torch.nn.Sequential(torch.nn.Linear(16, 8), torch.nn.ReLU(inplace=True), torch.nn.Linear(8, 4))
            optimizer = make(model.parameters())
            watch = module.watch(model, optimizer, scaler, store=self.store, every=5, **options) if watching else None
            self.train(model, optimizer, 12, watch, closure)
            if watch:
                watch.close()
            weights.append([p.detach().clone() for p in model.parameters()])
        self.assertTrue(same(*weights))
        self.whole()
        self.assertEqual(self.column("step"), list(range(12)))
        self.assertTrue(all(norm > 0 for norm in self.column("grad_norm")))
        self.assertEqual(set(self.column("scale")), {1.0})

    def test_without_a_scaler(self):
        self.hold(lambda parameters: torch.optim.SGD(parameters, lr=0.1))
        self.assertEqual(rows(self.store, "SELECT precision, scaler FROM runs"), [("fp32", "none")])

    def test_with_a_scaler_that_is_disabled(self):
        self.hold(lambda parameters: torch.optim.SGD(parameters, lr=0.1), torch.cuda.amp.GradScaler(enabled=False))

    def test_with_a_closure(self):
        self.hold(lambda parameters: torch.optim.LBFGS(parameters, lr=0.1, max_iter=3), closure=True)

    def test_in_bf16(self):
        model = torch.nn.Sequential(torch.nn.Linear(16, 8), torch.nn.Linear(8, 4))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        watch = module.watch(model, optimizer, store=self.store)
        for inputs, labels in amp.batches(3):
            optimizer.zero_grad()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = amp.loss_of(model, inputs, labels)
            loss.backward()
            optimizer.step()
            watch.step(loss)
        watch.close()
        self.assertEqual(rows(self.store, "SELECT precision FROM runs"), [("bf16-mixed",)])
        self.assertEqual(dict(rows(self.store, "SELECT name, format FROM tensors"))["0.weight.grad"], "bf16")

    def test_gradients_that_are_not_finite_without_a_scaler(self):
        model = torch.nn.Linear(16, 4)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        with module.watch(model, optimizer, store=self.store, name="amp", every=0) as watch:
            for step, (inputs, labels) in enumerate(amp.batches(8)):
                optimizer.zero_grad()
                loss = amp.loss_of(model, inputs * (math.nan if step == 2 else 1.0), labels)
                loss.backward()
                optimizer.step()
                watch.step(loss)
        self.assertEqual(self.column("found_inf"), [0, 0, 1, 1, 1, 1, 1, 1])
        self.assertEqual(self.column("applied"), [1] * 8)
        self.assertIn("comes from the data", self.culprit(2))
        # Whatever step is asked about, it is the one that broke the weights that is told of.
        for step in 3, 4, 7:
            self.assertIn("Step 2 was applied although its gradients were not finite", self.culprit(step))

    def test_what_a_step_is_told_may_come_from_numpy_or_make_no_sense(self):
        told = [torch.tensor(8), 31.5, 2**63, -1, math.nan, "many", None, 32]
        model = torch.nn.Linear(16, 4)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        with warnings.catch_warnings(record=True) as said, \
                module.watch(model, optimizer, store=self.store, name="amp", every=0) as watch:
            warnings.simplefilter("always")
            for samples, (inputs, labels) in zip(told, amp.batches(len(told))):
                optimizer.zero_grad()
                loss = amp.loss_of(model, inputs, labels)
                loss.backward()
                optimizer.step()
                watch.step(loss, samples=samples, accuracy=2 if samples == "many" else torch.tensor(0.5))
        self.assertEqual(self.column("samples"), [8 + 32 * i for i in range(len(told))], "that of the inputs else")
        self.assertEqual(self.column("accuracy"), [0.5] * 5 + [None] + [0.5] * 2)
        self.assertEqual(sorted(str(each.message).split(":")[1].strip() for each in said), ["accuracy", "samples"])
        self.whole()

    def test_several_optimizers(self):
        model = amp.network()
        optimizers = [torch.optim.SGD(model[0].parameters(), lr=0.1), torch.optim.Adam(model[3].parameters(), lr=0.01)]
        scaler = amp.GradScaler()
        watch = module.watch(model, optimizers, scaler, store=self.store)
        norms = []
        for inputs, labels in amp.batches(5):
            model.zero_grad()
            scaler.scale(amp.loss_of(model, inputs, labels)).backward()
            watch.step()  # a call too early is no step
            own = [p.grad.double().flatten() for index in (0, 3) for p in model[index].parameters()]
            norms.append(torch.cat(own).norm().item() / scaler.get_scale())
            for optimizer in optimizers:
                scaler.step(optimizer)
            scaler.update()
            watch.step()
        watch.close()
        self.assertEqual(self.column("learning_rate"), [0.1] * 5, "of the first")
        self.assertEqual(self.column("loss"), [None] * 5)
        for measured, expected in zip(self.column("grad_norm"), norms):
            self.assertAlmostEqual(measured / expected, 1.0, 5)

    @unittest.skipUnless(hasattr(torch, "compile"), "fused optimizers need CUDA in this PyTorch")
    def test_an_optimizer_that_unscales_by_itself(self):
        def fused(parameters):
            return torch.optim.Adam(parameters, lr=0.01, fused=True)

        plain, loop = (Loop(optimizer=fused, init_scale=2.0**24) for _ in range(2))
        plain.train(30)
        watch = self.watch(loop)
        loop.train(30, watch)
        watch.close()
        self.assertTrue(same(plain.weights(), loop.weights()))
        self.assertEqual(self.column("applied"), [int(applied) for _, _, applied in loop.steps])
        self.assertIn(0, self.column("applied"))
        for applied, overflow, norm in zip(*map(self.column, ("applied", "overflow", "grad_norm"))):
            self.assertEqual(overflow == 0, bool(applied))
            self.assertEqual(norm is not None and math.isfinite(norm), bool(applied))

    @unittest.skipUnless(hasattr(torch, "compile"), "this PyTorch compiles nothing")
    def test_a_compiled_model(self):
        model = torch.compile(torch.nn.Sequential(torch.nn.Linear(16, 8), torch.nn.Linear(8, 4)), backend="eager")
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        with self.assertWarnsRegex(UserWarning, "torch.compile"):
            watch = module.watch(model, optimizer, store=self.store)
        self.train(model, optimizer, 3, watch)
        watch.close()
        names = {name for name, in rows(self.store, "SELECT name FROM tensors")}
        self.assertEqual(names, {"input", "0.weight", "0.bias", "1.weight", "1.bias", "0.weight.grad", "0.bias.grad",
                                 "1.weight.grad", "1.bias.grad"})

    @unittest.skipUnless(torch.cuda.is_available(), "no CUDA device")
    def test_on_a_gpu(self):
        losses = []
        for watching in (False, True):
            torch.manual_seed(0)
            model = torch.nn.Sequential(torch.nn.Linear(16, 32), torch.nn.ReLU(), torch.nn.Linear(32, 4)).cuda()
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            scaler = torch.cuda.amp.GradScaler(init_scale=2.0**24)
            watch = module.watch(model, optimizer, scaler, store=self.store, every=5) if watching else None
            for inputs, labels in amp.batches(30):
                optimizer.zero_grad()
                with torch.autocast("cuda", dtype=torch.float16):
                    loss = amp.loss_of(model, inputs.cuda(), labels.cuda())
                scaler.scale(loss).backward()
                scaler.unscale_(optimizer)
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                scaler.step(optimizer)
                scaler.update()
                losses.append(loss.item())
                if watch:
                    watch.step(loss)
        watch.close()
        self.assertEqual(losses[:30], losses[30:])
        self.assertEqual(self.column("loss"), losses[:30])
        self.whole()


if __name__ == "__main__":
    ProgramTest.program = sys.argv.pop(1)
    unittest.main(verbosity=2)
