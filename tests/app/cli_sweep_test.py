"""Sweeps: refused before anything trains, several at a time, stopped and killed in the middle, gone on with."""

import glob
import json
import os
import signal
import sqlite3
import subprocess
import time

from program import ProgramTest, main, mlp

ROWS = ("SELECT e.name, r.name, s.step, s.loss, s.scale, s.applied, s.samples FROM steps s JOIN runs r ON r.id = s.run_id "
        "JOIN experiments e ON e.id = r.experiment_id ORDER BY 1, r.position, 3")


class Sweep(ProgramTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("c.json", mlp(steps=30))

    def sweep(self, *arguments):
        return ["sweep", self.config, "--set", "/seed=1,2", "--set", "/optimizer/lr=0.01,0.1", "--store", self.store,
                *arguments]

    def query(self, sql, store=None):
        database = sqlite3.connect(store or self.store)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def test_trains_a_grid_two_at_a_time(self):
        result = self.call(*self.sweep("--jobs", "2", "--json"))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("4 points, 2 at a time", result.stderr)
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual(len(lines), 8)
        self.assertEqual({(line["values"]["/seed"], line["values"]["/optimizer/lr"]) for line in lines},
                         {(1, 0.01), (1, 0.1), (2, 0.01), (2, 0.1)})
        self.assertEqual({line["state"] for line in lines}, {"finished"})
        best = [line for line in lines if line["best"]]
        self.assertEqual(len(best), 1)
        self.assertEqual(best[0]["accuracy"], max(line["accuracy"] for line in lines))
        self.done("check", self.store)
        self.assertEqual(self.query("SELECT DISTINCT tag FROM tags"), [("sweep:blobs",)])
        self.assertEqual(self.query("SELECT count(*) FROM tags"), [(8,)])
        self.assertIn(("blobs: seed=2, lr=0.1",), self.query("SELECT name FROM experiments"))
        # A point is the experiment that its configuration alone would be.
        alone = self.write("alone.json", mlp(steps=30, seed=2, optimizer={"type": "adam", "lr": 0.1}))
        self.done("run", alone, "--store", self.path("alone.sqlite"))
        pairs = zip(self.query(ROWS, self.path("alone.sqlite")),
                    [row for row in self.query(ROWS) if row[0] == "blobs: seed=2, lr=0.1"])
        for expected, found in pairs:
            self.assertEqual(expected[1:], found[1:])
        # Again: nothing is trained twice, and a table for people.
        before = self.query("SELECT count(*), max(id) FROM experiments")
        table = self.done(*self.sweep())
        self.assertEqual(self.query("SELECT count(*), max(id) FROM experiments"), before)
        self.assertEqual(table.count("finished"), 8)
        self.assertEqual(table.count("best"), 1)

    def test_refuses_before_anything_trains(self):
        for parts, arguments in (
                (["point 1 (precision=fp17)", "/runs/1/precision", "bf16-mixed"], ["--set", "/runs/1/precision=fp32,fp17"]),
                (["/optimizr/lr", "optimizer"], ["--set", "/optimizr/lr=1"]),
                (["/seed", "integer"], ["--set", "/seed=1,two"]),
                (["--set", "/POINTER=VALUE"], ["--set", "seed=1"]),
                (["/network/input", "[8]"], ["--set", "/dataset/features=8,9"])):
            self.refused(parts, "sweep", self.config, "--store", self.store, *arguments)
        self.assertFalse(os.path.exists(self.store))

    def test_dry_run_lists_the_points(self):
        lines = self.records(*self.sweep("--dry-run"), kind="point")
        self.assertEqual([line["experiment"] for line in lines],
                         ["blobs: seed=1, lr=0.01", "blobs: seed=1, lr=0.1", "blobs: seed=2, lr=0.01", "blobs: seed=2, lr=0.1"])
        self.assertFalse(os.path.exists(self.store))

    def test_a_failed_point_stops_no_other(self):
        """A point whose initial weights are missing when it starts."""
        sweep = self.write("s.json", {"scalescope_sweep": 1, "name": "files", "configuration": mlp(steps=10), "list": [
            {"/init/file": "missing.safetensors"}, {"/seed": 2}]})
        result = self.call("sweep", sweep, "--store", self.store, "--jobs", "1")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("point 0 (file=missing.safetensors)", result.stderr)
        self.assertIn("1 of 2 points failed", result.stderr)
        self.assertEqual(self.query("SELECT name, state FROM run_list ORDER BY run_id"),
                         [("fp32", "finished"), ("fp16", "finished")])

    # What is stopped in the middle.

    def start(self):
        self.config = self.write("long.json", mlp(steps=1500, eval_every=500))
        process = subprocess.Popen([self.program, *self.sweep("--jobs", "2", "--checkpoint-every", "50")], cwd=self.folder,
                                   env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        while not self.steps_there():
            self.assertIsNone(process.poll(), "it ended before anything was stopped")
            time.sleep(0.02)
        return process

    def steps_there(self):
        if not os.path.exists(self.store):
            return False
        try:
            return self.query("SELECT count(*) FROM steps")[0][0] > 300
        except sqlite3.OperationalError:
            return False

    def until_nobody_trains(self):
        while True:
            lines = self.done("list", "--store", self.store, "--json").splitlines()
            if not {json.loads(line)["state"] for line in lines} & {"ready", "running", "paused"}:
                return
            time.sleep(0.05)

    def go_on(self):
        self.done("check", self.store)
        self.done(*self.sweep("--jobs", "2", "--checkpoint-every", "50"))
        self.done("check", self.store)
        self.assertEqual(self.query("SELECT count(*) FROM experiments"), [(4,)])
        self.assertEqual(self.query("SELECT count(*) FROM tags WHERE tag = 'sweep:blobs'"), [(8,)])
        whole = self.path("whole.sqlite")
        arguments = self.sweep()
        arguments[arguments.index(self.store)] = whole
        self.done(*arguments)
        self.assertEqual(self.query(ROWS), self.query(ROWS, whole))

    def test_goes_on_after_a_kill(self):
        process = self.start()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self.until_nobody_trains()  # its children stop by themselves
        self.go_on()

    def test_goes_on_after_ctrl_c(self):
        process = self.start()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
        self.assertEqual(process.returncode, 1, errors)
        self.assertIn("the same call again goes on", errors)
        self.assertNotIn("failed", errors)
        states = {json.loads(line)["state"] for line in self.done("list", "--store", self.store, "--json").splitlines()}
        self.assertLessEqual(states, {"stopped", "finished"})
        self.go_on()

    def test_a_dry_run_tells_what_is_there(self):
        arguments = ["--set", "/seed=1,2", "--store", self.store, "--json"]
        config = self.write("c.json", mlp(steps=20))
        states = lambda more: [json.loads(line)["state"] for line in self.done("sweep", config, *arguments, *more).splitlines()]
        self.assertEqual(states(["--dry-run"]), ["missing"] * 2)
        self.assertFalse(os.path.exists(self.store))
        states([])
        self.assertEqual(states(["--dry-run"]), ["finished"] * 4)

    def test_two_at_once_share_the_points(self):
        first = self.start()
        second = self.call(*self.sweep("--jobs", "1"))
        _, errors = first.communicate()
        self.assertEqual((first.returncode, second.returncode), (0, 0), errors + second.stderr)
        self.assertNotIn("failed", errors + second.stderr)
        self.done("check", self.store)
        self.assertEqual(self.query("SELECT count(*) FROM experiments"), [(4,)])

    def test_stores_are_merged(self):
        for seed in (1, 2):
            self.done("sweep", self.config, "--set", f"/seed={seed}", "--store", self.path(f"{seed}.sqlite"))
        stores = sorted(glob.glob(self.path("[12].sqlite")))
        self.assertIn("2 added", self.done("merge", self.store, *stores))
        self.assertIn("2 unchanged", self.done("merge", self.store, *stores))
        self.done("check", self.store)
        self.assertEqual(self.query(ROWS), sorted(self.query(ROWS, stores[0]) + self.query(ROWS, stores[1]),
                                                  key=lambda row: (row[0], row[1] != "fp32", row[2])))
        # All points are there: nothing is left to do.
        self.done("sweep", self.config, "--set", "/seed=1,2", "--store", self.store)
        self.assertEqual(self.query("SELECT count(*) FROM experiments"), [(2,)])


if __name__ == "__main__":
    main()
