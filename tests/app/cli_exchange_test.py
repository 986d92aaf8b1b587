"""Runs leave the store for other programs, and come back from them."""

import csv
import glob
import json
import math
import os
import sqlite3
import subprocess
import sys

import program

# A Python that has TensorBoard; tests/run.sh installs one beside the build where it can.
TENSORBOARD = os.environ.get("SCALESCOPE_TENSORBOARD_PYTHON", sys.executable)

READ_SCALARS = """
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
log = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "histograms": 0, "tensors": 0})
log.Reload()
tags = log.Tags()
histogram = log.Histograms("gradient/layers.0.weight.grad")[-1].histogram_value
print(json.dumps({"loss": [[each.step, each.value] for each in log.Scalars("loss")],
                  "scale": [[each.step, each.value] for each in log.Scalars("loss_scale")],
                  "counted": sum(histogram.bucket), "num": histogram.num, "limits": histogram.bucket_limit,
                  "text": tags["tensors"]}))
"""

WRITE_SCALARS = """
import sys
from tensorboard.summary import Writer
log = Writer(sys.argv[1])
for step in range(0, 50, 10):
    log.add_scalar("train/loss", 2.0 / (step + 1), step)
    log.add_scalar("amp/scale", 65536.0 if step < 20 else 32768.0, step)
log.close()
"""


def has_tensorboard():
    return subprocess.run([TENSORBOARD, "-c", "import tensorboard"], stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


class Exchange(program.ProgramTest):
    def setUp(self):
        super().setUp()
        config = self.write("c.json", program.mlp(steps=40, statistics_every=5))
        self.lines = self.records("run", config, "--store", self.store)

    def export(self, *arguments):
        return self.done("export", *arguments, "--store", self.store, "--out", "out").split()

    def steps(self, store, run):
        database = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
        self.addCleanup(database.close)
        return database.execute("SELECT * FROM steps WHERE run_id = ? ORDER BY step", (run,)).fetchall()

    def test_tables_are_what_the_run_printed(self):
        names = self.export("fp16", "--format", "csv")
        with open(self.path(names[0]), newline="") as file:
            rows = list(csv.DictReader(file))
        printed = [line for line in self.lines if line["type"] == "step" and line["run"] == "fp16"]
        self.assertEqual(len(rows), len(printed))
        for row, line in zip(rows, printed):
            self.assertEqual(int(row["step"]), line["step"])
            self.assertTrue(math.isclose(float(row["loss"]), line["loss"], rel_tol=1e-8))
            self.assertEqual(float(row["scale"]), line["scale"])
            self.assertEqual(row["applied"] == "1", line["applied"])

    def test_round_trips(self):
        for number, form in enumerate(("json", "csv")):
            names = self.export("fp32", "fp16", "--format", form)
            back = self.path(f"back{number}.sqlite")
            runs = [line.split(":")[0].split()[1] for line in self.done("import", *names, "--store", back).splitlines()]
            self.done("check", back)
            for name, run in zip(("fp32", "fp16"), runs):
                original = self.done("show", name, "--store", self.store, "--json", "--steps")
                again = self.done("show", run, "--store", back, "--json", "--steps")
                rows = [json.loads(text)["step_rows"] for text in (original, again)]
                for row in rows[0] + rows[1]:
                    row.pop("run")
                self.assertEqual(*rows)

    def test_what_run_prints_can_be_imported(self):
        log = self.write("log.jsonl", "\n".join(map(json.dumps, self.lines)))
        back = self.path("back.sqlite")
        self.done("import", log, "--store", back)
        listed = [json.loads(line) for line in self.done("list", "--store", back, "--json").splitlines()]
        self.assertEqual({run["run"]: (run["steps"], run["precision"]) for run in listed},
                         {"fp32": (40, "fp32"), "fp16": (40, "fp16-mixed")})
        self.assertTrue(all(run["accuracy"] is not None for run in listed))

    def test_a_dry_run_tells_and_changes_nothing(self):
        log = self.write("a.csv", "step,train/loss,foo\n0,1,2\n")
        text = self.done("import", log, "--dry-run", "--store", "none.sqlite")
        self.assertRegex(text, r"train/loss +1 +1 +1 +loss")
        self.assertFalse(os.path.exists(self.path("none.sqlite")))

    def test_columns_can_be_named(self):
        log = self.write("a.csv", "step,x,loss\n0,1024,2\n1,512,nan\n")
        self.done("import", log, "--map", "scale=x", "--store", "b.sqlite", "--experiment", "mine", "--run", "one",
                  "--precision", "fp16-mixed")
        shown = json.loads(self.done("show", "mine/one", "--store", "b.sqlite", "--json", "--steps"))
        self.assertEqual([row["scale"] for row in shown["step_rows"]], [1024, 512])
        self.assertEqual(shown["step_rows"][1]["loss"], "nan")
        self.refused(["\"y\"", "\"x\""], "import", log, "--map", "scale=y", "--store", "b.sqlite")
        self.refused(["--map", "FIELD=COLUMN"], "import", log, "--map", "nothing", "--store", "b.sqlite")

    def test_refusals_name_the_file(self):
        self.refused(["\"fp64\""], "export", "fp64", "--format", "csv", "--out", "x", "--store", self.store)
        self.refused(["--format"], "export", "fp16", "--format", "xls", "--out", "x", "--store", self.store)
        self.assertFalse(os.path.exists(self.path("x")))
        broken = self.write("broken.csv", "loss\nbad,row\n")
        self.refused([broken, "line 2"], "import", broken, "--store", "b.sqlite")
        self.refused([self.store], "import", self.store, "--store", "b.sqlite")
        self.assertFalse(os.path.exists(self.path("b.sqlite")))

    def test_tensorboard_opens_it(self):
        if not has_tensorboard():
            self.skipTest("TensorBoard is not installed")
        self.export("fp16", "--format", "tensorboard")
        [folder] = glob.glob(self.path("out/*"))
        read = subprocess.run([TENSORBOARD, "-c", READ_SCALARS, folder], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=True).stdout
        log = json.loads(read)
        printed = [line for line in self.lines if line["type"] == "step" and line["run"] == "fp16"]
        self.assertEqual([step for step, _ in log["loss"]], [line["step"] for line in printed])
        for (_, loss), (_, scale), line in zip(log["loss"], log["scale"], printed):
            self.assertTrue(math.isclose(loss, line["loss"], rel_tol=1e-6))
            self.assertEqual(scale, line["scale"])
        self.assertEqual(log["counted"], 8 * 32)
        self.assertEqual(log["num"], 8 * 32)
        self.assertTrue(all(math.log2(limit).is_integer() for limit in log["limits"]))
        self.assertEqual(log["text"], ["configuration/text_summary", "precision/text_summary"])

    def test_what_tensorboard_wrote_is_imported(self):
        if not has_tensorboard():
            self.skipTest("TensorBoard is not installed")
        subprocess.run([TENSORBOARD, "-c", WRITE_SCALARS, self.path("logs/amp-bf16")], check=True,
                       stderr=subprocess.DEVNULL)
        self.done("import", "logs", "--store", "b.sqlite")
        shown = json.loads(self.done("show", "amp-bf16", "--store", "b.sqlite", "--json", "--steps"))
        self.assertEqual([row["step"] for row in shown["step_rows"]], [0, 10, 20, 30, 40])
        self.assertTrue(math.isclose(shown["step_rows"][1]["loss"], 2 / 11, rel_tol=1e-6))
        self.assertEqual([event["kind"] for event in shown["events"]], ["scale-change"])
        self.assertEqual(shown["precision"], "bf16-mixed")


if __name__ == "__main__":
    program.main()
