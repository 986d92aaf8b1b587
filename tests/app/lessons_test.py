"""Every lesson, trained as a person would train it: each outcome that it promises holds."""

import json
import time
import unittest

from program import ProgramTest, main


class Lessons(ProgramTest):
    def environment(self):
        # These networks are large enough for two threads.
        return {**super().environment(), "OMP_NUM_THREADS": "2"}

    def test_every_lesson_keeps_its_promises(self):
        lessons = self.records("lesson", kind="lesson")
        self.assertGreaterEqual(len(lessons), 10)
        for lesson in lessons:
            with self.subTest(lesson=lesson["name"]):
                started = time.monotonic()
                result = self.call("lesson", lesson["name"], "--json")
                lines = [json.loads(line) for line in result.stdout.splitlines()]
                outcomes = [line for line in lines if line["type"] == "outcome"]
                print(f"{lesson['name']}: {time.monotonic() - started:.1f} s", flush=True)
                self.assertGreaterEqual(len(outcomes), 2, result.stderr)
                for outcome in outcomes:
                    self.assertTrue(outcome["holds"], outcome)
                self.assertEqual(result.returncode, 0, result.stderr)


if __name__ == "__main__":
    main()
