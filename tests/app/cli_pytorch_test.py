"""The PyTorch script of a configuration: where it goes, what is refused, and that Python can read it. That it trains the
same is for tests/pytorch/script_test.py."""

import os
import subprocess
import sys
import unittest

from program import ProgramTest, main, mlp


class Pytorch(ProgramTest):
    def test_prints_or_writes_the_same_script(self):
        config = self.write("c.json", mlp())
        printed = self.done("pytorch", config)
        self.assertEqual(self.done("pytorch", config, "--out", self.path("c.py")), "")
        for _ in range(2):   # it may be replaced
            with open(self.path("c.py")) as file:
                self.assertEqual(file.read(), printed)
            self.done("pytorch", config, "--out", self.path("c.py"))
        compile(printed, "c.py", "exec")
        self.assertIn('"fp16": Run(', printed)
        self.assertNotIn('"fp16": Run(', self.done("pytorch", config, "--run", "fp32"))
        self.assertIn('WEIGHTS = "w.safetensors"', self.done("pytorch", config, "--weights", "w.safetensors"))

    def test_python_reads_scripts_of_every_kind(self):
        optimizers = [{"type": "sgd", "lr": 0.1}, {"type": "adamw", "lr": 0.1}]
        schedules = [None, {"type": "step"}, {"type": "cosine"}, {"type": "warmup-cosine"}]
        scalers = [{"kind": "none"}, {"kind": "static"}, {"kind": "scripted", "scales": [[0, 1]]}, {"kind": "dynamic"},
                   {"kind": "dynamic", "preset": "deepspeed"}]
        clips = [None] + [{"by": by, "when": when} for by in ("norm", "value") for when in ("after-unscale", "before-unscale")]
        precisions = ["fp32", "tf32", "fp16-pure", "fp16-mixed", "fp16-autocast", "bf16-mixed"]
        for i in range(60):   # each of the lists with each other
            runs = [{"name": precision, "precision": precision, "scaler": scalers[(i + place) % 5],
                     "layers": {"0": {"compute": "fp32"}} if i % 7 == 0 and precision != "tf32" else {}}
                    for place, precision in enumerate(precisions[i % 6:])]
            config = mlp(optimizer=optimizers[i % 2], schedule=schedules[i % 4], clip=clips[i // 12], runs=runs,
                         loss=["mse", "cross-entropy"][i % 3 // 2])
            compile(self.done("pytorch", self.write("c.json", config)), f"script {i}", "exec")

    def test_refusals(self):
        runs = [{"name": "a", "precision": "fp32"}, {"name": "b", "precision": "fp8-hybrid"}]
        config = self.write("c.json", mlp(runs=runs))
        self.refused([config, '"c"', '"a", "b"'], "pytorch", config, "--run", "c")
        self.refused([config, '"b": torch.amp has no FP8'], "pytorch", config, "--run", "b")
        self.refused([config, "is no .py file"], "pytorch", config, "--out", config)
        self.done("pytorch", config)  # as it was
        self.refused(["/nowhere/c.py"], "pytorch", config, "--out", "/nowhere/c.py")
        self.refused(["missing.json"], "pytorch", "missing.json", "--out", self.path("d.py"))
        self.assertFalse(os.path.exists(self.path("d.py")))

    def test_without_torch_it_says_so(self):
        self.done("pytorch", self.write("c.json", mlp()), "--out", self.path("c.py"))
        done = subprocess.run([sys.executable, "-S", "-I", self.path("c.py")], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("No module named 'torch'", done.stderr)


if __name__ == "__main__":
    main()
