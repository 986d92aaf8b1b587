"""A desktop knows a store and a configuration for what they are, and which program opens them."""

import configparser
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
APPLICATIONS = os.path.join(ROOT, "resources", "applications", "org.scalescope.ScaleScope")
CONFIG = """{"scalescope": 1, "dataset": {"kind": "synthetic", "generator": "blobs", "classes": 2}, "steps": 1, "batch_size": 16,
 "network": {"input": [2], "layers": [{"type": "linear", "out": 2}]}, "runs": [{"name": "a", "precision": "fp32"}]}"""


class FileTypes(unittest.TestCase):
    program = update = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="scalescope-types-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        packages = os.path.join(self.folder, "mime", "packages")
        os.makedirs(packages)
        shutil.copy(APPLICATIONS + ".mime.xml", packages)
        result = subprocess.run([self.update, os.path.join(self.folder, "mime")], stderr=subprocess.PIPE, text=True,
                                env={**os.environ, "XDG_DATA_HOME": self.folder})
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def magic(self, mime_type):
        """The priority and the (offset, value) of one type's magic, as update-mime-database read them."""
        with open(os.path.join(self.folder, "mime", "magic"), "rb") as file:
            text = file.read()
        start = text.index(b":" + mime_type.encode() + b"]\n")
        section = text[start:].split(b"\n[")[0]
        rules = []
        at = section.index(b"\n") + 1
        while at < len(section):
            offset = section[section.index(b">", at) + 1:section.index(b"=", at)]
            value = section.index(b"=", at) + 1
            length = int.from_bytes(section[value:value + 2], "big")
            rules.append((int(offset), section[value + 2:value + 2 + length]))
            at = value + 2 + length + 1
        return rules

    def test_a_real_store_has_the_magic(self):
        config = os.path.join(self.folder, "c.json")
        with open(config, "w") as file:
            file.write(CONFIG)
        store = os.path.join(self.folder, "of any name")
        subprocess.run([self.program, "run", config, "--store", store], check=True, stderr=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, env={**os.environ, "OMP_NUM_THREADS": "1"})
        with open(store, "rb") as file:
            head = file.read(100)
        rules = self.magic("application/x-scalescope-store")
        self.assertEqual(len(rules), 2)
        for offset, value in rules:
            self.assertEqual(head[offset:offset + len(value)], value)

    def test_the_desktop_file_opens_the_types_there_are(self):
        entry = configparser.ConfigParser(interpolation=None, strict=False)
        entry.optionxform = str
        entry.read(APPLICATIONS + ".desktop", encoding="utf-8")
        types = [each for each in entry["Desktop Entry"]["MimeType"].split(";") if each]
        self.assertEqual(len(types), 2)
        for each in types:
            self.assertTrue(os.path.exists(os.path.join(self.folder, "mime", each + ".xml")), each)


if __name__ == "__main__":
    FileTypes.program = sys.argv.pop()
    FileTypes.update = sys.argv.pop()
    unittest.main(verbosity=2)
