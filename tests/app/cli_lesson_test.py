"""The command `lesson` on lessons of its own: what it lists, prints, keeps, and returns."""

import json
import os
import unittest

from program import ProgramTest, main, mlp


def lesson(**changes):
    return {"lesson": 1, "order": 1, "title": "A title", "summary": "One sentence.", "configuration": mlp(steps=20),
            "steps": [{"text": "Look at **both** runs."}, {"text": "Train.", "run_to": "end"}],
            "outcome": [{"text": "It is finite.", "run": "fp16", "measure": "loss", "is": "finite"},
                        {"text": "It skips a step.", "run": "fp16", "measure": "skipped-steps", "is": "above",
                         "value": 2}],
            **changes}


class Lesson(ProgramTest):
    def make(self, **changes):
        os.makedirs(self.path("mine"), exist_ok=True)
        return self.write("mine/lesson.json", lesson(**changes))

    def test_lists_the_lessons_of_the_program(self):
        listed = self.done("lesson")
        lessons = self.records("lesson", kind="lesson")
        self.assertGreaterEqual(len(lessons), 7)
        for each in lessons:
            self.assertIn(each["name"], listed)
            self.assertIn(each["title"], listed)

    def test_prints_text_and_outcomes(self):
        text = self.done("lesson", self.make())
        self.assertIn("1. Look at both runs.", text)
        self.assertIn("holds   It is finite.", text)
        self.assertIn("skipped-steps 4, promised above 2", text)
        self.assertFalse(os.path.exists(self.path("data")), "nothing was asked to be kept")

    def test_json(self):
        records = self.records("lesson", self.make())
        self.assertEqual(sum(record["type"] == "step" for record in records), 40)
        outcomes = [record for record in records if record["type"] == "outcome"]
        self.assertEqual(records[-2:], outcomes)
        self.assertEqual(outcomes[1]["measure"], "skipped-steps")
        self.assertEqual((outcomes[1]["measured"], outcomes[1]["bound"], outcomes[1]["holds"]), (4, 2, True))
        summary = next(record for record in records if record["type"] == "summary")
        self.assertNotIn("store", summary)

    def test_a_broken_promise_is_told(self):
        broken = {"text": "It learns nothing.", "run": "fp32", "measure": "loss", "is": "above", "value": 100}
        result = self.call("lesson", self.make(outcome=[broken]))
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("BROKEN  It learns nothing.", result.stdout)

    def test_keeps_its_runs_where_it_is_told_to(self):
        self.done("lesson", self.make(), "--store", self.store)
        runs = [json.loads(line) for line in self.done("list", "--store", self.store, "--json").splitlines()]
        self.assertEqual({run["run"] for run in runs}, {"fp32", "fp16"})
        self.assertEqual({run["steps"] for run in runs}, {20})

    def test_another_seed_trains_another_experiment(self):
        path = self.make()
        losses = [next(record["loss"] for record in self.records("lesson", path, "--seed", seed, kind="step"))
                  for seed in (1, 1, 2)]
        self.assertEqual(losses[0], losses[1])
        self.assertNotEqual(losses[0], losses[2])

    def test_refuses_what_is_no_lesson(self):
        self.refused(["\"none\"", "why-loss-scaling"], "lesson", "none")
        self.refused(["mine/lesson.json", "/configuration/steps", "from 1"], "lesson",
                     self.make(configuration=mlp(steps=0)))
        self.refused(["/steps/0/highlight", "\"plot.loss\""], "lesson",
                     self.make(steps=[{"text": "a", "highlight": "the wall"}]))


if __name__ == "__main__":
    main()
