"""Training from the command line: what is printed, what is kept, stopping and going on."""

import json
import math
import os
import signal
import sqlite3
import subprocess
import time
import unittest

from program import ProgramTest, main, mlp

STEP_KEYS = {"type", "run", "step", "loss", "scale", "found_inf", "applied", "grad_norm", "overflow", "underflow",
             "step_ms", "lr", "underflow_share", "samples", "accuracy"}


def significant_digits(number):
    digits = repr(number).lower().split("e")[0].replace(".", "").replace("-", "").strip("0")
    return len(digits)


class Training(ProgramTest):
    def test_lines_of_a_run(self):
        config = self.write("c.json", mlp())
        records = self.records("run", config, "--store", self.store)
        steps = [record for record in records if record["type"] == "step"]
        for name in ("fp32", "fp16"):
            own = [step for step in steps if step["run"] == name]
            self.assertEqual([step["step"] for step in own], list(range(60)))
            self.assertLessEqual(STEP_KEYS, own[0].keys())
            self.assertEqual([step["samples"] for step in own], [16 * (i + 1) for i in range(60)])
            self.assertLess(own[-1]["loss"], own[0]["loss"])
        for step in steps:
            for value in step.values():
                if isinstance(value, float):
                    self.assertLessEqual(significant_digits(value), 9)
        self.assertEqual({step["scale"] for step in steps if step["run"] == "fp32"}, {1.0})

        summaries = [record for record in records if record["type"] == "summary"]
        self.assertEqual([summary["run"] for summary in summaries], ["fp32", "fp16"])
        self.assertEqual(records[-2:], summaries)
        for summary in summaries:
            own = [step for step in steps if step["run"] == summary["run"]]
            self.assertEqual(summary["loss"], own[-1]["loss"])
            self.assertEqual(summary["skipped"], sum(not step["applied"] for step in own))
            self.assertEqual(summary["state"], "finished")
            self.assertGreater(summary["memory_peak"], 0)
            self.assertGreater(summary["steps_per_second"], 0)
            self.assertTrue(0 <= summary["accuracy"] <= 1)

    def test_the_scale_follows_the_skipped_steps(self):
        scaler = {"kind": "dynamic", "init": 2.0**29, "interval": 7}
        config = self.write("c.json", mlp(runs=[{"name": "fp16", "precision": "fp16-mixed", "scaler": scaler}]))
        steps = self.records("run", config, "--store", self.store, kind="step")
        self.assertTrue(steps[0]["found_inf"])
        self.assertFalse(steps[0]["applied"])
        self.assertIn(steps[0]["grad_norm"], ("nan", "inf"))
        scale, clean = 2.0**29, 0  # the largest power of two that 9 digits hold exactly
        for step in steps:
            self.assertEqual(step["scale"], scale)
            self.assertEqual(step["applied"], not step["found_inf"])
            clean = 0 if step["found_inf"] else clean + 1
            scale *= 0.5 if step["found_inf"] else 2.0 if clean == 7 else 1.0
            clean %= 7

    def test_the_same_seed_gives_the_same_lines(self):
        config = self.write("c.json", mlp())
        def lines():
            steps = self.records("run", config, "--store", self.store, kind="step")
            return [{k: v for k, v in step.items() if k not in ("step_ms", "wall_time")} for step in steps]
        self.assertEqual(lines(), lines())

    def test_steps_and_backend_override_the_configuration(self):
        config = self.write("c.json", mlp(backend="cuda"))
        steps = self.records("run", config, "--steps", 5, "--backend", "cpu", "--store", self.store, kind="step")
        self.assertEqual(len(steps), 10)
        stored = json.loads(self.done("show", "fp16", "--store", self.store, "--json"))
        self.assertEqual(stored["configuration"]["steps"], 5)
        self.assertEqual(stored["backend"], "cpu")

    def test_a_table_for_people_and_plain_lines_of_progress(self):
        result = self.call("run", self.write("c.json", mlp()))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("fp16", result.stdout)
        self.assertIn(os.path.join("data", "scalescope", "runs.sqlite"), result.stdout)
        self.assertNotIn("\r", result.stderr)
        self.assertTrue(os.path.exists(self.path("data/scalescope/runs.sqlite")))

    def interrupt(self, config, after):
        """Starts a run, interrupts it once `after` steps were printed, and returns its exit code and last words."""
        process = subprocess.Popen([self.program, "run", config, "--store", self.store, "--json"], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment())
        for line in process.stdout:
            if json.loads(line).get("step", 0) >= after:
                process.send_signal(signal.SIGINT)
                break
        _, errors = process.communicate(timeout=120)
        return process.returncode, errors

    def test_an_interrupt_stops_cleanly_and_resume_goes_on_to_the_same_bits(self):
        # A short interval: the scale overflows all along, and every time it is said why.
        config = mlp(steps=4000, eval_every=0, statistics_every=10)
        config["runs"][1]["scaler"] = {"kind": "dynamic", "preset": "pytorch", "init": 2**24, "interval": 20}
        config = self.write("c.json", config)
        code, errors = self.interrupt(config, after=50)
        self.assertEqual(code, 1, errors)
        self.assertIn("resume", errors)
        runs = self.runs()
        self.assertEqual({run["state"] for run in runs}, {"stopped"})
        self.assertTrue(all(50 < run["steps"] < 4000 for run in runs), runs)
        self.done("resume", "fp16", "--store", self.store)
        self.assertEqual({run["state"] for run in self.runs()}, {"finished"})
        self.done("run", config, "--store", self.path("whole.sqlite"))
        self.assertEqual(self.rows(self.store), self.rows(self.path("whole.sqlite")))
        messages = "SELECT run_id, step, message FROM events WHERE kind = 'overflow' ORDER BY run_id, step"
        first, second = (sqlite3.connect(path).execute(messages).fetchall()
                         for path in (self.store, self.path("whole.sqlite")))
        self.assertGreater(len(first), 100)
        self.assertEqual(first, second)
        self.refused(["finished"], "resume", "fp16", "--store", self.store)

    def test_an_evaluation_that_a_stop_broke_off_is_made_up_for(self):
        config = self.write("c.json", mlp(steps=8000, eval_every=2))
        for attempt in range(3):
            store = self.path(f"{attempt}.sqlite")
            process = subprocess.Popen([self.program, "run", config, "--store", store], cwd=self.folder,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment())
            time.sleep(0.15 + 0.1 * attempt)
            process.send_signal(signal.SIGINT)
            process.communicate()
            if process.returncode != 1:
                continue  # it had ended, or not begun
            self.done("resume", "fp16", "--store", store)
            with sqlite3.connect(store) as database:
                counts = database.execute("SELECT run_id, count(*) FROM evaluations GROUP BY run_id").fetchall()
            self.assertEqual(counts, [(1, 4000), (2, 4000)])

    def test_going_on_from_another_folder_with_the_same_samples_only(self):
        rows = [f"{i % 13},{i % 7},{i % 4}" for i in range(64)]
        data = self.write("data.csv", "a,b,label\n" + "\n".join(rows) + "\n")
        config = mlp(dataset={"kind": "csv", "path": "data.csv"}, steps=20000, eval_every=0)
        config["network"]["input"] = [2]
        code, errors = self.interrupt(self.write("c.json", config), after=20)
        self.assertEqual(code, 1, errors)
        os.rename(data, data + ".away")
        self.refused([data], "resume", "fp16", "--store", self.store)
        self.write("data.csv", "a,b,label\n" + "\n".join(reversed(rows)) + "\n")
        self.refused(["runs.sqlite", "have changed"], "resume", "fp16", "--store", self.store)
        os.rename(data + ".away", data)
        self.done("resume", "fp16", "--store", self.store, cwd="/")
        self.assertEqual({run["state"] for run in self.runs()}, {"finished"})

    def runs(self):
        return [json.loads(line) for line in self.done("list", "--store", self.store, "--json").splitlines()]

    @staticmethod
    def rows(store):
        with sqlite3.connect(store) as database:
            return database.execute("SELECT run_id, step, loss, scale, grad_norm, applied, overflow, underflow, samples "
                                    "FROM steps ORDER BY run_id, step").fetchall()

    def test_a_reader_that_goes_away_does_not_harm_the_store(self):
        config = self.write("c.json", mlp(steps=4000))
        process = subprocess.Popen([self.program, "run", config, "--store", self.store, "--json"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment())
        process.stdout.readline()
        process.stdout.close()
        with process.stderr:
            errors = process.stderr.read()
        self.assertEqual(process.wait(timeout=120), 1, errors)
        self.assertIn("standard output", errors)
        self.done("check", self.store)
        self.assertEqual({run["state"] for run in self.runs()}, {"stopped"})

    def test_a_run_that_fails_says_why(self):
        scaler = {"kind": "dynamic", "preset": "deepspeed", "init": 2.0, "floor": 2.0, "hysteresis": 1}
        # Inputs of this size overflow at any scale.
        rows = "\n".join(f"{60000 + i % 7},{60000 - i % 5},{i % 4}" for i in range(64))
        data = self.write("large.csv", "a,b,label\n" + rows + "\n")
        config = mlp(dataset={"kind": "csv", "path": data}, optimizer={"type": "sgd", "lr": 1.0},
                     runs=[{"name": "fp16", "precision": "fp16-mixed", "scaler": scaler}])
        config["network"]["input"] = [2]
        result = self.call("run", self.write("c.json", config), "--store", self.store)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("fp16", result.stderr)
        self.assertEqual(self.runs()[0]["state"], "failed")

    def test_a_damaged_checkpoint_is_passed_over(self):
        code, errors = self.interrupt(self.write("c.json", mlp(steps=20000, eval_every=0)), after=1200)
        self.assertEqual(code, 1, errors)
        with sqlite3.connect(self.store) as database:
            newest = database.execute("SELECT max(step) FROM checkpoints").fetchone()[0]
            database.execute("UPDATE checkpoints SET data = substr(data, 1, 100) WHERE step = ?", (newest,))
        database.close()
        result = self.call("resume", "fp16", "--store", self.store)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(f"checkpoint at step {newest}", result.stderr)
        self.done("run", self.path("c.json"), "--store", self.path("whole.sqlite"))
        self.assertEqual(self.rows(self.store), self.rows(self.path("whole.sqlite")))
        self.done("check", self.store)

    def failing(self, steps):
        """One run of this experiment fails in its first steps, the other does not."""
        scaler = {"kind": "dynamic", "preset": "deepspeed", "init": 2.0**40, "floor": 2.0**39, "hysteresis": 1}
        return self.write("failing.json", mlp(steps=steps, eval_every=0, runs=[
            {"name": "fp32", "precision": "fp32"}, {"name": "fp16", "precision": "fp16-mixed", "scaler": scaler}]))

    def test_going_on_leaves_a_run_that_failed_as_it_is(self):
        code, errors = self.interrupt(self.failing(20000), after=40)
        self.assertEqual(code, 1, errors)
        self.assertEqual({run["run"]: run["state"] for run in self.runs()}, {"fp32": "stopped", "fp16": "failed"})
        before = [row for row in self.rows(self.store) if row[0] == 2]
        self.assertGreater(len(before), 0)
        result = self.call("resume", "fp32", "--store", self.store)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("fp16", result.stderr)
        self.assertEqual({run["run"]: run["state"] for run in self.runs()}, {"fp32": "finished", "fp16": "failed"})
        rows = self.rows(self.store)
        self.assertEqual([row for row in rows if row[0] == 2], before)
        self.assertEqual(sum(row[0] == 1 for row in rows), 20000)
        self.refused(["finished", "fp16", "floor"], "resume", "fp16", "--store", self.store)
        self.assertEqual(self.rows(self.store), rows)
        self.done("check", self.store)

    def test_initial_and_final_weights(self):
        config = self.write("c.json", mlp())
        first, second = self.path("a.safetensors"), self.path("b.safetensors")
        self.done("init", config, "--out", first)
        self.done("init", config, "--out", second)
        with open(first, "rb") as a, open(second, "rb") as b:
            self.assertEqual(a.read(), b.read())
        plain = self.records("run", config, "--store", self.store, kind="step")
        from_file = self.records("run", self.write("d.json", mlp(init={"file": first})), "--store", self.store, kind="step")
        self.assertEqual([step["loss"] for step in plain], [step["loss"] for step in from_file])
        self.done("weights", "fp16", "--store", self.store, "--out", second)
        with open(second, "rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(length))
        self.assertEqual({name for name in header if name != "__metadata__"},
                         {f"layers.{i}.{part}" for i in (0, 2) for part in ("weight", "bias")})
        self.assertEqual(header["layers.0.weight"]["shape"], [32, 8])

    def test_what_a_store_holds(self):
        self.done("run", self.write("c.json", mlp()), "--store", self.store)
        for arguments in (["list"], ["show", "fp16"], ["show", "blobs/fp16", "--steps"], ["compare", "fp32", "fp16"]):
            self.assertIn("fp16", self.done(*arguments, "--store", self.store))
        compared = json.loads(self.done("compare", "fp32", "fp16", "--store", self.store, "--json"))
        self.assertEqual([run["run"] for run in compared["runs"]], ["fp32", "fp16"])
        self.assertEqual(compared["differences"]["/run/precision"], ["fp32", "fp16-mixed"])
        self.assertGreater(compared["runs"][1]["largest_gap"], 0)
        shown = json.loads(self.done("show", "fp32", "--store", self.store, "--json", "--steps"))
        self.assertEqual(len(shown["step_rows"]), 60)
        self.assertEqual([each["step"] for each in shown["evaluations"]], [20, 40, 60])
        self.assertTrue(math.isfinite(shown["evaluations"][-1]["loss"]))

    def test_devices_help_and_version(self):
        devices = [json.loads(line) for line in self.done("devices", "--json").splitlines()]
        cpu = next(device for device in devices if device["backend"] == "cpu")
        self.assertTrue(cpu["offered"])
        for device in devices:
            self.assertTrue(device["offered"] or device["reason"])
        self.assertRegex(self.done("--version"), r"^scalescope-cli \d+\.\d+\.\d+\n$")
        self.assertIn("Examples:", self.done("--help"))
        self.assertIn("--checkpoint-every", self.done("run", "--help"))


if __name__ == "__main__":
    main()
