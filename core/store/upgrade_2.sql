-- From version 1 to 2: forks, tensors by number and packed histograms, divergence from FP32, events of kind 'edit'. Histograms are packed by a
-- function of the program.

DROP VIEW run_list;
ALTER TABLE runs ADD COLUMN parent_run INTEGER REFERENCES runs (id) ON DELETE SET NULL;
ALTER TABLE runs ADD COLUMN parent_step INTEGER;
CREATE INDEX forks ON runs (parent_run) WHERE parent_run IS NOT NULL;

ALTER TABLE tensor_stats RENAME TO tensor_stats_1;

CREATE TABLE tensors (
  run_id   INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tensor   INTEGER NOT NULL CHECK (tensor >= 0),
  position INTEGER NOT NULL,
  name     TEXT NOT NULL,
  role     TEXT NOT NULL CHECK (role IN ('weight', 'activation', 'gradient', 'update')),
  format   TEXT NOT NULL,
  PRIMARY KEY (run_id, tensor),
  UNIQUE (run_id, name, role, format)
) STRICT, WITHOUT ROWID;

CREATE TABLE statistics_steps (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step   INTEGER NOT NULL CHECK (step >= 0),
  scale  REAL,
  PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE tensor_stats (
  run_id       INTEGER NOT NULL,
  step         INTEGER NOT NULL,
  tensor       INTEGER NOT NULL,
  elements     INTEGER NOT NULL,
  zeros        INTEGER NOT NULL DEFAULT 0,
  subnormals   INTEGER NOT NULL DEFAULT 0,
  infinities   INTEGER NOT NULL DEFAULT 0,
  nans         INTEGER NOT NULL DEFAULT 0,
  overflow     INTEGER NOT NULL DEFAULT 0,
  underflow    INTEGER NOT NULL DEFAULT 0,
  lost_updates INTEGER NOT NULL DEFAULT 0,
  amax         REAL NOT NULL DEFAULT 0,
  amin         REAL NOT NULL DEFAULT 0,
  histogram    BLOB NOT NULL,
  PRIMARY KEY (run_id, step, tensor),
  FOREIGN KEY (run_id, step) REFERENCES statistics_steps (run_id, step) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE divergence (
  run_id   INTEGER NOT NULL,
  step     INTEGER NOT NULL,
  position INTEGER NOT NULL CHECK (position >= 0),
  tensor   TEXT NOT NULL,
  gradient_cosine REAL,
  weight_distance REAL,
  PRIMARY KEY (run_id, step, position),
  FOREIGN KEY (run_id, step) REFERENCES statistics_steps (run_id, step) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

INSERT INTO tensors
SELECT run_id, row_number() OVER (PARTITION BY run_id ORDER BY tensor, role, format) - 1,
       row_number() OVER (PARTITION BY run_id ORDER BY tensor, role, format) - 1, tensor, role, format
FROM (SELECT DISTINCT run_id, tensor, role, format FROM tensor_stats_1);

INSERT INTO statistics_steps (run_id, step) SELECT DISTINCT run_id, step FROM tensor_stats_1;

-- Zeros were counted after the cast; of values that are not finite, only the sum was known.
INSERT INTO tensor_stats
SELECT s.run_id, s.step, t.tensor, s.elements, max(coalesce(s.zeros, 0) - coalesce(s.underflow, 0), 0),
       coalesce(s.subnormals, 0), max(coalesce(s.non_finite, 0) - coalesce(s.overflow, 0), 0), 0,
       coalesce(s.overflow, 0), coalesce(s.underflow, 0), 0,
       iif(abs(s.amax) < 9e999, s.amax, 0), iif(abs(s.amin) < 9e999, s.amin, 0), packed_histogram(s.histogram)
FROM tensor_stats_1 s
JOIN tensors t ON t.run_id = s.run_id AND t.name = s.tensor AND t.role = s.role AND t.format = s.format;

DROP TABLE tensor_stats_1;

CREATE TABLE events_2 (
  id            INTEGER PRIMARY KEY,
  experiment_id INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
  run_id        INTEGER REFERENCES runs (id) ON DELETE CASCADE,
  step          INTEGER NOT NULL,
  kind          TEXT NOT NULL CHECK (kind IN ('overflow', 'scale-change', 'collapse', 'breakpoint',
                  'injection', 'edit', 'evaluation', 'note', 'state')),
  value         REAL,
  message       TEXT NOT NULL DEFAULT '',
  action        TEXT CHECK (action IS NULL OR json_valid(action)),
  nan_mask      INTEGER NOT NULL DEFAULT 0,
  CHECK ((nan_mask & (value IS NOT NULL)) = 0)
) STRICT;
INSERT INTO events_2 SELECT id, experiment_id, run_id, step, kind, value, message, NULL, nan_mask FROM events;
DROP TABLE events;
ALTER TABLE events_2 RENAME TO events;
CREATE INDEX events_of_run ON events (run_id, step);
CREATE INDEX events_of_experiment ON events (experiment_id, step);

CREATE VIEW run_list AS
SELECT r.id AS run_id, r.experiment_id, r.position, e.name AS experiment, r.name, r.precision, r.scaler,
       e.configuration, e.seed, r.backend, r.device, r.library, r.threads, r.state, r.state_message,
       r.writer, r.parent_run, r.parent_step, e.created, e.planned_steps, r.memory_peak, coalesce(n.note, '') AS note,
       coalesce(last.step - (SELECT min(step) FROM steps WHERE run_id = r.id) + 1, 0) AS steps,
       (SELECT count(*) FROM steps INDEXED BY skipped_steps WHERE run_id = r.id AND applied = 0) AS skipped,
       last.loss AS final_loss, last.wall_time, v.accuracy
FROM runs r
JOIN experiments e ON e.id = r.experiment_id
LEFT JOIN notes n ON n.run_id = r.id
LEFT JOIN steps last ON last.run_id = r.id
  AND last.step = (SELECT max(step) FROM steps WHERE run_id = r.id)
LEFT JOIN evaluations v ON v.run_id = r.id
  AND v.step = (SELECT max(step) FROM evaluations WHERE run_id = r.id);
