"""The desktop program as a process: in a real X server, and without any display."""

import contextlib
import os
import shutil
import sqlite3
import struct
import subprocess
import time
import unittest

from program import ProgramTest, main, mlp


def png_size(path):
    with open(path, "rb") as file:
        head = file.read(24)
    assert head[:8] == b"\x89PNG\r\n\x1a\n", "not a PNG file"
    return struct.unpack(">II", head[16:24])


class Desktop(ProgramTest):
    def start(self, platform, *arguments):
        environment = {**self.environment(), "QT_QPA_PLATFORM": platform}
        prefix = []
        if platform == "xcb" and not os.environ.get("DISPLAY"):
            prefix = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24"]
        return subprocess.run([*prefix, self.program, *arguments], env=environment, timeout=240, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder)

    @unittest.skipUnless(shutil.which("xvfb-run"), "no xvfb-run")
    def test_a_window_trains_and_is_pictured(self):
        config = self.write("c.json", mlp(steps=400))
        picture = self.path("window.png")
        result = self.start("xcb", config, "--store", self.store, "--screenshot", picture, "--after-steps", "100",
                            "--size", "1200x800")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(png_size(picture), (1200, 800))
        self.assertGreater(os.path.getsize(picture), 10_000, "an empty window")

    def test_a_breakpoint_is_pictured_before_the_update(self):
        picture = self.path("held.png")
        result = self.start("offscreen", self.write("c.json", mlp(steps=400)), "--store", self.store, "--screenshot",
                            picture, "--after-steps", "300", "--break-on", "step=7")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertGreater(os.path.getsize(picture), 10_000, "an empty window")
        with contextlib.closing(sqlite3.connect(self.store)) as store:
            events = store.execute("SELECT DISTINCT step FROM events WHERE kind = 'breakpoint'").fetchall()
            self.assertEqual(events, [(7,)])
        result = self.start("offscreen", "--start", "--break-on", "underflow=much", "--store", self.store)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("underflow=PERCENT", result.stderr)

    def test_a_configuration_and_a_store_are_opened_together(self):
        config = self.write("c.json", mlp(steps=20))
        plots = self.path("plots")
        result = self.start("offscreen", config, "--store", self.store, "--export-plots", plots)
        self.assertEqual(result.returncode, 0, result.stderr)
        for files in ((config, self.store), (self.store, config)):
            result = self.start("offscreen", *files, "--export-plots", plots)
            self.assertEqual(result.returncode, 0, result.stderr)
        with contextlib.closing(sqlite3.connect(self.store)) as store:
            self.assertEqual(store.execute("SELECT count(*) FROM experiments").fetchone(), (3,))
        result = self.start("offscreen", config, config, "--export-plots", plots)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("expected one configuration", result.stderr)

    def test_plots_without_a_display(self):
        config = self.write("c.json", mlp())
        plots = self.path("plots")
        result = self.start("offscreen", config, "--store", self.store, "--export-plots", plots)
        self.assertEqual(result.returncode, 0, result.stderr)
        pictures = [name for name in os.listdir(plots) if name.endswith(".png")]
        self.assertGreaterEqual(len(pictures), 6, pictures)
        for name in pictures:
            self.assertGreater(min(png_size(os.path.join(plots, name))), 100)

    def test_bad_input_is_told_without_a_dialog(self):
        result = self.start("offscreen", self.write("c.json", mlp(steps=-1)), "--export-plots", self.path("plots"))
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("/steps", result.stderr)
        self.write("foreign.sqlite", "not a store")
        for arguments in (["--export-plots", "/proc/plots"],
                          ["--store", self.path("foreign.sqlite"), "--export-plots", self.path("plots")]):
            result = self.start("offscreen", self.write("c.json", mlp()), *arguments)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn(arguments[1], result.stderr)

    def test_a_session_that_ends_stops_training_and_keeps_the_runs(self):
        environment = {**self.environment(), "QT_QPA_PLATFORM": "offscreen"}
        config = self.write("c.json", mlp(steps=10_000_000))
        program = subprocess.Popen([self.program, config, "--store", self.store, "--start", "--settings",
                                    self.path("settings.ini")], env=environment, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 60
            while self.states() != {"running"} and time.monotonic() < deadline:
                time.sleep(0.2)
            program.terminate()
            self.assertEqual(program.wait(timeout=60), 0)
        finally:
            program.kill()
        self.assertEqual(self.states(), {"stopped"})

    def states(self):
        if not os.path.exists(self.store):
            return set()
        with contextlib.closing(sqlite3.connect(self.store, timeout=10)) as store:
            try:
                return {state for state, in store.execute("SELECT state FROM runs WHERE id IN (SELECT run_id FROM steps WHERE step = 100)")}
            except sqlite3.OperationalError:  # its tables are about to be made
                return set()


if __name__ == "__main__":
    main()
