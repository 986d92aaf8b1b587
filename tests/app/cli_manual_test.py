"""The manual page and the completion of scalescope-cli, against what its help tells."""

import os
import re
import shutil
import subprocess
import unittest

from program import ProgramTest, main, mlp

COMPLETIONS = os.environ.get("SCALESCOPE_COMPLETIONS", "")


def section(help_text, title):
    """The names in one section of a help: first words of its lines that are indented by two."""
    part = re.search(rf"^{title}:\n((?:[ ].*\n|\n)*)", help_text, re.MULTILINE)
    return re.findall(r"^  (\S+)", part.group(1), re.MULTILINE) if part else []


class Manual(ProgramTest):
    def page(self):
        return self.done("--man").replace("\\-", "-")

    def test_the_page_has_every_subcommand_and_option_of_help(self):
        page = self.page()
        subcommands = section(self.done("--help"), "Subcommands")
        self.assertGreater(len(subcommands), 10)
        for subcommand in subcommands:
            part = re.search(rf"^\.SS \\fB{subcommand}\\fR\n(.*?)(?=^\.S[SH] )", page, re.MULTILINE | re.DOTALL)
            self.assertTrue(part, f"the page lacks {subcommand}")
            text = self.done(subcommand, "--help")
            for names in section(text, "Options"):
                for name in names.split(","):
                    self.assertIn(f"\\fB{name}\\fR", part.group(1), f"{subcommand} {name} is missing")
            for name in section(text, "Positionals"):
                self.assertIn(f"\\fI{name}\\fR", part.group(1), f"{subcommand} {name} is missing")

    def test_the_page_tells_how_it_ends_and_where_things_are(self):
        page = self.page()
        for title in ("NAME", "SYNOPSIS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO"):
            self.assertIn(f"\n.SH {title}\n", page)

    @unittest.skipUnless(shutil.which("groff"), "no groff")
    def test_groff_warns_of_nothing(self):
        result = subprocess.run(["groff", "-man", "-ww", "-k", "-Tutf8", "-z"], input=self.done("--man"),
                                text=True, stderr=subprocess.PIPE, check=True)
        self.assertEqual(result.stderr, "")


class Completion(ProgramTest):
    def offered(self, *words):
        return [line.split("\t")[0] for line in self.done("--complete", *words).splitlines()]

    def test_every_subcommand_and_option_is_offered(self):
        subcommands = section(self.done("--help"), "Subcommands")
        self.assertEqual(self.offered(""), subcommands)
        for subcommand in subcommands:
            names = [names.split(",")[-1] for names in section(self.done(subcommand, "--help"), "Options")]
            self.assertEqual(sorted(self.offered(subcommand, "--")), sorted(names), subcommand)

    def test_runs_are_those_of_the_store(self):
        self.assertEqual(self.offered("show", ""), [], "there is no store yet")
        self.assertFalse(os.path.exists(self.path("data")), "completion made a store")
        self.done("run", self.write("c.json", mlp(steps=20)), "--store", self.store)
        self.assertEqual(self.offered("show", "--store", self.store, ""), ["fp32", "fp16", "1", "2"])
        self.assertEqual(self.offered("show", "--store=" + self.store, "fp1"), ["fp16"])
        self.assertEqual(self.offered("show", "--store", self.write("broken", b"SQLite format 3\0"), ""), [])

    def test_lessons_choices_and_files(self):
        self.assertIn("why-loss-scaling", self.offered("lesson", "why"))
        self.assertEqual(self.offered("run", "--backend", "c"), ["cpu", "cuda"])
        self.assertEqual(self.offered("run", ""), [":files"])
        self.assertEqual(self.offered("run", "--store", ""), [":files"])


class Shells(ProgramTest):
    """The programs' answers, asked for by real shells."""

    def setUp(self):
        super().setUp()
        self.assertTrue(os.path.isdir(COMPLETIONS), "SCALESCOPE_COMPLETIONS names no folder")
        self.done("run", self.write("c.json", mlp(steps=20, runs=[
            {"name": "fp32", "precision": "fp32"}, {"name": "two words", "precision": "bf16-mixed"}])),
            "--store", self.store)

    def asked(self, *command, **more):
        environment = {**self.environment(), "PATH": os.path.dirname(self.program) + ":" + os.environ["PATH"], **more}
        result = subprocess.run(command, env=environment, cwd=self.folder, text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(result.stderr, "")
        return result.stdout.splitlines()

    def bash(self, *words):
        script = ('source "$1/scalescope-cli.bash"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  '_scalescope_complete "$1" "${COMP_WORDS[COMP_CWORD]}" ""; printf "%s\\n" "${COMPREPLY[@]}"')
        return self.asked("bash", "-c", script, "bash", COMPLETIONS, "scalescope-cli", *words)

    def test_bash(self):
        self.assertEqual(self.bash("whati"), ["whatif"])
        self.assertEqual(self.bash("run", "--backend", "=", "cu"), ["cuda"])
        self.assertEqual(self.bash("run", "--backend", "="), ["auto", "cpu", "cuda"])
        self.assertEqual(self.bash("show", "--store", "=", self.store, "tw"), ["two\\ words"])
        self.assertEqual(self.bash("run", "c."), ["c.json"])
        self.assertIn("--checkpoint-every", self.bash("run", "--"))

    @unittest.skipUnless(shutil.which("fish"), "no fish")
    def test_fish(self):
        def fish(line):
            found = self.asked("fish", "--no-config", "-c",
                               f"source {COMPLETIONS}/scalescope-cli.fish; complete -C '{line}'")
            return [each.split("\t")[0] for each in found]
        self.assertEqual(fish("scalescope-cli whati"), ["whatif"])
        self.assertEqual(fish("scalescope-cli run --backend cu"), ["cuda"])
        self.assertEqual(fish(f"scalescope-cli show --store {self.store} tw"), ["two words"])
        self.assertIn("c.json", fish("scalescope-cli run c."))

    @unittest.skipUnless(shutil.which("zsh"), "no zsh")
    def test_zsh(self):
        # What zsh's own functions are given to choose from; they work in its line editor alone.
        script = ('compset() { PREFIX=${PREFIX#*=} }; _files() { print :files }; _describe() { print -l -- $described };'
                  'file=$1; shift; words=("$@"); CURRENT=$#; PREFIX=${words[-1]}; source $file')

        def zsh(*words):
            file = os.path.join(COMPLETIONS, "scalescope-cli.zsh")
            found = self.asked("zsh", "-f", "-c", script, "zsh", file, "scalescope-cli", *words)
            return [each if each == ":files" else each.split(":")[0] for each in found]
        self.assertEqual(zsh("whati"), ["whatif"])
        self.assertEqual(zsh("run", "--backend=cu"), ["cuda"])
        self.assertEqual(zsh("show", "--store", self.store, "tw"), ["two words"])
        self.assertEqual(zsh("run", "c."), [":files"])


if __name__ == "__main__":
    main()
