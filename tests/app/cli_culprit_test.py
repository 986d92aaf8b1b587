"""Why a stored run overflowed, whether its skips are to be expected, and what else is wrong with it."""

import json

from program import ProgramTest, main, mlp


def faulty(run=None, **changes):
    """An FP32 run and another, with statistics of every step."""
    other = {"name": "fp16", "precision": "fp16-mixed", **(run or {})}
    return mlp(statistics_every=1, runs=[{"name": "fp32", "precision": "fp32"}, other], **changes)


class Culprit(ProgramTest):
    def train(self, config):
        return self.done("run", self.write("c.json", config), "--store", self.store)

    def culprit(self, run="fp16", *arguments):
        lines = self.done("culprit", run, "--store", self.store, "--json", *arguments).splitlines()
        self.assertEqual(len(lines), 1)
        return json.loads(lines[0])

    def test_skips_of_a_scale_that_finds_its_place(self):
        self.train(faulty({"scaler": {"kind": "dynamic", "init": 2.0**24, "interval": 7}}))
        told = self.culprit()
        first = told["first"]
        self.assertEqual((first["cause"], first["expected"], first["step"]), ("scale-too-high", True, 0))
        self.assertEqual(first["part"], "backward")
        self.assertGreater(first["largest"], 65504)
        self.assertAlmostEqual(first["largest_unscaled"] * first["scale"], first["largest"], delta=first["largest"] / 1e6)
        self.assertLess(abs(first["largest_fp32"] / first["largest_unscaled"] - 1), 0.1)
        self.assertIsNone(told["unexpected"])
        self.assertTrue(told["skips"]["expected"], told["skips"])
        self.assertGreater(told["skips"]["start_up"], 0)
        self.assertEqual(told["findings"], [])
        self.assertTrue(told["healthy"])
        text = self.done("culprit", "fp16", "--store", self.store)
        self.assertIn(first["sentence"], text)
        self.assertIn("No sign of trouble with precision.", text)

    def test_a_clean_run(self):
        self.train(faulty({"scaler": {"kind": "static", "scale": 64}}))
        for run in "fp32", "fp16":
            told = self.culprit(run)
            self.assertTrue(told["healthy"], told)
            self.assertEqual((told["overflowed"], told["first"], told["skips"]["pattern"]), (0, None, "none"))

    def test_a_static_scale_that_is_too_high(self):
        self.train(faulty({"scaler": {"kind": "static", "scale": 2.0**40}}))
        told = self.culprit()
        self.assertEqual(told["skips"]["pattern"], "fixed-scale")
        self.assertEqual(told["unexpected"]["cause"], "scale-too-high")
        self.assertFalse(told["healthy"])
        self.assertEqual(self.culprit("fp16", "--step", 3)["asked"]["overflow_step"], 3)

    def test_a_wrong_clip_order(self):
        self.train(faulty({"scaler": {"kind": "static", "scale": 64}},
                          clip={"by": "norm", "max": 1.0, "when": "before-unscale"}))
        self.assertEqual([finding["cause"] for finding in self.culprit()["findings"]], ["clip-before-unscale"])
        self.assertIn("really 0.0156", self.done("culprit", "fp16", "--store", self.store))
        self.assertEqual(self.culprit("fp32")["findings"], [])

    def test_overflows_in_the_log_say_why(self):
        config = self.write("c.json", faulty({"scaler": {"kind": "static", "scale": 2.0**40}}))
        events = self.records("run", config, "--store", self.store, kind="event")
        shown = json.loads(self.done("show", "fp16", "--store", self.store, "--json"))["events"]
        for listed in events, shown:
            overflows = [event["message"] for event in listed if event["kind"] == "overflow"]
            self.assertTrue(overflows)
            for message in overflows:
                self.assertIn("Loss scale too high", message)

    def test_steps_that_cannot_be_explained(self):
        self.train(faulty({"scaler": {"kind": "static", "scale": 64}}))
        self.refused(["run 2", "step 5", "nothing overflowed"], "culprit", "fp16", "--store", self.store, "--step", 5)
        self.refused(["step 999", "no such step"], "culprit", "fp16", "--store", self.store, "--step", 999)
        self.refused(["--step"], "culprit", "fp16", "--store", self.store, "--step", -1)
        self.refused(["fp99"], "culprit", "fp99", "--store", self.store)


if __name__ == "__main__":
    main()
