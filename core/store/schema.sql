-- The run store of ScaleScope, version 4. One SQLite file (3.37 or newer), in WAL mode.
--
-- Other programs may read and write it while ScaleScope has it open:
--   * on every connection:  PRAGMA foreign_keys = ON;  PRAGMA busy_timeout = 5000;
--   * look first: application_id must be 0x5363616c and user_version 4; leave any other file alone;
--   * write in short transactions that begin with BEGIN IMMEDIATE, so that nobody waits long;
--   * leave runs alone whose `writer` is set: another program is training them right now. Tags and notes
--     may be edited at any time.
--
-- Numbers that are not finite: +inf and -inf are kept as such (9e999 and -9e999 in SQL). SQLite turns
-- NaN into NULL, so every table with measured numbers has a `nan_mask`: a bit that is set says that
-- the column is NULL because the value was NaN; a NULL without its bit was not measured. The bit of
-- a column is the number behind its name, as [1], [2], [4]. All the NaN losses of a run:
--   SELECT step FROM steps WHERE run_id = ? AND nan_mask & 1;
--
-- Step numbers count from 0, in steps and events. In evaluations and checkpoints `step` says how many steps
-- had been done, so the checkpoint at 500 holds the state after the steps 0 to 499.

PRAGMA application_id = 0x5363616c;  -- "Scal"
PRAGMA user_version = 4;

CREATE TABLE experiments (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT NOT NULL,
  created       TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),  -- ISO 8601, UTC
  program       TEXT NOT NULL DEFAULT '',  -- who wrote it: 'ScaleScope 0.1.0'
  seed          INTEGER NOT NULL DEFAULT 0,  -- 64 bits; those above 2^63-1 as their two's complement
  planned_steps INTEGER NOT NULL DEFAULT 0,
  -- The whole configuration as JSON, version 1. NULL: another program's, which ScaleScope cannot repeat.
  configuration TEXT CHECK (configuration IS NULL OR json_valid(configuration)),
  -- The same in every copy of this experiment, by which stores that are merged know it again. Filled in if left out.
  uid           TEXT
) STRICT;

CREATE UNIQUE INDEX experiment_uids ON experiments (uid);
CREATE TRIGGER experiment_gets_uid AFTER INSERT ON experiments WHEN NEW.uid IS NULL BEGIN
  UPDATE experiments SET uid = lower(hex(randomblob(16))) WHERE id = NEW.id;
END;

-- One training under one precision setting. The runs of an experiment advance in lockstep.
CREATE TABLE runs (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  experiment_id INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
  position      INTEGER NOT NULL CHECK (position >= 0),  -- index in the configuration's "runs"
  name          TEXT NOT NULL,
  precision     TEXT NOT NULL,  -- policy: 'fp32', 'fp16-mixed', …
  scaler        TEXT NOT NULL DEFAULT 'none',  -- in words: 'dynamic (pytorch)', 'static 1024'
  backend       TEXT NOT NULL DEFAULT '',  -- 'cpu', 'cuda'
  device        TEXT NOT NULL DEFAULT '',  -- the processor's name
  library       TEXT NOT NULL DEFAULT '',  -- with its version: 'oneDNN 2.6.3'
  threads       INTEGER NOT NULL DEFAULT 0,
  state         TEXT NOT NULL DEFAULT 'ready' CHECK (state IN
                  ('ready', 'running', 'paused', 'finished', 'stopped', 'interrupted', 'failed')),
  state_message TEXT NOT NULL DEFAULT '',  -- why, for failed
  steps_done    INTEGER NOT NULL DEFAULT 0,  -- as the last change of state said
  memory_peak   INTEGER NOT NULL DEFAULT 0,  -- bytes of tensors
  -- Who trains this run now. It holds a write lock on the byte with this number of the file
  -- "<store>-lock"; when nobody does, the writer is gone and the run counts as interrupted. Other
  -- programs may do the same, or leave it NULL.
  writer        INTEGER,
  -- A fork goes on from a checkpoint of another run, after so many of its steps. NULL: from the start, or the
  -- parent was removed (its step stays).
  parent_run    INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  parent_step   INTEGER,
  -- What another program says of its run, as a JSON object: "scaler", "optimizer" and "clip" as in a configuration,
  -- which the diagnosis uses, and whatever else is worth comparing. NULL for those that have a configuration.
  details       TEXT CHECK (details IS NULL OR (json_valid(details) AND json_type(details) = 'object')),
  UNIQUE (experiment_id, position),
  UNIQUE (experiment_id, name)
) STRICT;

-- A row per run and step, without a gap; only runs with "imported" in their details, which come from logs, may have
-- gaps. Where that, or the details themselves, hold "step_columns", a list of names, no other column was measured:
-- found_inf and applied have their defaults then.
CREATE TABLE steps (
  run_id        INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step          INTEGER NOT NULL CHECK (step >= 0),
  loss          REAL,  -- [1] of the batch, unscaled
  scale         REAL,  -- [2] the loss scale that this step was computed with
  grad_norm     REAL,  -- [4] global L2 norm of the unscaled gradients, before clipping
  learning_rate REAL,  -- [8]
  accuracy      REAL,  -- [16] share of this batch that was classified right
  step_ms       REAL,  -- [32] time of this run's step
  wall_time     REAL,  -- [64] seconds since the experiment started, pauses left out
  found_inf     INTEGER NOT NULL DEFAULT 0 CHECK (found_inf IN (0, 1)),
  applied       INTEGER NOT NULL DEFAULT 1 CHECK (applied IN (0, 1)),  -- 0: the update was skipped
  overflow      INTEGER,  -- finite values that became ±inf or, as weights in half, NaN; plus non-finite parameter gradients
  underflow     INTEGER,  -- non-zero values that became zero
  cast_elements INTEGER,  -- values cast in this step
  lost_updates  INTEGER,  -- non-zero updates that left their weight unchanged
  samples       INTEGER,  -- samples seen, this step included
  nan_mask      INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, step),
  CHECK ((nan_mask & ((loss IS NOT NULL) | ((scale IS NOT NULL) << 1) | ((grad_norm IS NOT NULL) << 2)
          | ((learning_rate IS NOT NULL) << 3) | ((accuracy IS NOT NULL) << 4)
          | ((step_ms IS NOT NULL) << 5) | ((wall_time IS NOT NULL) << 6))) = 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX skipped_steps ON steps (run_id, step) WHERE applied = 0;

-- What many steps together come to, so that a picture of millions of them need not read each. A block covers the steps
-- block * size to block * size + size - 1; it is there only if all of them are. Triggers keep this table: other
-- programs insert steps, and leave it alone. Only finite values count; where there is none, NULL.
CREATE TABLE step_blocks (
  run_id          INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  size            INTEGER NOT NULL CHECK (size IN (64, 512, 4096)),
  block           INTEGER NOT NULL CHECK (block >= 0),
  skipped         INTEGER NOT NULL,  -- steps whose update was
  samples         INTEGER,  -- samples and wall_time: the most in any of its steps
  wall_time       REAL,
  loss_min        REAL, loss_max        REAL, loss_sum        REAL, loss_count      INTEGER NOT NULL,
  scale_min       REAL, scale_max       REAL,
  grad_norm_min   REAL, grad_norm_max   REAL, grad_norm_sum   REAL, grad_norm_count INTEGER NOT NULL,
  overflow_min    INTEGER, overflow_max INTEGER, overflow_sum INTEGER,
  underflow_min   REAL, underflow_max   REAL, underflow_sum   REAL,  -- shares of the values cast in a step
  step_ms_min     REAL, step_ms_max     REAL, step_ms_sum     REAL, step_ms_count   INTEGER NOT NULL,
  PRIMARY KEY (run_id, size, block)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER steps_make_block AFTER INSERT ON steps WHEN NEW.step & 63 = 63 BEGIN
  INSERT INTO step_blocks
  SELECT run_id, 64, NEW.step >> 6, sum(applied = 0), max(samples), max(wall_time),
         min(loss) FILTER (WHERE abs(loss) < 9e999), max(loss) FILTER (WHERE abs(loss) < 9e999),
         sum(loss) FILTER (WHERE abs(loss) < 9e999), count(loss) FILTER (WHERE abs(loss) < 9e999),
         min(scale) FILTER (WHERE abs(scale) < 9e999), max(scale) FILTER (WHERE abs(scale) < 9e999),
         min(grad_norm) FILTER (WHERE abs(grad_norm) < 9e999), max(grad_norm) FILTER (WHERE abs(grad_norm) < 9e999),
         sum(grad_norm) FILTER (WHERE abs(grad_norm) < 9e999), count(grad_norm) FILTER (WHERE abs(grad_norm) < 9e999),
         min(overflow), max(overflow), sum(overflow),
         min(1.0 * underflow / max(cast_elements, 1)), max(1.0 * underflow / max(cast_elements, 1)),
         sum(1.0 * underflow / max(cast_elements, 1)),
         min(step_ms) FILTER (WHERE abs(step_ms) < 9e999), max(step_ms) FILTER (WHERE abs(step_ms) < 9e999),
         sum(step_ms) FILTER (WHERE abs(step_ms) < 9e999), count(step_ms) FILTER (WHERE abs(step_ms) < 9e999)
  FROM steps WHERE run_id = NEW.run_id AND step BETWEEN NEW.step - 63 AND NEW.step
  GROUP BY run_id HAVING count(*) = 64;
END;

CREATE TRIGGER blocks_of_64_make_block AFTER INSERT ON step_blocks WHEN NEW.size = 64 AND NEW.block & 7 = 7 BEGIN
  INSERT INTO step_blocks
  SELECT run_id, 512, NEW.block >> 3, sum(skipped), max(samples), max(wall_time),
         min(loss_min), max(loss_max), sum(loss_sum), sum(loss_count), min(scale_min), max(scale_max),
         min(grad_norm_min), max(grad_norm_max), sum(grad_norm_sum), sum(grad_norm_count),
         min(overflow_min), max(overflow_max), sum(overflow_sum),
         min(underflow_min), max(underflow_max), sum(underflow_sum),
         min(step_ms_min), max(step_ms_max), sum(step_ms_sum), sum(step_ms_count)
  FROM step_blocks WHERE run_id = NEW.run_id AND size = 64 AND block BETWEEN NEW.block - 7 AND NEW.block
  GROUP BY run_id HAVING count(*) = 8;
END;

CREATE TRIGGER blocks_of_512_make_block AFTER INSERT ON step_blocks WHEN NEW.size = 512 AND NEW.block & 7 = 7 BEGIN
  INSERT INTO step_blocks
  SELECT run_id, 4096, NEW.block >> 3, sum(skipped), max(samples), max(wall_time),
         min(loss_min), max(loss_max), sum(loss_sum), sum(loss_count), min(scale_min), max(scale_max),
         min(grad_norm_min), max(grad_norm_max), sum(grad_norm_sum), sum(grad_norm_count),
         min(overflow_min), max(overflow_max), sum(overflow_sum),
         min(underflow_min), max(underflow_max), sum(underflow_sum),
         min(step_ms_min), max(step_ms_max), sum(step_ms_sum), sum(step_ms_count)
  FROM step_blocks WHERE run_id = NEW.run_id AND size = 512 AND block BETWEEN NEW.block - 7 AND NEW.block
  GROUP BY run_id HAVING count(*) = 8;
END;

-- A step that is written again, as after a resumption, or taken away, leaves no block that knows it.
CREATE TRIGGER steps_inserted_again BEFORE INSERT ON steps
WHEN EXISTS (SELECT 1 FROM step_blocks WHERE run_id = NEW.run_id AND size = 64 AND block = NEW.step >> 6) BEGIN
  DELETE FROM step_blocks WHERE run_id = NEW.run_id AND size = 64 AND block = NEW.step >> 6;
END;
CREATE TRIGGER steps_updated BEFORE UPDATE ON steps BEGIN
  DELETE FROM step_blocks WHERE run_id = OLD.run_id AND size = 64 AND block = OLD.step >> 6;
  DELETE FROM step_blocks WHERE run_id = NEW.run_id AND size = 64 AND block = NEW.step >> 6;
END;
CREATE TRIGGER steps_deleted BEFORE DELETE ON steps
WHEN EXISTS (SELECT 1 FROM step_blocks WHERE run_id = OLD.run_id AND size = 64 AND block = OLD.step >> 6) BEGIN
  DELETE FROM step_blocks WHERE run_id = OLD.run_id AND size = 64 AND block = OLD.step >> 6;
END;
CREATE TRIGGER blocks_of_64_deleted AFTER DELETE ON step_blocks WHEN OLD.size = 64 BEGIN
  DELETE FROM step_blocks WHERE run_id = OLD.run_id AND size = 512 AND block = OLD.block >> 3;
END;
CREATE TRIGGER blocks_of_512_deleted AFTER DELETE ON step_blocks WHEN OLD.size = 512 BEGIN
  DELETE FROM step_blocks WHERE run_id = OLD.run_id AND size = 4096 AND block = OLD.block >> 3;
END;

CREATE INDEX forks ON runs (parent_run) WHERE parent_run IS NOT NULL;

-- The tensors of a run of which statistics are kept. A row is a tensor in one format: where a layer's format
-- is changed on the way, another row of the same name follows.
CREATE TABLE tensors (
  run_id   INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tensor   INTEGER NOT NULL CHECK (tensor >= 0),  -- its number in the run
  position INTEGER NOT NULL,  -- in order of computation of a step, from 0
  name     TEXT NOT NULL,  -- 'layers.0.weight', 'layers.2.output', 'layers.0.weight.grad', …
  role     TEXT NOT NULL CHECK (role IN ('weight', 'activation', 'gradient', 'update')),
  format   TEXT NOT NULL,  -- 'fp32', 'fp16', 'bf16', …: that its values are rounded to
  PRIMARY KEY (run_id, tensor),
  UNIQUE (run_id, name, role, format)
) STRICT, WITHOUT ROWID;

-- The steps of a run that have statistics. The last one may have no row in `steps` yet: it waits at a breakpoint.
CREATE TABLE statistics_steps (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step   INTEGER NOT NULL CHECK (step >= 0),
  scale  REAL,  -- the loss scale that the step was computed with
  PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;

-- What one tensor was in one step. "Before" is before the values were rounded to the tensor's format. A tensor that
-- got no values in a step has no row: updates of a step that was skipped, and weights of it where another program
-- counted. Weights are those that the step led to; a step that was skipped left them as they were. A step in which only weights overflowed has rows of weights alone, unless it was counted anyway.
CREATE TABLE tensor_stats (
  run_id       INTEGER NOT NULL,
  step         INTEGER NOT NULL,
  tensor       INTEGER NOT NULL,  -- of `tensors`
  elements     INTEGER NOT NULL,  -- that were looked at: all, or, as by scalescope_torch.py, the least and the largest
  zeros        INTEGER NOT NULL DEFAULT 0,  -- before
  subnormals   INTEGER NOT NULL DEFAULT 0,  -- after: not zero, and below the smallest normal value
  infinities   INTEGER NOT NULL DEFAULT 0,  -- before
  nans         INTEGER NOT NULL DEFAULT 0,  -- before
  overflow     INTEGER NOT NULL DEFAULT 0,  -- finite before, ±inf after
  underflow    INTEGER NOT NULL DEFAULT 0,  -- non-zero before, zero after
  lost_updates INTEGER NOT NULL DEFAULT 0,  -- of an update: not zero, and its weight stayed as it was
  amax         REAL NOT NULL DEFAULT 0,  -- largest magnitude of the finite values before
  amin         REAL NOT NULL DEFAULT 0,  -- smallest of those that are not zero; 0: there are none
  -- Finite, non-zero magnitudes before, by binary exponent. Unsigned LEB128 integers (7 bits a byte, the lowest first,
  -- the top bit: more follow):
  --   b, n          the first bin that counts anything, and how many there are up to the last; bin b counts
  --                 2^(b-149) <= |x| < 2^(b-148)
  --   n numbers     the counts of these bins
  --   then twice    over the same n bins, an even number 2k for k bins in a row with none, an odd number 2c+1
  --                 for a bin with c of them: first exact powers of two, then values so close below the next power
  --                 of two that rounding takes them there. They decide what a scale makes zero or infinite.
  histogram    BLOB NOT NULL,
  -- Of a step that overflowed: amax in the newest step before that was applied, counted or not; of a gradient divided
  -- by the loss scale of that step. NULL: not known.
  amax_before  REAL,
  PRIMARY KEY (run_id, step, tensor),
  FOREIGN KEY (run_id, step) REFERENCES statistics_steps (run_id, step) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How far a run is from its FP32 run in a step: the first run of the experiment with precision 'fp32', the same
-- optimizer and clipping, that is no noise floor ("noise_floor" in the configuration). What was lost of updates is in
-- tensor_stats.
CREATE TABLE divergence (
  run_id   INTEGER NOT NULL,
  step     INTEGER NOT NULL,
  position INTEGER NOT NULL CHECK (position >= 0),  -- 0: the whole model; then parameters in the network's order
  tensor   TEXT NOT NULL,  -- '' for the whole model, 'layers.0.weight', …
  gradient_cosine REAL,  -- of the unscaled gradients; NULL: one was not finite or 0
  -- ||w - w32|| / ||w32|| of the (master) weights that the step led to; +inf: a weight of the run is not finite.
  -- NULL: those of the FP32 run are not, or are 0.
  weight_distance REAL,
  PRIMARY KEY (run_id, step, position),
  FOREIGN KEY (run_id, step) REFERENCES statistics_steps (run_id, step) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id            INTEGER PRIMARY KEY,
  experiment_id INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
  run_id        INTEGER REFERENCES runs (id) ON DELETE CASCADE,  -- NULL: the whole experiment
  step          INTEGER NOT NULL,
  kind          TEXT NOT NULL CHECK (kind IN ('overflow', 'scale-change', 'collapse', 'breakpoint',
                  'injection', 'edit', 'evaluation', 'note', 'state')),
  value         REAL,  -- [1] scale after a change, overflow count, accuracy
  message       TEXT NOT NULL DEFAULT '',  -- one plain sentence
  -- What a person or an injection did, so that it can be done again: {"scale": 1024}, {"lr": 0.01},
  -- {"step": 40, "tensor": "input", "multiply": 1000}, …
  action        TEXT CHECK (action IS NULL OR json_valid(action)),
  nan_mask      INTEGER NOT NULL DEFAULT 0,
  CHECK ((nan_mask & (value IS NOT NULL)) = 0)
) STRICT;

CREATE INDEX events_of_run ON events (run_id, step);
CREATE INDEX events_of_experiment ON events (experiment_id, step);

-- Loss and accuracy on the test set.
CREATE TABLE evaluations (
  run_id    INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step      INTEGER NOT NULL CHECK (step >= 0),
  loss      REAL,  -- [1]
  accuracy  REAL,  -- [2] 0 to 1
  wall_time REAL,  -- [4] seconds
  samples   INTEGER,  -- training samples seen by then
  nan_mask  INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, step),
  CHECK ((nan_mask & ((loss IS NOT NULL) | ((accuracy IS NOT NULL) << 1)
          | ((wall_time IS NOT NULL) << 2))) = 0)
) STRICT, WITHOUT ROWID;

-- Everything that resuming needs, as a safetensors file. The newest few of a run are kept.
CREATE TABLE checkpoints (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step   INTEGER NOT NULL CHECK (step >= 0),
  data   BLOB NOT NULL,
  -- The newest event when it was written: those of this step that came later will come again when training
  -- goes on from here.
  last_event INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, step)
) STRICT;

CREATE TABLE tags (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tag    TEXT NOT NULL CHECK (tag <> ''),
  PRIMARY KEY (run_id, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  note   TEXT NOT NULL
) STRICT;

-- The runs as a list shows them. Steps have no gap, so the first and the last give their number.
CREATE VIEW run_list AS
SELECT r.id AS run_id, r.experiment_id, r.position, e.name AS experiment, r.name, r.precision, r.scaler,
       e.configuration, e.seed, r.backend, r.device, r.library, r.threads, r.state, r.state_message,
       r.writer, r.parent_run, r.parent_step, r.details, e.uid, e.created, e.planned_steps, r.memory_peak, coalesce(n.note, '') AS note,
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
