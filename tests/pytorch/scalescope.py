"""Calls scalescope-cli, and reads what it writes."""

import json
import math
import os
import struct
import subprocess
import tempfile

import numpy

_DTYPES = {"F32": numpy.float32}


def read_safetensors(path):
    """Tensors by name."""
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(length))
        body = file.read()
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        flat = numpy.frombuffer(body[begin:end], dtype=_DTYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"]).copy()
    return tensors


def number(value):
    """A number of a JSON line, where "nan", "inf" and "-inf" are strings."""
    return float(value) if value is not None else math.nan


class ScaleScope:
    """One command-line program, working in a folder of its own."""

    def __init__(self, program):
        self.program = program
        self._folder = tempfile.TemporaryDirectory(prefix="scalescope-pytorch-")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def _path(self, name):
        return os.path.join(self._folder.name, name)

    def _call(self, *arguments):
        done = subprocess.run([self.program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(arguments)}: exit {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def _run(self, config):
        """Initial weights by name, and what an experiment with one run, which starts from their very file, prints."""
        weights = self._path("init.safetensors")
        path = self._path("config.json")
        with open(path, "w") as file:
            json.dump(config, file)
        self._call("init", path, "--out", weights)
        with open(path, "w") as file:
            json.dump({**config, "init": {"file": weights}}, file)
        lines = self._call("run", path, "--store", self._path("runs.sqlite"), "--json")
        return read_safetensors(weights), lines

    def train(self, config):
        """Initial weights by name, and the step lines, of an experiment with one run."""
        weights, lines = self._run(config)
        records = [json.loads(line) for line in lines.splitlines()]
        return weights, [record for record in records if record["type"] == "step"]

    def weights_after(self, config):
        """The weights by name, initial and last, of an experiment with one run."""
        weights, _ = self._run(config)
        last = self._path("last.safetensors")
        self._call("weights", config["runs"][0]["name"], "--store", self._path("runs.sqlite"), "--out", last)
        return weights, read_safetensors(last)
