"""Starts scalescope-cli in a folder of its own, and judges how it ends."""

import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

MLP = {
    "scalescope": 1, "name": "blobs", "seed": 3,
    "dataset": {"kind": "synthetic", "generator": "blobs", "classes": 4, "features": 8, "samples": 640},
    "network": {"input": [8], "layers": [
        {"type": "linear", "out": 32}, {"type": "relu"}, {"type": "linear", "out": 4}]},
    "optimizer": {"type": "adam", "lr": 0.01},
    "batch_size": 16, "steps": 60, "eval_every": 20,
    "runs": [{"name": "fp32", "precision": "fp32"},
             {"name": "fp16", "precision": "fp16-mixed",
              "scaler": {"kind": "dynamic", "init": 2.0**20, "interval": 7}}],
}


def mlp(**changes):
    """A small experiment that trains in a moment, with some of its keys changed."""
    return {**copy.deepcopy(MLP), **changes}


class ProgramTest(unittest.TestCase):
    """Each test has an empty folder, which is also its home: no test meets a store that was there before."""

    program = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="scalescope-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.store = self.path("runs.sqlite")

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        path = self.path(name)
        mode = "wb" if isinstance(content, bytes) else "w"
        with open(path, mode) as file:
            file.write(content if isinstance(content, (bytes, str)) else json.dumps(content))
        return path

    def environment(self):
        # Networks as small as these only wait for a second thread.
        # What "auto" stands for is the same on every machine.
        return {**os.environ, "HOME": self.folder, "XDG_DATA_HOME": self.path("data"), "OMP_NUM_THREADS": "1",
                "SCALESCOPE_CUDA_MODULE": self.path("none.so")}

    def call(self, *arguments, **options):
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True,
                   "errors": "replace", "cwd": self.folder,
                   "env": self.environment(), "timeout": 300, **options}
        return subprocess.run([self.program, *map(str, arguments)], **options)

    def done(self, *arguments, **options):
        """Standard output of a call that has to succeed."""
        result = self.call(*arguments, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def records(self, *arguments, kind=None):
        """The JSON lines that a call prints, of one type if it is given."""
        lines = [json.loads(line) for line in self.done(*arguments, "--json").splitlines()]
        return [line for line in lines if kind is None or line["type"] == kind]

    def told(self, code, parts, *arguments, **options):
        """A call that has to end with this code and one line that holds all of these parts."""
        result = self.call(*arguments, **options)
        lines = result.stderr.strip().splitlines()
        self.assertEqual(result.returncode, code, f"{arguments}: {result.stderr[-2000:]}")
        self.assertEqual(len(lines), 1, result.stderr)
        for part in parts:
            self.assertIn(part, lines[0])
        return lines[0]

    def refused(self, parts, *arguments, **options):
        return self.told(2, parts, *arguments, **options)


def main():
    ProgramTest.program = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
