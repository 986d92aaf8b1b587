"""Killed with SIGKILL 30 times at random moments: the store is whole each time, rows older than a second are there,
and the resumed experiment ends with the same bits as one that nobody killed."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
import unittest

from program import ProgramTest, main, mlp

KILLS = 30
KILLS_PER_EXPERIMENT = 5
STEPS = 3000
ROW_COLUMNS = ("loss, scale, grad_norm, learning_rate, accuracy, found_inf, applied, overflow, underflow, "
               "cast_elements, lost_updates, samples, nan_mask")


def experiment():
    return mlp(steps=STEPS, eval_every=1000)


class Witness(threading.Thread):
    """Reads the lines of a training process and keeps when each step was told."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process = process
        self.told = {}           # (run, step) → time
        self.latest = -1
        self.start()

    def run(self):
        for line in self.process.stdout:
            try:
                record = json.loads(line)
            except ValueError:   # the line that the kill cut off
                return
            if record["type"] == "step":
                self.told[record["run"], record["step"]] = time.monotonic()
                self.latest = record["step"]


class Kill(ProgramTest):
    def start(self, *arguments):
        process = subprocess.Popen([self.program, *arguments, "--store", self.store, "--checkpoint-every", "100", "--json"],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=self.environment())
        return process, Witness(process)

    def kill_at_random(self, process, witness, random_source, first_step):
        """Kills in the first instants of the process, or a moment after some step. The moment is chosen by step, so
        that a slow machine meets the same places. False if training was over before."""
        if random_source.random() < 0.25:
            time.sleep(random_source.uniform(0.0, 0.2))
        else:
            wanted = random_source.randint(first_step, (first_step + STEPS) // 2)
            while witness.latest < wanted and process.poll() is None:
                time.sleep(0.001)
            time.sleep(random_source.uniform(0.0, 0.05))
        killed = time.monotonic()
        process.send_signal(signal.SIGKILL)
        process.wait()
        witness.join()
        process.stdout.close()
        return killed, process.returncode == -signal.SIGKILL

    def stored_rows(self, store):
        database = sqlite3.connect(store)
        try:
            rows = database.execute(f"SELECT r.name, s.step, {ROW_COLUMNS} FROM steps s JOIN runs r ON r.id = s.run_id "
                                    "ORDER BY r.position, s.step").fetchall()
        finally:
            database.close()
        return {(row[0], row[1]): row[2:] for row in rows}

    def weights(self, run, store):
        out = self.path("weights.safetensors")
        self.done("weights", run, "--store", store, "--out", out)
        with open(out, "rb") as file:
            return file.read()

    def has_runs(self):
        if not os.path.exists(self.store) or os.path.getsize(self.store) == 0:
            return False
        self.done("check", self.store)
        return bool(self.done("list", "--store", self.store, "--json").strip())

    def finished(self):
        lines = self.done("list", "--store", self.store, "--json").splitlines()
        return {json.loads(line)["state"] for line in lines} == {"finished"}

    def test_thirty_kills(self):
        seed = random.randrange(2**32)
        print(f"seed {seed}")
        random_source = random.Random(seed)
        config = self.write("c.json", experiment())
        whole = self.path("whole.sqlite")
        self.done("run", config, "--store", whole)
        expected = self.stored_rows(whole)
        self.assertEqual(len(expected), 2 * STEPS)

        kills = 0
        while kills < KILLS:
            kills += self.kill_one_experiment(config, random_source, min(KILLS_PER_EXPERIMENT, KILLS - kills))
            if not self.finished():
                self.done("resume", "fp16", "--store", self.store, "--checkpoint-every", "100")
            self.done("check", self.store)
            self.assertEqual(self.stored_rows(self.store), expected)
            for run in ("fp32", "fp16"):
                self.assertEqual(self.weights(run, self.store), self.weights(run, whole))
        self.assertEqual(kills, KILLS)

    def kill_one_experiment(self, config, random_source, most):
        """Starts an experiment in a new store, kills it and its resumptions; returns how many kills met a process."""
        for name in os.listdir(self.folder):
            if name.startswith("runs.sqlite"):
                os.remove(self.path(name))
        kills = 0
        first_step = 0
        while kills < most:
            begun = self.has_runs()
            process, witness = self.start(*(["resume", "fp16"] if begun else ["run", config]))
            killed, met = self.kill_at_random(process, witness, random_source, first_step)
            kills += met
            if not self.has_runs():
                continue
            rows = self.stored_rows(self.store)
            lost = [step for step, told in witness.told.items() if told < killed - 1.0 and step not in rows]
            self.assertEqual(lost, [], "rows older than a second are not in the store")
            first_step = min(max((step for _, step in rows), default=0), STEPS - 200)
            if self.finished():
                return kills
        if not self.has_runs():
            self.done("run", config, "--store", self.store)
        return kills


if __name__ == "__main__":
    main()
