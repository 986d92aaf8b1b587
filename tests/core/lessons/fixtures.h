#pragma once

#include "core/lessons/lesson.h"

namespace scalescope::test {

/// A whole lesson of two runs and 10 steps, with some of its keys changed (RFC 7396).
inline Json lessonJson(const char* patch = "{}") {
  Json json = parseJson(R"({
    "lesson": 1, "title": "A title", "summary": "One sentence.", "order": 3,
    "configuration": {
      "scalescope": 1, "steps": 10, "eval_every": 5,
      "dataset": {"kind": "synthetic", "generator": "blobs", "classes": 3, "features": 2},
      "network": {"input": [2], "layers": [{"type": "linear", "out": 3}]},
      "runs": [{"name": "fp32"}, {"name": "fp16", "precision": "fp16-mixed"}]},
    "steps": [{"text": "Look.", "highlight": "plot.loss-scale"},
              {"text": "Train.", "run_to": 4, "highlight": "run.fp16"},
              {"text": "To the end.", "run_to": "end"}],
    "outcome": [{"text": "It learns.", "run": "fp32", "measure": "loss", "steps": [5, "end"],
                 "is": "below", "value": 1.5}]})",
                        "lesson");
  json.merge_patch(parseJson(patch, "patch"));
  return json;
}

inline Lesson lessonWith(const char* patch = "{}") {
  return parseLesson(lessonJson(patch), "test", "a-lesson");
}

}  // namespace scalescope::test
