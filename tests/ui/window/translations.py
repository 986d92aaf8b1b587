"""Finds texts of the sources that a catalogue lacks, translations that are empty, and places (%1) or tags that a
translation lost. Call: translations.py SOURCE_FOLDER"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(sys.argv.pop(1))
FOLDER = ROOT / "resources" / "translations"
CATALOGUES = ("scalescope_zh_CN.ts", "scalescope_en.ts")


def messages(path):
    """(context, source) to the translation's forms; None where it is unfinished."""
    found = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            done = translation.get("type") is None and all(forms)
            found[context.findtext("name"), message.findtext("source")] = forms if done else None
    return found


class Translations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        for name in CATALOGUES:
            shutil.copy(FOLDER / name, cls.scratch.name)
        subprocess.run([FOLDER / "update.sh", cls.scratch.name], check=True, stderr=subprocess.DEVNULL)
        cls.fresh = {name: messages(pathlib.Path(cls.scratch.name) / name) for name in CATALOGUES}

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def test_every_text_is_translated(self):
        for name, found in self.fresh.items():
            missing = [f"{context}: {source}" for (context, source), forms in found.items() if forms is None]
            self.assertEqual(missing, [], f"{name}: run resources/translations/update.sh and translate these")
        self.assertGreater(len(self.fresh[CATALOGUES[0]]), 800)

    def test_the_catalogues_hold_no_more_than_the_sources(self):
        for name, found in self.fresh.items():
            self.assertEqual(set(messages(FOLDER / name)) - set(found), set(), name)

    def test_every_text_belongs_to_the_project(self):
        """A context that the program does not ask for would never be found."""
        contexts = {context for found in self.fresh.values() for context, _ in found}
        self.assertEqual([each for each in contexts if not each.startswith("scalescope")], [])

    def test_places_and_tags_are_kept(self):
        for name, found in self.fresh.items():
            for (_, source), forms in found.items():
                for form in forms or []:
                    for pattern in (r"%[1-9n]", r"</?[a-z]+"):
                        self.assertEqual(sorted(set(re.findall(pattern, source))),
                                         sorted(set(re.findall(pattern, form))), f"{name}: {source!r}: {form!r}")

    def test_keys_for_menus_are_kept(self):
        for (_, source), forms in self.fresh[CATALOGUES[0]].items():
            key = re.search(r"&([A-Za-z])", source.replace("&&", "").replace("&nbsp;", "").replace("&lt;", ""))
            if key and not source.startswith("<"):
                self.assertRegex(forms[0], r"\(&[A-Za-z]\)", source)


if __name__ == "__main__":
    unittest.main()
