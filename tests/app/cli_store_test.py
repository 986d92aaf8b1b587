"""Stores that are foreign, newer, locked, read-only or out of room: a clear message, and nothing is changed."""

import contextlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import unittest

from program import ProgramTest, main, mlp

NOBODY = 65534


def content(path):
    with open(path, "rb") as file:
        return file.read()


class Store(ProgramTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("c.json", mlp())

    def every_command(self):
        """Arguments of every command that opens a store, this one."""
        yield ["run", self.config, "--store", self.store]
        yield ["resume", "fp16", "--store", self.store]
        yield ["list", "--store", self.store]
        yield ["show", "fp16", "--store", self.store]
        yield ["compare", "fp32", "fp16", "--store", self.store]
        yield ["culprit", "fp16", "--store", self.store]
        yield ["inspect", "fp16", "--store", self.store]
        yield ["whatif", "fp16", "--scale", "8", "--store", self.store]
        yield ["weights", "fp16", "--store", self.store, "--out", self.path("out.safetensors")]
        yield ["check", self.store]

    def refused_by_all(self, *parts):
        before = content(self.store)
        for arguments in self.every_command():
            self.refused(["runs.sqlite", *parts], *arguments)
            self.assertEqual(content(self.store), before, arguments)
        self.assertFalse(os.path.exists(self.path("out.safetensors")))

    def test_a_file_that_is_no_database(self):
        self.write("runs.sqlite", "Dear diary, " * 500)
        self.refused_by_all()

    def test_a_database_of_another_program(self):
        with sqlite3.connect(self.store) as database:
            database.execute("CREATE TABLE recipes (name TEXT)")
            database.execute("INSERT INTO recipes VALUES ('soup')")
        database.close()
        self.refused_by_all()

    def test_a_newer_schema(self):
        self.done("run", self.config, "--store", self.store)
        database = sqlite3.connect(self.store)
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("PRAGMA user_version = 999")
        database.close()
        self.refused_by_all("999")

    def test_no_such_store(self):
        for arguments in list(self.every_command())[1:]:
            self.refused(["runs.sqlite"], *arguments)
            self.assertFalse(os.path.exists(self.store))

    def test_a_folder_in_place_of_a_store(self):
        os.mkdir(self.store)
        for arguments in self.every_command():
            self.refused(["runs.sqlite"], *arguments)

    def test_no_such_run(self):
        self.done("run", self.config, "--store", self.store)
        self.refused(["runs.sqlite", "fp99", "fp16"], "show", "fp99", "--store", self.store)
        self.refused(["runs.sqlite", "77"], "show", "77", "--store", self.store)

    def test_damage_is_found(self):
        self.done("run", self.config, "--store", self.store)
        database = sqlite3.connect(self.store)
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("DELETE FROM steps WHERE step = 7")
        database.commit()
        database.close()
        result = self.call("check", self.store)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("run 1", result.stdout)
        self.assertIn("runs.sqlite", result.stderr)

    def test_damaged_stores_are_refused_by_name(self):
        self.done("run", self.config, "--store", self.store)
        whole = content(self.store)
        middle = len(whole) // 2 // 4096 * 4096
        for damaged in whole[:middle], whole[:8192] + os.urandom(len(whole) - 8192):
            with open(self.store, "wb") as file:
                file.write(damaged)
            for arguments in (["list"], ["show", "fp16"], ["compare", "fp32", "fp16"], ["resume", "fp16"]):
                self.refused(["runs.sqlite"], *arguments, "--store", self.store)
            self.assertIn(self.call("check", self.store).returncode, (1, 2))
            self.assertEqual([name for name in os.listdir(self.folder) if "-wal" in name or "-shm" in name], [])
        with open(self.store, "wb") as file:
            file.write(whole)
        with contextlib.closing(sqlite3.connect(self.store)) as database, database:
            database.execute("DROP TABLE evaluations")
        self.refused(["runs.sqlite", "evaluations"], "run", self.config, "--store", self.store)

    def test_a_store_that_another_program_keeps_locked(self):
        self.done("run", self.config, "--store", self.store)
        database = sqlite3.connect(self.store, isolation_level=None)
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("BEGIN EXCLUSIVE")
        database.execute("INSERT INTO notes VALUES (1, 'mine')")
        try:
            result = self.call("run", self.config, "--store", self.store)
        finally:
            database.execute("ROLLBACK")
            database.close()
        self.assertIn(result.returncode, (1, 2), result.stderr)
        self.assertIn("runs.sqlite", result.stderr)
        self.assertIn("lock", result.stderr)
        self.assertEqual(len(self.runs()), 2, "the run that could not be stored left something behind")
        self.done("check", self.store)

    def runs(self):
        return [json.loads(line) for line in self.done("list", "--store", self.store, "--json").splitlines()]

    def test_a_store_that_may_not_be_written(self):
        self.done("run", self.config, "--store", self.store)
        for name in os.listdir(self.folder):
            if name.startswith("runs.sqlite"):
                os.chmod(self.path(name), 0o444)
        os.chmod(self.folder, 0o555)
        self.addCleanup(os.chmod, self.folder, 0o755)
        before = content(self.store)
        self.refused(["runs.sqlite"], "run", self.config, "--store", self.store, **self.as_nobody())
        self.assertEqual(content(self.store), before)
        # Reading is still allowed.
        self.assertIn("fp16", self.done("list", "--store", self.store, **self.as_nobody()))

    def as_nobody(self):
        """Options of a call that the super-user's rights do not help; from a place that everybody may enter."""
        if os.geteuid() != 0:
            return {}
        folder = os.path.dirname(self.program)
        copy = "/tmp/scalescope-cli-of-nobody-" + str(os.getpid())
        if not os.path.exists(copy):
            shutil.copy(self.program, copy)
            self.addCleanup(os.remove, copy)
        self.assertTrue(folder)
        self.program = copy
        return {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def test_a_full_disk(self):
        """A small file system of its own where that may be mounted, else a limit on the size of files."""
        disk = self.path("disk")
        os.mkdir(disk)
        config = self.write("long.json", mlp(steps=6000, eval_every=0))
        store = os.path.join(disk, "runs.sqlite")
        script = ('mount -t tmpfs -o size=400k none "$1" && shift && "$@"; code=$?; '
                  '"$1" check "$5" >&2 || code=99; exit $code')
        mounted = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=400k none "$0"', disk]
        if subprocess.run(mounted, stderr=subprocess.DEVNULL).returncode == 0:
            result = subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", disk, self.program, "run", config,
                                     "--store", store], capture_output=True, text=True, env=self.environment())
            self.judge_full(result)

    def test_a_limit_on_file_size(self):
        config = self.write("long.json", mlp(steps=6000, eval_every=0))
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
        result = self.call("run", config, "--store", self.store, preexec_fn=limit)
        self.judge_full(result)
        self.done("check", self.store)
        for run in self.runs():
            self.assertNotEqual(run["state"], "finished")

    def judge_full(self, result):
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("runs.sqlite", result.stderr)
        self.assertIn("scalescope-cli resume", result.stderr)
        # What was learned is told all the same.
        self.assertRegex(result.stdout, "(?m)^ *[0-9]+ +fp16 +finished +6000")


if __name__ == "__main__":
    main()
