"""divergence: where a run parts from its FP32 run by more than chance."""

import contextlib
import sqlite3

from program import ProgramTest, main, mlp

RUNS = [{"name": "fp32", "precision": "fp32"},
        {"name": "noise", "precision": "fp32", "noise_floor": True},
        {"name": "twin", "precision": "fp32"},
        {"name": "halves", "precision": "fp16-pure", "scaler": {"kind": "static", "scale": 64}}]


class Divergence(ProgramTest):
    def train(self, runs=None, **changes):
        config = mlp(name="parting", steps=40, statistics_every=5, runs=runs or RUNS, **changes)
        self.done("run", self.write("c.json", config), "--store", self.store)

    def report(self, name):
        return self.records("divergence", name, "--store", self.store)[0]

    def rows(self, run):
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            return database.execute(
                "SELECT step, tensor, gradient_cosine, weight_distance FROM divergence d JOIN runs r ON r.id = d.run_id "
                "WHERE r.name = ? ORDER BY step, d.position", (run,)).fetchall()

    def test_the_first_step_is_the_one_that_the_rows_tell(self):
        self.train()
        report = self.report("halves")
        self.assertEqual((report["reference"], report["noise_floor"], report["departure"]), ("fp32", "noise", "departed"))
        expected = {}
        noise = {(step, tensor): distance for step, tensor, _, distance in self.rows("noise")}
        widest = {}
        for step, tensor, _, distance in self.rows("halves"):
            widest[tensor] = max(widest.get(tensor, 0), noise[step, tensor] or 0)
            if distance is not None and distance > max(4 * widest[tensor] + 28 * min(widest[tensor], 1e-4), 2**-20):
                expected.setdefault(tensor or None, step)
        self.assertTrue(expected)
        self.assertEqual({each["tensor"]: each["first"] for each in report["weights"]}, expected)
        told = [(step["step"], tensor["tensor"] or "", tensor["gradient_cosine"], tensor["weight_distance"])
                for step in report["steps"] for tensor in step["tensors"]]
        self.assertEqual(len(told), len(self.rows("halves")))
        for ours, stored in zip(told, self.rows("halves")):
            self.assertEqual(ours[:2], stored[:2])
            for a, b in zip((each if each is None else float(each) for each in ours[2:]), stored[2:]):
                self.assertTrue(a == b or abs(a - b) <= 1e-8 * abs(b), (ours, stored))
        self.assertLess(report["first"], 40)
        self.assertIn("halves parts from fp32 by more than chance", report["sentence"])

    def test_a_whole_experiment_is_told_run_by_run(self):
        self.train()
        kinds = {each["run"]: each["departure"] for each in self.records("divergence", "parting", "--store", self.store)}
        self.assertEqual(kinds, {"fp32": "reference", "noise": "noise-floor", "twin": "within-chance",
                                 "halves": "departed"})
        text = self.done("divergence", "parting", "--store", self.store)
        for part in ("gradient cosine", "whole model", "layers.0.weight", "noise floor", "in step "):
            self.assertIn(part, text)
        self.done("check", self.store)

    def test_without_a_noise_floor_nothing_is_an_effect(self):
        self.train(runs=[RUNS[0], RUNS[3]])
        report = self.report("halves")
        self.assertEqual((report["departure"], report["first"], report["noise_floor"]), ("chance-not-measured", None, None))
        self.assertTrue(report["steps"])
        self.assertIn("not measured", report["sentence"])

    def test_what_is_not_there_is_refused(self):
        self.train()
        self.refused(["nobody"], "divergence", "nobody", "--store", self.store)
        self.refused(["/runs/0/noise_floor", "no other FP32 run"], "run",
                     self.write("d.json", mlp(runs=[RUNS[1]])), "--store", self.store)

    def test_the_noise_floor_replays_to_the_same_bits(self):
        self.train()
        self.assertIn("40 steps", self.done("replay", "noise", "--store", self.store))


if __name__ == "__main__":
    main()
