"""What happened in a run, done again: replays, forks, planted faults, statistics."""

import contextlib
import json
import sqlite3

from program import ProgramTest, main, mlp


class Debug(ProgramTest):
    def train(self, **changes):
        self.done("run", self.write("c.json", mlp(**changes)), "--store", self.store)

    def change(self, sql):
        with contextlib.closing(sqlite3.connect(self.store)) as database, database:
            database.execute(sql)

    def query(self, sql):
        with contextlib.closing(sqlite3.connect(self.store)) as database:
            return database.execute(sql).fetchall()

    def test_statistics_are_kept_every_so_often_and_of_steps_that_overflow(self):
        self.train(statistics_every=25)
        skipped = {step for (step,) in self.query("SELECT step FROM steps WHERE run_id = 2 AND NOT applied")}
        self.assertTrue(skipped)
        for run in (1, 2):
            steps = {step for (step,) in self.query(f"SELECT step FROM statistics_steps WHERE run_id = {run}")}
            self.assertEqual(steps, {0, 25, 50} | skipped)
        self.done("check", self.store)

    def test_a_replay_has_the_same_bits(self):
        self.train()
        self.assertIn("60 steps", self.done("replay", "fp16", "--store", self.store))
        report, = self.records("replay", "fp32", "--store", self.store)
        self.assertEqual((report["same"], report["steps"], report["differs_at"]), (True, 60, None))

    def test_a_replay_says_where_it_differs(self):
        self.train()
        self.change("UPDATE steps SET loss = loss + 1e-12 WHERE run_id = 2 AND step = 33")
        result = self.call("replay", "fp16", "--store", self.store, "--json")
        self.assertEqual(result.returncode, 1)
        self.assertIn("differs at step 33: loss", result.stderr)
        self.assertEqual(json.loads(result.stdout)["differs_at"], 33)

    def test_a_fork_goes_on_and_shows_its_parent(self):
        self.train()
        self.done("fork", "fp16", "--at", "60", "--steps", "80", "--scaler", "static:64", "--name", "other",
                  "--store", self.store)
        fork = next(run for run in self.records("list", "--store", self.store) if run["run"] == "other")
        self.assertEqual(fork["parent"], {"run": 2, "step": 60})
        self.assertEqual(fork["steps"], 20)
        steps = self.query("SELECT min(step), max(step), min(scale), max(scale) FROM steps WHERE run_id = 3")
        self.assertEqual(steps, [(60, 79, 64.0, 64.0)])
        self.done("replay", "other", "--store", self.store)
        self.done("check", self.store)

    def test_a_fork_from_where_nothing_is_kept(self):
        self.train()
        self.refused(["no checkpoint at step 7", "it has them at 60"], "fork", "fp16", "--at", "7", "--store", self.store)
        self.refused(["fp4", "fp16-mixed"], "fork", "fp16", "--steps", "70", "--precision", "fp4",
                     "--store", self.store)

    def test_a_planted_fault_is_marked(self):
        self.train(inject=[{"step": 30, "run": "fp16", "tensor": "input", "multiply": 1e9}])
        events = self.query("SELECT run_id, step, action FROM events WHERE kind = 'injection'")
        self.assertEqual([(run, step) for run, step, _ in events], [(2, 30)])
        self.assertEqual(json.loads(events[0][2])["multiply"], 1e9)
        self.assertEqual(self.query("SELECT applied FROM steps WHERE run_id = 2 AND step = 30"), [(0,)])

    def test_a_planted_fault_where_no_tensor_is(self):
        config = self.write("c.json", mlp(inject=[{"step": 3, "tensor": "layers.9.output", "set": "nan"}]))
        self.refused(["/inject/0", "layers.9.output", "loss.input.grad"], "run", config, "--store", self.store)


if __name__ == "__main__":
    main()
