#!/usr/bin/env python3
"""What an open window costs: steps per second of the same experiment in the window and on the command line, in turns.

    tests/window_cost.py [--steps 400] [--rounds 3]

Needs a built tree and Xvfb. Rates are read from the stores: steps after the first 50, evaluations left out.
"""
import argparse
import json
import os
import pathlib
import sqlite3
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = 50


def experiment(steps):
    layers = [{"type": "conv2d", "out": 32, "kernel": 3}, {"type": "relu"},
              {"type": "conv2d", "out": 64, "kernel": 3}, {"type": "relu"},
              {"type": "avgpool2d", "kernel": 7}, {"type": "flatten"},
              {"type": "linear", "out": 128}, {"type": "relu"}, {"type": "linear", "out": 10}]
    return {"scalescope": 1, "name": "window cost", "dataset": {"kind": "fashion-mnist"},
            "network": {"input": [1, 28, 28], "layers": layers},
            "optimizer": {"type": "sgd", "lr": 0.05, "momentum": 0.9}, "steps": steps, "eval_every": 0,
            "runs": [{"name": "fp32", "precision": "fp32"}, {"name": "fp16", "precision": "fp16-mixed"}]}


def rate(store):
    """Lockstep steps per second; wall_time leaves out pauses."""
    database = sqlite3.connect(store)
    first, last = (database.execute("SELECT step, wall_time FROM steps WHERE step >= ? ORDER BY step " + order
                                    + " LIMIT 1", (SKIPPED,)).fetchone() for order in ("ASC", "DESC"))
    database.close()
    return (last[0] - first[0]) / (last[1] - first[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    programs = ROOT / "build" / "bin"
    alone, windowed = [], []
    with tempfile.TemporaryDirectory() as folder:
        config = os.path.join(folder, "c.json")
        pathlib.Path(config).write_text(json.dumps(experiment(arguments.steps)))
        for turn in range(arguments.rounds):
            store = os.path.join(folder, f"cli{turn}.sqlite")
            subprocess.run([programs / "scalescope-cli", "run", config, "--store", store], check=True,
                           capture_output=True)
            alone.append(rate(store))
            store = os.path.join(folder, f"window{turn}.sqlite")
            subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", programs / "scalescope", config,
                            "--store", store, "--size", "1600x1000", "--screenshot", os.path.join(folder, "p.png"),
                            "--after-steps", str(arguments.steps)], check=True, capture_output=True,
                           env=dict(os.environ, QT_QPA_PLATFORM="xcb"))
            windowed.append(rate(store))
    share = statistics.median(w / a for w, a in zip(windowed, alone))
    print(f"command line {statistics.median(alone):.1f} steps/s, window {statistics.median(windowed):.1f} steps/s: "
          f"an open window costs {100 * (1 - share):.1f} % (median of {arguments.rounds} turns)")


if __name__ == "__main__":
    main()
