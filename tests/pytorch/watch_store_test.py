"""The store that scalescope_torch.py writes: shared with others, refused where it is none, and whole after a kill."""

import json
import math
import os
import signal
import sqlite3
import subprocess
import sys
import time
import unittest
import unittest.mock

import torch

from watched import MODULE, Loop, rows, scalescope_torch as module
from program import ProgramTest, mlp

HERE = os.path.dirname(os.path.abspath(__file__))

torch.set_num_threads(1)  # OpenMP's other threads are missing in a forked child, which would wait for them


class StoreTest(ProgramTest):
    def watch(self, loop, **options):
        return module.watch(loop.model, loop.optimizer, loop.scaler, store=self.store, **{"name": "amp", "every": 5, **options})

    def script(self, body, *arguments, told="", **options):
        """A program of its own, in which `loop` is watched by `watch`."""
        head = (f"import sys\nsys.path.insert(0, {HERE!r})\nfrom watched import Loop, scalescope_torch as module\n"
                f"loop = Loop()\nwatch = module.watch(loop.model, loop.optimizer, loop.scaler, store={self.store!r}, "
                f"name='amp', every=5{told})\n")
        path = self.write("train.py", head + body)
        return subprocess.Popen([sys.executable, "-B", path, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, **options)

    def state(self, run=1):
        return rows(self.store, "SELECT state, state_message, writer FROM runs WHERE id = ?", run)[0]

    def whole(self):
        self.assertIn("whole", self.done("check", self.store))


class Refusals(StoreTest):
    def refused_module(self, parts, store):
        content = None
        if os.path.isfile(store):
            with open(store, "rb") as file:
                content = file.read()
        beside = sorted(os.listdir(self.folder))
        with self.assertRaises(module.StoreError) as caught:
            loop = Loop()
            module.watch(loop.model, loop.optimizer, loop.scaler, store=store)
        message = str(caught.exception)
        self.assertNotIn("\n", message)
        for part in (store, *parts):
            self.assertIn(part, message)
        self.assertEqual(sorted(os.listdir(self.folder)), beside)
        if content is not None:
            with open(store, "rb") as file:
                self.assertEqual(file.read(), content)
        loop.train(1)  # a refusal leaves the loop as it was

    def database(self, *statements):
        path = self.path("other.sqlite")
        db = sqlite3.connect(path)
        for statement in statements:
            db.execute(statement)
        db.commit()
        db.close()
        return path

    def test_what_is_no_database(self):
        self.refused_module(["not an SQLite database"], self.write("a.txt", "a" * 4000))
        self.refused_module(["not an SQLite database"], self.write("b.txt", "short"))

    def test_a_database_of_another_program(self):
        self.refused_module(["another program"], self.database("CREATE TABLE t (x)"))

    def test_a_newer_and_an_older_store(self):
        application = f"PRAGMA application_id = {module.APPLICATION_ID}"
        newer = self.database(application, f"PRAGMA user_version = {module.SCHEMA_VERSION + 1}", "CREATE TABLE t (x)")
        self.refused_module(["newer ScaleScope"], newer)
        os.remove(newer)
        older = self.database(application, "PRAGMA user_version = 1", "CREATE TABLE t (x)")
        self.refused_module(["older ScaleScope"], older)

    def test_places_where_no_store_can_be(self):
        self.refused_module(["not a regular file"], self.folder)
        self.refused_module(["folder"], "/proc/none/runs.sqlite")
        self.refused_module(["its folder does not exist"], self.path("none/runs.sqlite"))

    def test_the_default_stores_folder_is_made(self):
        loop = Loop()
        with unittest.mock.patch.dict(os.environ, {"XDG_DATA_HOME": self.path("data")}):
            module.watch(loop.model, loop.optimizer, loop.scaler).close()
        self.assertEqual(rows(self.path("data/scalescope/runs.sqlite"), "SELECT state FROM runs"), [("finished",)])

    @unittest.skipIf(os.geteuid() == 0, "nothing is read-only for root")
    def test_a_store_that_is_read_only(self):
        self.watch(Loop()).close()
        os.chmod(self.store, 0o444)
        self.refused_module(["read-only"], self.store)


class Arguments(StoreTest):
    REFUSED = {
        "every": (-1, 2.5, "often", None, True, 2**63),
        "batch_size": (-4, 0, 1.5),
        "steps": (-3, "many"),
        "seed": (1.5, "x", 2**64),
        "clip": (-1, 0, math.inf, math.nan, "norm", True, {}, {"max": 1, "by": "size"}, {"max": 1, "when": "never"},
                 {"max": 1, "norm": 2}),
        "precision": ("foo\n", "", 16),
        "name": ("a\nb", "a\x1b[31m", " ", 7, "\udc80"),
        "experiment": ("a\tb", 7),
        "tags": ("a,b", ["a", "b\n"], [1], 5),
        "notes": (5,),
        "config": ([1], "lr"),
    }

    def test_nonsense_is_refused(self):
        loop = Loop()
        for argument, values in self.REFUSED.items():
            for value in values:
                with self.subTest(argument=argument, value=value), self.assertRaises(ValueError) as caught:
                    self.watch(loop, **{argument: value})
                said = str(caught.exception)
                self.assertRegex(said, f"^{argument}: expected .+, found .+$")
                self.assertFalse(module._NO_LINE.search(said), said)
        self.assertEqual(os.listdir(self.folder), [])
        loop.train(1)

    def test_the_message(self):
        for options, said in (({"every": -1}, "every: expected a whole number from 0 on, found -1"),
                              ({"config": [1]}, "config: expected a dict, found [1]"),
                              ({"tags": ["a,b"]}, "tags: expected tags without a comma, at which the window parts them,"
                                                  " found 'a,b'")):
            with self.assertRaises(ValueError) as caught:
                self.watch(Loop(), **options)
            self.assertEqual(str(caught.exception), said)

    def test_what_makes_sense_is_taken(self):
        self.watch(Loop(), every=5.0, steps=10.0, batch_size=torch.tensor(4), seed=2**64 - 1, clip={"max": 2},
                   name="é 1", precision="fp16 ü", experiment="", tags=("a b", ""), notes="two\nlines",
                   config={"a": [1]}).close()
        stored = rows(self.store, "SELECT e.name, seed, planned_steps, precision, details FROM runs JOIN experiments e"
                                  " ON e.id = experiment_id")
        self.assertEqual(stored[0][:-1], ("é 1", -1, 10, "fp16 ü"))
        details = json.loads(stored[0][-1])
        self.assertEqual((details["seed"], details["batch_size"], details["a"]), (2**64 - 1, 4, [1]))
        self.assertEqual(details["clip"], {"by": "norm", "max": 2.0, "when": "after-unscale"})
        self.whole()

    def test_nothing_is_checked_of_what_is_not_enabled(self):
        self.watch(Loop(), enabled=False, every=-1).close()


class Sharing(StoreTest):
    def test_others_read_and_write_meanwhile(self):
        config = self.write("c.json", mlp(steps=200))
        loop = Loop()
        watch = self.watch(loop)
        other = subprocess.Popen([self.program, "run", config, "--store", self.store], env=self.environment(),
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        counts = []
        while other.poll() is None or len(counts) < 3:
            loop.train(20, watch)
            self.assertTrue(watch.flush())
            counts.append(rows(self.store, "SELECT count(*) FROM steps WHERE run_id = ?", watch.run)[0][0])
        self.assertEqual(counts, [20 * (i + 1) for i in range(len(counts))])
        self.assertEqual(other.returncode, 0, other.stderr.read())
        other.stderr.close()
        self.assertEqual(self.state(watch.run)[0], "running")
        watch.close()
        self.whole()
        states = rows(self.store, "SELECT name, state FROM run_list ORDER BY name")
        self.assertEqual(states, [("amp", "finished"), ("fp16", "finished"), ("fp32", "finished")])

    def test_training_does_not_wait_for_a_store_that_is_locked(self):
        loop = Loop()
        watch = self.watch(loop)
        self.assertTrue(watch.flush())
        db = sqlite3.connect(self.store, isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        loop.train(30, watch)  # would never end if it waited
        self.assertEqual(rows(self.store, "SELECT count(*) FROM steps"), [(0,)])
        db.execute("ROLLBACK")
        db.close()
        self.assertTrue(watch.flush())
        self.assertEqual(rows(self.store, "SELECT count(*) FROM steps"), [(30,)])
        watch.close()
        self.whole()

    def test_two_runs_of_one_process(self):
        loops = [Loop(), Loop()]
        watches = [self.watch(loop) for loop in loops]
        for loop, watch in zip(loops, watches):
            loop.train(3, watch)
        watches[0].close()
        # The program asks the kernel whether the second one's writer lives, as the window does.
        self.assertIn("running", self.done("list", "--store", self.store))
        watches[1].close()
        self.assertFalse(os.path.exists(self.store + "-lock"))
        self.whole()

    def test_a_store_that_is_removed_meanwhile(self):
        process = self.script("loop.train(5, watch)\nwatch.flush()\nprint('go', flush=True)\nsys.stdin.readline()\n"
                              "loop.train(50, watch)\nwatch.flush()\nprint('alive')\n", stdin=subprocess.PIPE)
        process.stdout.readline()
        os.remove(self.store)
        out, err = process.communicate("go\n")
        self.assertEqual((process.returncode, out), (0, "alive\n"))
        self.assertIn("the store was removed", err)
        self.assertEqual(len(err.strip().splitlines()), 1, err)

    def test_a_run_that_is_removed_meanwhile(self):
        process = self.script("loop.train(5, watch)\nwatch.flush()\nprint('go', flush=True)\nsys.stdin.readline()\n"
                              "loop.train(50, watch)\nwatch.flush()\nprint('alive')\n", stdin=subprocess.PIPE)
        process.stdout.readline()
        db = sqlite3.connect(self.store)
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("DELETE FROM runs")
        db.commit()
        db.close()
        out, err = process.communicate("go\n")
        self.assertEqual((process.returncode, out), (0, "alive\n"))
        self.assertEqual(len(err.strip().splitlines()), 1, err)
        self.whole()


class Endings(StoreTest):
    def end(self, body, *arguments, **options):
        process = self.script(body, *arguments, **options)
        out, err = process.communicate()
        return process.returncode, err

    def test_at_exit(self):
        code, err = self.end("loop.train(7, watch)\n")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(self.state(), ("finished", "", None))
        self.assertEqual(rows(self.store, "SELECT count(*) FROM steps"), [(7,)])

    def test_before_all_planned_steps(self):
        code, err = self.end("loop.train(7, watch)\nsys.exit(3)\n", told=", steps=40")
        self.assertEqual((code, err), (3, ""))
        self.assertEqual(self.state(), ("stopped", "the program ended after 7 of 40 steps", None))

    def test_with_an_exception(self):
        self.assertEqual(self.end("loop.train(7, watch)\nraise ValueError('no more data')\n")[0], 1)
        self.assertEqual(self.state(), ("failed", "ValueError: no more data", None))
        self.end("with watch:\n    loop.train(1, watch)\n    raise RuntimeError('out of memory')\n")
        self.assertEqual(self.state(2), ("failed", "RuntimeError: out of memory", None))
        self.assertEqual(rows(self.store, "SELECT message FROM events WHERE kind = 'state' AND run_id = 2"),
                         [("failed: RuntimeError: out of memory",)])

    def test_by_the_keyboard(self):
        process = self.script("print('go', flush=True)\nwhile True:\n    loop.train(1, watch)\n")
        process.stdout.readline()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.communicate()
        self.assertEqual(self.state()[0], "stopped")
        self.whole()

    def stored(self, run):
        return rows(self.store, "SELECT count(*) FROM steps WHERE run_id = ?", run)[0][0]

    def test_by_a_kill(self):
        for run in range(1, 5):
            process = self.script("while True:\n    loop.train(1, watch)\n    print(len(loop.steps), flush=True)\n",
                                  env={**os.environ, "PYTHONUNBUFFERED": "1"})
            # Killed at different places; the last one when some of its steps are in the store.
            while int(process.stdout.readline()) < 60 * run or run == 4 and not self.stored(run):
                pass
            process.kill()
            process.communicate()
            self.whole()
            self.assertEqual(self.state(run)[0], "running")
            steps = rows(self.store, "SELECT count(*), max(step) FROM steps WHERE run_id = ?", run)[0]
            if steps[0]:
                self.assertEqual(steps[1] + 1, steps[0])
            listed = [line for line in self.done("list", "--store", self.store).splitlines() if line.startswith(f"{run} ")]
            self.assertIn("interrupted", listed[0])
        self.assertGreater(rows(self.store, "SELECT count(*) FROM steps")[0][0], 0)
        # Who writes next marks them.
        self.done("run", self.write("c.json", mlp(steps=5)), "--store", self.store)
        self.assertEqual({self.state(run)[0] for run in range(1, 5)}, {"interrupted"})

    def test_forked_children_write_nothing(self):
        loop = Loop()
        watch = self.watch(loop)
        loop.train(2, watch)
        child = os.fork()
        if child == 0:
            try:
                loop.train(2, watch)
                watch.close()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        self.assertIn("running", self.done("list", "--store", self.store))
        data = torch.utils.data.TensorDataset(torch.randn(8, 2))
        self.assertEqual(len(list(torch.utils.data.DataLoader(data, num_workers=2))), 8)
        loop.train(2, watch)
        watch.close()
        self.assertEqual(rows(self.store, "SELECT count(*) FROM steps"), [(4,)])
        self.assertEqual(self.state(), ("finished", "", None))
        self.whole()

    def test_other_ranks_write_nothing(self):
        process = self.script("print(watch.run)\nloop.train(2, watch)\nwatch.evaluation(1.0)\nwatch.close()\n",
                              env={**os.environ, "RANK": "1"})
        out, err = process.communicate()
        self.assertEqual((process.returncode, out, err), (0, "None\n", ""))
        self.assertFalse(os.path.exists(self.store))


class Alone(ProgramTest):
    def test_the_file_needs_nothing_beside_it(self):
        with open(MODULE, "rb") as file:
            self.write("scalescope_torch.py", file.read())
        call = subprocess.run([sys.executable, "-B", "-c", "import scalescope_torch; print(scalescope_torch.default_store())"],
                              cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE, text=True, check=True)
        self.assertEqual(call.stdout.strip(), self.path("data/scalescope/runs.sqlite"))


class Example(ProgramTest):
    def test_trains_and_shows_a_spike(self):
        example = os.path.join(os.path.dirname(MODULE), "example_amp.py")
        subprocess.run([sys.executable, "-B", "-W", "ignore", example, self.store], check=True, env=self.environment())
        self.assertIn("whole", self.done("check", self.store))
        self.assertEqual(rows(self.store, "SELECT state, steps FROM run_list"), [("finished", 400)])
        largest = rows(self.store, "SELECT max(loss) FROM steps WHERE step = 250")[0][0]
        if rows(self.store, "SELECT scaler FROM runs") == [("none",)]:
            self.assertGreater(largest, 100.0)
        else:
            self.assertIn("Input spike", self.done("culprit", "1", "--store", self.store, "--step", "250"))


if __name__ == "__main__":
    ProgramTest.program = sys.argv.pop(1)
    unittest.main(verbosity=2)
