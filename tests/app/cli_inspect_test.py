"""inspect and whatif: what the tensors of a stored step were, and what another loss scale would have lost."""

import sqlite3
import unittest

from program import ProgramTest, main, mlp


def experiment(**changes):
    runs = [{"name": "fp32", "precision": "fp32"},
            {"name": "fp16", "precision": "fp16-mixed", "scaler": {"kind": "static", "scale": 1024}}]
    return mlp(statistics_every=5, steps=20, runs=runs, **changes)


class Inspect(ProgramTest):
    def train(self, config=None):
        self.done("run", self.write("c.json", config or experiment()), "--store", self.store)

    def inspection(self, run, step):
        return self.records("inspect", run, "--step", step, "--store", self.store)[0]

    def what_if(self, run, step, scale):
        return self.records("whatif", run, "--step", step, "--scale", scale, "--store", self.store)[0]

    def test_inspect_shows_every_tensor_as_the_store_has_it(self):
        self.train()
        found = self.inspection("fp16", 10)
        self.assertEqual((found["run"], found["step"], found["scale"]), ("fp16", 10, 1024.0))
        with sqlite3.connect(self.store) as database:
            rows = {row[0]: row[1:] for row in database.execute(
                "SELECT t.name, s.elements, s.zeros, s.subnormals, s.overflow, s.underflow, s.lost_updates, s.amax "
                "FROM tensor_stats s JOIN tensors t ON t.run_id = s.run_id AND t.tensor = s.tensor "
                "JOIN runs r ON r.id = s.run_id WHERE r.name = 'fp16' AND s.step = 10")}
        database.close()
        self.assertEqual(len(found["tensors"]), len(rows))
        for tensor in found["tensors"]:
            keys = ("elements", "zeros", "subnormals", "overflow", "underflow", "lost_updates", "amax")
            self.assertEqual(tuple(tensor[key] for key in keys), rows[tensor["tensor"]])
            counted = sum(tensor["histogram"]["counts"]) + tensor["zeros"] + tensor["infinities"] + tensor["nans"]
            self.assertEqual(counted, tensor["elements"])
        text = self.done("inspect", "fp16", "--step", "10", "--store", self.store)
        for name in rows:
            self.assertIn(name, text)

    def test_without_a_step_the_newest_is_shown(self):
        self.train()
        text = self.done("inspect", "fp16", "--store", self.store)
        self.assertRegex(text, r"step +15")

    def test_what_if_at_the_scale_used_is_what_was_counted(self):
        self.train()
        found = {tensor["tensor"]: tensor for tensor in self.inspection("fp16", 10)["tensors"]}
        told = self.what_if("fp16", 10, 1024)
        self.assertEqual(len(told["tensors"]), len(found))
        for tensor in told["tensors"]:
            self.assertTrue(tensor["exact"])
            for key in ("elements", "overflow", "underflow"):
                self.assertEqual(tensor[key], found[tensor["tensor"]][key])
        row = next(row for row in self.records("show", "fp16", "--steps", "--store", self.store)[0]["step_rows"]
                   if row["step"] == 10)
        self.assertEqual(told["all"]["underflow"], row["underflow"])

    def test_what_if_agrees_with_a_run_at_that_scale(self):
        self.train()
        told = self.what_if("fp16", 0, 16)
        again = self.path("again.sqlite")
        other = experiment()
        other["runs"][1]["scaler"]["scale"] = 16
        self.done("run", self.write("again.json", other), "--store", again)
        ran = self.records("inspect", "fp16", "--step", "0", "--store", again)[0]
        ran = {tensor["tensor"]: tensor for tensor in ran["tensors"]}
        exact = [tensor for tensor in told["tensors"] if tensor["exact"] and tensor["role"] == "gradient"]
        self.assertTrue(exact)
        for tensor in exact:
            self.assertEqual(tensor["underflow"], ran[tensor["tensor"]]["underflow"], tensor["tensor"])

    def test_a_scale_that_is_too_high_overflows_and_the_safe_one_is_named(self):
        self.train()
        told = self.what_if("fp16", 10, 2.0**40)
        self.assertGreater(told["gradients"]["overflow"], 0)
        safe = told["largest_safe_scale"]
        self.assertEqual(self.what_if("fp16", 10, safe)["gradients"]["overflow"], 0)
        self.assertGreater(self.what_if("fp16", 10, 2 * safe)["gradients"]["overflow"], 0)
        self.assertLessEqual(told["loses_least"]["from"], told["loses_least"]["to"])
        text = self.done("whatif", "fp16", "--step", "10", "--scale", "65536", "--store", self.store)
        for part in ("65536 (2^16)", "largest safe", "all gradients", "layers.0.weight.grad"):
            self.assertIn(part, text)

    def test_an_fp32_run_is_asked_what_fp16_would_do(self):
        self.train()
        told = self.what_if("fp32", 10, 1)
        self.assertFalse(told["all"]["exact"])
        self.assertEqual({tensor["format"] for tensor in told["tensors"]}, {"fp16"})

    def test_a_step_without_statistics_is_refused_with_the_nearest_that_has(self):
        self.train()
        for command in (["inspect", "fp16"], ["whatif", "fp16", "--scale", "8"]):
            self.refused(["runs.sqlite", "step 12", "10"], *command, "--step", "12", "--store", self.store)
            self.refused(["runs.sqlite", "step 99", "15"], *command, "--step", "99", "--store", self.store)

    def test_a_run_without_statistics_is_refused(self):
        self.train(dict(experiment(), statistics_every=0))
        self.refused(["runs.sqlite", "fp32", "statistics_every"], "inspect", "fp32", "--store", self.store)

    def test_scales_that_are_none_are_refused(self):
        self.train()
        for scale in ("0", "-4", "nan", "inf", "many"):
            self.refused(["--scale", scale], "whatif", "fp16", "--step", "10", f"--scale={scale}", "--store", self.store)
        self.refused(["--step"], "inspect", "fp16", "--step=-1", "--store", self.store)


if __name__ == "__main__":
    main()
