"""What `cmake --install` puts where, and that it works wherever it is moved to."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest


class Installed(unittest.TestCase):
    cmake = build = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="scalescope-installed-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        first = os.path.join(cls.folder, "first")
        subprocess.run([cls.cmake, "--install", cls.build, "--prefix", first], check=True, stdout=subprocess.DEVNULL)
        cls.prefix = os.path.join(cls.folder, "moved to", "another place")
        os.makedirs(os.path.dirname(cls.prefix))
        os.rename(first, cls.prefix)

    def path(self, *parts):
        return os.path.join(self.prefix, *parts)

    def call(self, program, *arguments):
        environment = {**os.environ, "HOME": self.folder, "XDG_DATA_HOME": self.path("data"), "OMP_NUM_THREADS": "1",
                       "QT_QPA_PLATFORM": "offscreen"}
        return subprocess.run([self.path("bin", program), *arguments], env=environment, cwd=self.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100)

    def test_lessons_are_those_beside_the_program(self):
        lessons = self.path("share", "scalescope", "lessons")
        self.assertTrue(os.path.isfile(os.path.join(lessons, "why-loss-scaling", "lesson.json")))
        taken = os.path.join(self.folder, "taken away")
        os.rename(os.path.join(lessons, "adam-eps"), taken)
        self.addCleanup(os.rename, taken, os.path.join(lessons, "adam-eps"))
        result = self.call("scalescope-cli", "lesson")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("why-loss-scaling", result.stdout)
        self.assertNotIn("adam-eps", result.stdout)

    def test_the_cuda_module_is_looked_for_beside_the_program(self):
        there = self.path("lib", "scalescope", "libscalescope_cuda.so")
        if not os.path.exists(there):
            os.makedirs(os.path.dirname(there), exist_ok=True)
            self.addCleanup(os.remove, there)
            with open(there, "w") as file:
                file.write("no library")
            result = self.call("scalescope-cli", "devices")
            self.assertIn("libscalescope_cuda.so", result.stdout)
            self.assertIn("cannot be loaded", result.stdout)

    def test_no_file_tells_of_where_it_was_built(self):
        for folder, _, names in os.walk(self.path("share")):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(os.path.dirname(self.build).encode(), file.read(), os.path.join(folder, name))

    def test_pages_and_completions_are_there(self):
        programs = [each for each in ("scalescope-cli", "scalescope") if os.path.exists(self.path("bin", each))]
        self.assertIn("scalescope-cli", programs)
        for program in programs:
            for place in (("man", "man1", program + ".1.gz"), ("bash-completion", "completions", program),
                          ("zsh", "vendor-completions", "_" + program),
                          ("fish", "vendor_completions.d", program + ".fish")):
                self.assertGreater(os.path.getsize(self.path("share", *place)), 0, place)

    def test_the_python_module_is_there(self):
        self.assertTrue(os.path.isfile(self.path("share", "scalescope", "python", "scalescope_torch.py")))

    def test_the_page_names_nobodys_home(self):
        page = subprocess.run(["gzip", "-dc", self.path("share", "man", "man1", "scalescope-cli.1.gz")], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
        self.assertIn("\\(ti/.local/share/scalescope/runs.sqlite", page)
        self.assertNotIn("HOME/", page)
        self.assertNotIn("root/", page)

    def test_the_desktop_program_starts(self):
        if not os.path.exists(self.path("bin", "scalescope")):
            self.skipTest("built without the desktop program")
        result = self.call("scalescope", "--version")
        self.assertEqual(result.returncode, 0, result.stderr)
        picture = os.path.join(self.folder, "window.png")
        result = self.call("scalescope", "--screenshot", picture, "--after-steps", "0")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertGreater(os.path.getsize(picture), 10_000)
        icon = "org.scalescope.ScaleScope.svg"
        self.assertTrue(os.path.isfile(self.path("share", "icons", "hicolor", "scalable", "apps", icon)))


if __name__ == "__main__":
    Installed.build = os.path.abspath(sys.argv.pop())
    Installed.cmake = sys.argv.pop()
    unittest.main(verbosity=2)
