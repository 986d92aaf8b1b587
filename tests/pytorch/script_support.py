"""Runs printed scripts beside scalescope-cli, and compares them."""

import contextlib
import io
import json
import runpy
import sys
import unittest

from scalescope import ScaleScope, number

# The largest relative difference of a loss. FP32: those below came to 4e-7, but a value that falls on the other side of
# ReLU's kink would multiply that by a hundred.
FP32 = 5e-5
# BF16 has 8 bits: a rounding of a logit near 2 is up to 4e-3 of it. The largest below was 4e-3.
BF16 = 1e-2
# The first BF16 loss, before roundings drift apart. It is 5e-5 and more from that of FP32, and here came to 3e-6.
FIRST_BF16 = 1e-5
# FP16 has 11 bits. With torch 2.15 the largest below was 7e-4, and 6e-6 of the first losses, which are 2e-5 and more from
# those of FP32 (but the article's).
FP16 = 2e-3
FIRST_FP16 = 1e-5

BLOBS = {"kind": "synthetic", "generator": "blobs", "classes": 4, "features": 6, "samples": 150, "noise": 0.6}
SPIRALS = {"kind": "synthetic", "generator": "spirals", "samples": 150}
TEACHER = {"kind": "synthetic", "generator": "teacher", "classes": 3, "features": 5, "samples": 150, "train_limit": 90}
SGD = {"type": "sgd", "lr": 0.1, "momentum": 0.9}


RUN = 'the "run" \\ ü'  # a name as people may give it


def mlp(inputs, outputs, *between, **keys):
    """A network of two linear layers, with what stands between them."""
    return {"input": [inputs], "layers": [{"type": "linear", "out": 16, **keys}, *between, {"type": "relu"},
                                          {"type": "linear", "out": outputs}]}


def tests_of(dataset):
    """How many samples are tested on; at least, of files that a test writes."""
    if dataset["kind"] == "synthetic":
        return max(1, dataset["samples"] // 5)
    return 10000 if dataset["kind"] == "fashion-mnist" else 10


def experiment(dataset, network, optimizer, run=None, **more):
    return {"scalescope": 1, "name": 'a "script" \\ test', "seed": 7, "dataset": dataset, "network": network,
            "optimizer": optimizer, "batch_size": 16, "steps": 40, "eval_every": 15, "backend": "cpu",
            "runs": [{"name": RUN, "precision": "fp32", **(run or {})}], **more}


class Program(ScaleScope):
    def path(self, name):
        return self._path(name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def lines(self, config):
        """What ScaleScope says of a configuration's steps and evaluations; the script of it lies beside, then."""
        path = self.write("config.json", json.dumps(config))
        self._call("init", path, "--out", self.path("init.safetensors"))
        self._call("pytorch", path, "--out", self.path("script.py"))
        return records(self._call("run", path, "--store", self.path("runs.sqlite"), "--json"))


def records(lines):
    """The steps and evaluations among JSON lines, in their order."""
    every = [json.loads(line) for line in lines.splitlines()]
    return [each for each in every if each["type"] in ("step", "evaluation")]


def run_script(path, *arguments):
    """What a script prints, run as `python3 SCRIPT` runs it, but for the time that torch takes to load: its standard
    output, and how it exits."""
    out, before = io.StringIO(), sys.argv
    sys.argv = [path, "--device", "cpu", *arguments]
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_path(path, run_name="__main__")
    except SystemExit as ended:
        return out.getvalue(), ended.code
    finally:
        sys.argv = before
    return out.getvalue(), 0


class ScriptTest(unittest.TestCase):
    program_path = None

    def setUp(self):
        self.program = Program(self.program_path)
        self.addCleanup(self.program.__exit__)

    def close(self, ours, theirs, bound, what):
        ours, theirs = number(ours), number(theirs)
        if ours != theirs and not (ours != ours and theirs != theirs):  # infinities and NaN are what they are
            self.assertLessEqual(abs(ours - theirs), bound * max(abs(ours), 1e-3), f"{what}: {ours}, script: {theirs}")

    def hold(self, config, bound=FP32, first=None):
        """Runs both, and compares; ScaleScope's steps. `first`: a bound for the first loss."""
        ours = self.program.lines(config)
        out, code = run_script(self.program.path("script.py"), "--json")
        theirs = records(out)
        self.assertEqual(code, 0)
        self.assertEqual([(each["type"], each["step"]) for each in theirs],
                         [(each["type"], each["step"]) for each in ours])
        self.close(ours[0]["loss"], theirs[0]["loss"], first or bound, "first loss")
        gap = 0.0
        for a, b in zip(ours, theirs):
            place = f"{a['type']} {a['step']}"
            self.assertEqual(a["run"], b["run"])
            self.close(a["loss"], b["loss"], bound, f"{place}, loss")
            if number(a["loss"]) not in (0.0, float("inf")):
                gap = max(gap, abs(number(a["loss"]) - number(b["loss"])) / abs(number(a["loss"])))
            if a["type"] == "evaluation":
                self.assertEqual(a["samples"], b["samples"])
                other_answers = abs(a["accuracy"] - b["accuracy"]) * tests_of(config["dataset"])
                self.assertLessEqual(other_answers, 1.01 if bound == FP32 else 3.01, place)
                continue
            self.assertEqual([number(a["scale"]), a["found_inf"], a["applied"]],
                             [number(b["scale"]), b["found_inf"], b["applied"]], place)
            self.close(a["lr"], b["lr"], 1e-6, f"{place}, learning rate")
            if not a["found_inf"]:
                self.close(a["grad_norm"], b["grad_norm"], 20 * bound, f"{place}, gradient norm")
        steps = [each for each in ours if each["type"] == "step"]
        self.assertNotEqual(steps[0]["loss"], steps[-1]["loss"], "nothing was learned, so nothing is told")
        print(f"{self.id().split('.')[-1]}: largest relative gap of a loss {gap:.2g}", flush=True)
        return steps
