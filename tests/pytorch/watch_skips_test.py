"""Training loops of PyTorch that themselves leave out a step, or go on from a scaler's state: what is recorded of them."""

import json
import math
import sys
import unittest
import unittest.mock

import torch

import amp_on_cpu as amp
from watched import Loop, Watched, rows, scalescope_torch as module
from program import ProgramTest


class SkippedByTheLoop(Watched):
    """Loops that leave out optimizer.step() by themselves, and those that only look like it."""

    BAD = 3

    def train(self, loop, count=7, bad=BAD, scaler=None, **options):
        """What a loop is given: the step's number, its loss, whether that is finite, model, optimizer, watch."""
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Linear(16, 8), torch.nn.ReLU(), torch.nn.Linear(8, 4))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        watch = module.watch(model, optimizer, scaler, store=self.store, name="amp", **{"every": 0, **options})
        told = []
        for step, (inputs, labels) in enumerate(amp.batches(count)):
            def forward(inputs=inputs * (math.nan if step == bad else 1.0), labels=labels):
                told.append(amp.loss_of(model, inputs, labels))
                return told[-1]
            loop(step, forward, model, optimizer, watch)
        watch.close()
        self.whole()
        return watch.run, [loss.item() for loss in told]

    def events(self, run):
        return rows(self.store, "SELECT step, kind, message FROM events WHERE run_id = ?", run)

    def hold_skipped(self, loop, message="of the gradients not finite", **options):
        run, told = self.train(loop, **options)
        for column, expected in (("step", list(range(7))), ("applied", [int(step != self.BAD) for step in range(7)]),
                                 ("found_inf", [int(step == self.BAD) for step in range(7)]),
                                 ("samples", [32 * (step + 1) for step in range(7)]),
                                 ("nan_mask & 1", [int(step == self.BAD) for step in range(7)]),
                                 ("loss", [None if math.isnan(loss) else loss for loss in told])):
            self.assertEqual(self.column(column, run), expected, (loop.__name__, column))
        norms = self.column("grad_norm", run)
        self.assertTrue(all(norms[:self.BAD] + norms[self.BAD + 1:]))
        (step, kind, said), = self.events(run)
        self.assertEqual((step, kind, said[:9]), (self.BAD, "overflow", "skipped: "))
        self.assertIn(message, said)
        self.assertIn("first non-finite tensor input", said)

    @staticmethod
    def cleared_first(step, forward, model, optimizer, watch):
        optimizer.zero_grad()
        loss = forward()
        loss.backward()
        if torch.isfinite(loss):
            optimizer.step()
        watch.step(loss)

    @staticmethod
    def cleared_after_the_forward_pass(step, forward, model, optimizer, watch):
        loss = forward()
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        if torch.isfinite(loss):
            optimizer.step()
        watch.step(loss)

    @staticmethod
    def cleared_last(step, forward, model, optimizer, watch):
        loss = forward()
        loss.backward()
        if torch.isfinite(loss):
            optimizer.step()
        optimizer.zero_grad(set_to_none=step % 2 == 0)
        watch.step(loss)

    @staticmethod
    def looked_at(step, forward, model, optimizer, watch):
        optimizer.zero_grad()
        loss = forward()
        loss.backward()
        watch.gradients()
        if torch.isfinite(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)):
            optimizer.step()
        watch.step(loss)

    @staticmethod
    def without_a_backward_pass(step, forward, model, optimizer, watch):
        loss = forward()
        if not torch.isfinite(loss):
            watch.step(loss)
            return
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        watch.step(loss)

    @staticmethod
    def taken_away(step, forward, model, optimizer, watch):
        for parameter in model.parameters():
            parameter.grad = None
        loss = forward()
        loss.backward()
        if torch.isfinite(loss):
            optimizer.step()
        watch.step(loss)

    @staticmethod
    def cleared_by_the_model(step, forward, model, optimizer, watch):
        loss = forward()
        model.zero_grad()
        loss.backward()
        if torch.isfinite(loss):
            optimizer.step()
        watch.step(loss)

    def test_a_loss_that_is_not_finite(self):
        for loop in (self.cleared_first, self.cleared_after_the_forward_pass, self.cleared_last, self.looked_at):
            for every in 0, 2:
                self.hold_skipped(loop, every=every)
        for loop in self.without_a_backward_pass, self.taken_away, self.cleared_by_the_model:
            self.hold_skipped(loop, "skipped: the loss not finite")

    def test_where_the_host_does_not_know_the_loss(self):
        def put(watch, key, value):
            watch._step.scalars[key] = value.detach().clone() if isinstance(value, torch.Tensor) else float(value)

        with unittest.mock.patch.object(module.Watch, "_put", put):
            for loop in self.cleared_first, self.cleared_after_the_forward_pass, self.cleared_last, self.looked_at:
                self.hold_skipped(loop)
            for loop in self.without_a_backward_pass, self.taken_away:
                self.hold_skipped(loop, "skipped: the loss not finite")

    def test_in_the_last_step(self):
        run, _ = self.train(self.cleared_first, count=self.BAD + 1)
        self.assertEqual(self.column("applied", run), [1] * self.BAD + [0])
        self.assertEqual(self.column("found_inf", run), [0] * self.BAD + [1])

    def test_though_all_is_finite(self):
        def first(step, forward, model, optimizer, watch):
            optimizer.zero_grad()
            loss = forward()
            loss.backward()
            if step != self.BAD:
                optimizer.step()
            watch.step(loss)

        def last(step, forward, model, optimizer, watch):
            loss = forward()
            loss.backward()
            if step != self.BAD:
                optimizer.step()
            optimizer.zero_grad()
            watch.step(loss)

        for loop in first, last:
            run, told = self.train(loop, bad=None)
            self.assertEqual(self.column("loss", run), told)
            self.assertEqual(self.column("applied", run), [int(step != self.BAD) for step in range(7)])
            self.assertEqual(self.column("found_inf", run), [0] * 7)
            self.assertTrue(all(self.column("grad_norm", run)))
            said = "skipped: no step of the optimizer, and nothing is known that is not finite"
            self.assertEqual(self.events(run), [(self.BAD, "note", said)])

    def test_with_a_scaler(self):
        for unscales in (False, True):
            scaler = amp.GradScaler(init_scale=1024.0)

            def loop(step, forward, model, optimizer, watch):
                optimizer.zero_grad()
                loss = forward()
                scaler.scale(loss).backward()
                if unscales:
                    scaler.unscale_(optimizer)
                if torch.isfinite(loss):
                    scaler.step(optimizer)
                    scaler.update()
                elif unscales:
                    scaler.update()
                watch.step(loss)

            run, _ = self.train(loop, scaler=scaler)
            self.assertEqual(self.column("applied", run), [1, 1, 1, 0, 1, 1, 1])
            self.assertEqual(self.column("found_inf", run), [0, 0, 0, 1, 0, 0, 0])
            self.assertEqual(self.column("scale", run), [1024.0] * 4 + [512.0 if unscales else 1024.0] * 3)
            self.assertTrue(self.events(run)[0][2].startswith("skipped: "))

    def accumulate(self, each, spoil=False, skip=False):
        """Four batches a step, and a call of watch.step() for each of them, or for the last."""
        def loop(step, forward, model, optimizer, watch):
            if step % 4 == 0:
                optimizer.zero_grad()
            loss = forward()
            loss.backward()
            if step % 4 == 3 and not (skip and step == 7):
                optimizer.step()
            if each or step % 4 == 3:
                watch.step(loss)

        return self.train(loop, count=16, bad=5 if spoil else None, every=1)

    def test_gradients_that_are_accumulated(self):
        columns = "step, loss, grad_norm, learning_rate, found_inf, applied, samples"
        statistics = ("SELECT step, name, role, elements, amax, histogram FROM tensor_stats JOIN tensors USING (run_id,"
                      " tensor) WHERE run_id = ? ORDER BY step, name, role")
        for spoil in False, True:
            (one, told), (four, _) = self.accumulate(each=False, spoil=spoil), self.accumulate(each=True, spoil=spoil)
            recorded = [rows(self.store, f"SELECT {columns} FROM steps WHERE run_id = ?", run) for run in (one, four)]
            self.assertEqual(recorded[0], recorded[1])
            self.assertEqual([row[6] for row in recorded[0]], [128, 256, 384, 512])
            self.assertEqual(self.column("applied", four), [1] * 4)
            self.assertEqual(rows(self.store, statistics, one), rows(self.store, statistics, four))
            self.assertEqual(self.events(one), self.events(four))
        self.assertEqual(self.column("found_inf", four), [0, 1, 1, 1], "the step with the bad batch was made")

    def test_gradients_that_are_accumulated_and_thrown_away(self):
        run, told = self.accumulate(each=True, spoil=True, skip=True)
        self.assertEqual(self.column("applied", run), [1, 0, 1, 1])
        self.assertEqual(self.column("found_inf", run), [0, 1, 0, 0])
        self.assertEqual(self.column("samples", run), [128, 256, 384, 512])
        self.assertEqual(self.column("loss", run), told[3::4])

    def test_a_step_that_nobody_sees_is_not_taken_for_a_skipped_one(self):
        def loop(step, forward, model, optimizer, watch):
            optimizer.zero_grad()
            loss = forward()
            loss.backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= 0.1 * parameter.grad
            if late:
                optimizer.zero_grad()
            watch.step(loss)

        for late in False, True:
            with self.assertWarnsRegex(UserWarning, "no step of the optimizer was seen"):
                run, _ = self.train(loop, count=101, bad=50)
            self.assertEqual(self.column("step", run), [])


class Resumed(Watched):
    def details(self):
        (words, details), = rows(self.store, "SELECT scaler, details FROM runs ORDER BY id DESC LIMIT 1")
        return words, json.loads(details)["scaler"]

    def load(self, scaler, scale, growth, backoff, interval):
        scaler.load_state_dict({"scale": scale, "growth_factor": growth, "backoff_factor": backoff,
                                "growth_interval": interval, "_growth_tracker": 0})

    def test_a_scaler_that_is_loaded_after_the_watch_began(self):
        loop = Loop()
        watch = self.watch(loop)
        self.load(loop.scaler, 1024.0, 4.0, 0.25, 2)
        loop.train(1, watch)
        self.assertTrue(watch.flush())
        said = {"kind": "dynamic", "preset": "pytorch", "init": 1024.0, "growth": 4.0, "backoff": 0.25, "interval": 2}
        self.assertEqual(self.details(), ("dynamic (pytorch, edited)", said))
        loop.train(3, watch)
        loop.scaler.set_growth_interval(100)
        loop.train(1, watch)
        watch.close()
        self.assertEqual(self.details(), ("dynamic (pytorch, edited)", {**said, "interval": 100}))
        columns = json.loads(rows(self.store, "SELECT details FROM runs")[0][0])["step_columns"]
        self.assertIn("scale", columns, "what else the details tell stays")

    def test_the_usual_one(self):
        loop = Loop(init_scale=64.0)
        watch = self.watch(loop)
        self.load(loop.scaler, 65536.0, 2.0, 0.5, 2000)
        loop.train(2, watch)
        watch.close()
        self.assertEqual(self.details()[0], "dynamic (pytorch)")

    def test_what_a_person_says_of_it_stays(self):
        loop = Loop()
        watch = self.watch(loop, config={"scaler": "mine"})
        self.load(loop.scaler, 1024.0, 4.0, 0.25, 2)
        loop.train(2, watch)
        watch.close()
        self.assertEqual(self.details()[1], "mine")


if __name__ == "__main__":
    ProgramTest.program = sys.argv.pop(1)
    unittest.main(verbosity=2)
