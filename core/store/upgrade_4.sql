-- From version 3 to 4: what other programs say of their runs, what experiments are known by in other stores, and
-- blocks of steps.

ALTER TABLE experiments ADD COLUMN uid TEXT;
UPDATE experiments SET uid = lower(hex(randomblob(16)));
CREATE UNIQUE INDEX experiment_uids ON experiments (uid);
CREATE TRIGGER experiment_gets_uid AFTER INSERT ON experiments WHEN NEW.uid IS NULL BEGIN
  UPDATE experiments SET uid = lower(hex(randomblob(16))) WHERE id = NEW.id;
END;

ALTER TABLE runs ADD COLUMN details TEXT
  CHECK (details IS NULL OR (json_valid(details) AND json_type(details) = 'object'));

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

-- Triggers make the larger ones of these; rows come in order of their key.
INSERT INTO step_blocks
SELECT run_id, 64, step >> 6, sum(applied = 0), max(samples), max(wall_time),
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
FROM steps GROUP BY run_id, step >> 6 HAVING count(*) = 64;

DROP VIEW run_list;
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
