"""Lets ScaleScope watch a PyTorch training loop: one file, PyTorch and the standard library alone.

    import scalescope_torch
    watch = scalescope_torch.watch(model, optimizer, scaler, store="runs.sqlite", name="resnet, amp")   # once
    ...
        scaler.step(optimizer)
        scaler.update()
        watch.step(loss)                                                                               # every step

Each step's loss, loss scale, found_inf, gradient norm, learning rate and time go into a store of ScaleScope, whose
window may have it open; every 50 steps, and as far as it can be had at steps that overflow, so do exponent histograms of
activations, gradients and weights. Training computes the same bits with it and without. Works with PyTorch 1.13 and 2.x,
on CPU and CUDA. resources/docs/pytorch.md of ScaleScope tells the rest.
"""

import atexit
import collections.abc
import contextlib
import functools
import json
import math
import numbers
import operator
import os
import platform
import queue
import random
import re
import sqlite3
import struct
import sys
import threading
import time
import types
import warnings
from collections import namedtuple

import torch

try:
    import fcntl
except ImportError:  # not on every system; a run whose writer is gone is not noticed there
    fcntl = None

__version__ = "1"
__all__ = ["watch", "Watch", "StoreError", "default_store"]

# ---------------------------------------------------------------------------------------------------------------------
# The store's schema, as core/store/schema.sql has it; tests/pytorch/embed_schema.py puts it here.

SCHEMA = r'''
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
'''.lstrip("\n")

APPLICATION_ID = int(re.search(r"PRAGMA application_id = (\w+)", SCHEMA).group(1), 0)
SCHEMA_VERSION = int(re.search(r"PRAGMA user_version = (\d+)", SCHEMA).group(1))


class StoreError(Exception):
    """A store that cannot be used, and why: one line."""


# ---------------------------------------------------------------------------------------------------------------------
# Counting values, to the last one as ScaleScope does (core/numerics/tensor_statistics.h). Magnitudes are the bits of an
# FP32 value without its sign. A value's code is 4 (b + 1) + kind, b its exponent's bin: 2^(b-149) <= |x| < 2^(b-148);
# zeros have code 0, infinities and NaN the bin after the last.

_SIGNLESS = 0x7fffffff
_INFINITY = 0x7f800000
_MANTISSA = 0x7fffff
_LEAST_EXPONENT = -149
_BINS = 277
_POWER, _TOP = 0, 2  # kinds; 1: neither
_CODES = 4 * (_BINS + 2)
_SUBNORMALS, _LARGEST, _SMALLEST = _CODES, _CODES + 1, _CODES + 2  # what follows the codes' counts in a vector
_VECTOR = _CODES + 3

# Magnitudes at which rounding to a format gives another kind of value: core/numerics/cast_thresholds.h.
_Format = namedtuple("_Format", "name zero_up_to normal_from top_mantissa least_normal highest half_of_smallest")
_FORMATS = {
    "fp32": _Format("fp32", 0, 0x00800000, 0x7ff000, -126, 127, -150),
    "fp16": _Format("fp16", 0x33000000, 0x387fe000, 0x7ff000, -14, 15, -25),
    "bf16": _Format("bf16", 0x00008000, 0x007f8000, 0x7f8000, -126, 127, -134),
}
_FORMAT_OF = {torch.float16: "fp16", torch.bfloat16: "bf16"}  # others are counted as FP32


def _format_of(dtype):
    return _FORMAT_OF.get(dtype, "fp32")


def _flat(tensor):
    """All values in one dimension, in whatever order costs no copy."""
    tensor = tensor.detach()
    if tensor.layout != torch.strided:
        tensor = tensor.coalesce().values() if tensor.is_sparse else tensor.to_dense()
    if tensor.is_contiguous():
        return tensor.view(-1)
    if tensor.dim() == 4 and tensor.is_contiguous(memory_format=torch.channels_last):
        return tensor.permute(0, 2, 3, 1).reshape(-1)
    return tensor.reshape(-1)


def _count(tensor, form, exact):
    """A vector of counts on the tensor's device. `exact`: all of its values are of the format."""
    flat = _flat(tensor)
    if flat.device.type == "cpu":
        return _count_on_cpu(flat, _FORMATS[form], exact)
    return _count_on_device(flat, _FORMATS[form], exact)


def _magnitudes(values):
    return values.to(torch.float32).view(torch.int32) & _SIGNLESS


def _count_on_cpu(values, form, exact):
    counts = torch.zeros(1024, dtype=torch.int64)  # of 4 times the biased exponent, plus the kind
    below = []  # magnitudes of FP32's own subnormals, which are rare
    largest, smallest, subnormals = 0, _SIGNLESS, 0
    for part in values.split(1 << 17):  # what stays in the cache
        magnitudes = _magnitudes(part)
        mantissas = magnitudes & _MANTISSA
        codes = _codes(magnitudes, mantissas, form.top_mantissa)
        found = torch.bincount(codes, minlength=1024)
        counts += found
        if found[1] + found[2] > 0:
            below.append(magnitudes[(magnitudes > 0) & (magnitudes <= _MANTISSA)])
        if not exact:
            between = (magnitudes > form.zero_up_to) & (magnitudes < form.normal_from)
            subnormals += int(torch.count_nonzero(between))
        most = int(magnitudes.amax())
        if most >= _INFINITY:
            most = int((magnitudes * (magnitudes < _INFINITY)).amax())
        largest = max(largest, most)
        smallest = min(smallest, int(magnitudes.sub_(1).bitwise_and_(_SIGNLESS).amin()))  # zeros become the largest
    vector = torch.zeros(_VECTOR, dtype=torch.int64)
    vector[0] = counts[0]
    vector[96:_CODES] = counts[4:]
    for magnitudes in below:
        vector[:_CODES] += torch.bincount(_codes_of_subnormals(magnitudes), minlength=_CODES)
    vector[_SUBNORMALS], vector[_LARGEST], vector[_SMALLEST] = subnormals, largest, smallest + 1
    return vector


def _codes(magnitudes, mantissas, top):
    """4 times the biased exponent, plus (mantissa > 0) + (mantissa >= top). In operations that PyTorch has in SIMD for
    integers; shifts and comparisons are not among them."""
    codes = (magnitudes & _INFINITY).to(torch.float32).mul_(2.0 ** -21).to(torch.int32)
    codes += mantissas.sign()
    codes += (mantissas - (top - 1)).clamp_(0, 1)
    return codes


def _codes_of_subnormals(magnitudes):
    bits = magnitudes.to(torch.float32).view(torch.int32)  # as integers, times 2^-149, FP32 holds them exactly
    return ((bits >> 23) - 126) * 4 + ((bits & _MANTISSA) > 0)


def _count_on_device(values, form, exact):
    """The same without ever waiting for the device."""
    total = None
    for part in values.split(1 << 22):  # counts in FP32, as histc gives them, are exact up to 2^24
        vector = _count_part(_magnitudes(part), form, exact)
        total = vector if total is None else _merged(total, vector)
    return total


def _count_part(magnitudes, form, exact):
    exponents = magnitudes >> 23
    mantissas = magnitudes & _MANTISSA
    subnormal = exponents == 0
    bits = mantissas.to(torch.float32).view(torch.int32)
    places = torch.where(subnormal, ((bits >> 23) - 126).clamp_(min=0), exponents + 23)
    fractions = torch.where(subnormal, bits & _MANTISSA, mantissas)
    codes = places * 4
    codes += fractions > 0
    codes += (fractions >= form.top_mantissa) & ~subnormal
    vector = torch.zeros(_VECTOR, dtype=torch.int64, device=magnitudes.device)
    vector[:_CODES] = _histogram(codes)
    if not exact:
        between = (magnitudes > form.zero_up_to) & (magnitudes < form.normal_from)
        vector[_SUBNORMALS] = torch.count_nonzero(between)
    vector[_LARGEST] = (magnitudes * (magnitudes < _INFINITY)).max()
    vector[_SMALLEST] = ((magnitudes - 1) & _SIGNLESS).min().to(torch.int64) + 1
    return vector


def _histogram(codes):
    if not torch.are_deterministic_algorithms_enabled():
        return torch.histc(codes.to(torch.float32) + 0.5, bins=_CODES, min=0, max=_CODES).to(torch.int64)
    # histc is refused then, since it counts in any order, although its counts are the same.
    ends = torch.searchsorted(codes.sort()[0], torch.arange(_CODES, dtype=torch.int32, device=codes.device), right=True)
    ends[1:] -= ends[:-1].clone()
    return ends


def _merged(a, b):
    """Of two vectors of one tensor, as of two batches that one step accumulates."""
    sums = a + b
    sums[_LARGEST] = torch.maximum(a[_LARGEST], b[_LARGEST])
    sums[_SMALLEST] = torch.minimum(a[_SMALLEST], b[_SMALLEST])
    return sums


_Summary = namedtuple("_Summary", "elements zeros subnormals infinities nans overflow underflow amax amin histogram")


def _float_of(magnitude):
    return struct.unpack("<f", struct.pack("<I", magnitude))[0]


def _magnitude_of(value):
    try:
        return struct.unpack("<I", struct.pack("<f", value))[0] & _SIGNLESS
    except OverflowError:  # a double beyond FP32
        return _INFINITY


def _summary(vector, form, exact, cast=False):
    """What a row of tensor_stats tells, from a vector on the host. `cast`: the values are to be rounded to the format
    yet; else they were, and what that did to them is not known."""
    form = _FORMATS[form]
    found = vector[:_CODES].nonzero().flatten().tolist()
    zeros = infinities = nans = 0
    exponents, powers, tops = {}, {}, {}
    for code, count in zip(found, vector[found].tolist()):
        place, kind = divmod(code, 4)
        if place == 0:
            zeros += count
        elif place > _BINS and kind == _POWER:
            infinities += count
        elif place > _BINS:
            nans += count
        else:
            exponents[place - 1] = exponents.get(place - 1, 0) + count
            if kind == _POWER:
                powers[place - 1] = count
            elif kind == _TOP:
                tops[place - 1] = count
    subnormals, largest, smallest = vector[_CODES:].tolist()
    overflow = underflow = 0
    if exact:
        subnormals = sum(count for b, count in exponents.items() if b + _LEAST_EXPONENT < form.least_normal)
    if cast:
        half = form.half_of_smallest - _LEAST_EXPONENT
        highest = form.highest - _LEAST_EXPONENT
        underflow = sum(count for b, count in exponents.items() if b < half) + powers.get(half, 0)
        overflow = sum(count for b, count in exponents.items() if b > highest) + tops.get(highest, 0)
    return _Summary(zeros + infinities + nans + sum(exponents.values()), zeros, subnormals, infinities, nans, overflow,
                    underflow, _float_of(largest), _float_of(smallest) if smallest < _INFINITY else 0.0,
                    _packed(exponents, powers, tops))


def _packed(exponents, powers, tops):
    """The histogram as the schema explains it."""
    if not exponents:
        return b"\0\0"
    first, end = min(exponents), max(exponents) + 1
    numbers = [first, end - first] + [exponents.get(b, 0) for b in range(first, end)]
    for bins in (powers, tops):
        empty = 0
        for b in range(first, end):
            if not bins.get(b):
                empty += 1
                continue
            numbers += [2 * empty] * (empty > 0) + [2 * bins[b] + 1]
            empty = 0
        numbers += [2 * empty] * (empty > 0)
    return b"".join(map(_leb128, numbers))


def _leb128(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7f | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _summary_of_values(values, form):
    """Of the few values that were looked at of a tensor."""
    top = _FORMATS[form].top_mantissa
    vector = torch.zeros(_VECTOR, dtype=torch.int64)
    vector[_SMALLEST] = _SIGNLESS
    for value in values:
        magnitude = _magnitude_of(value)
        if magnitude == 0:
            vector[0] += 1
        elif magnitude >= _INFINITY:
            vector[4 * (_BINS + 1) + (1 if math.isnan(value) else _POWER)] += 1
        else:
            exponent, mantissa = magnitude >> 23, magnitude & _MANTISSA
            if exponent == 0:
                vector[int(_codes_of_subnormals(torch.tensor([magnitude], dtype=torch.int32)))] += 1
            else:
                vector[4 * (exponent + 23) + (mantissa > 0) + (mantissa >= top)] += 1
            vector[_LARGEST] = max(int(vector[_LARGEST]), magnitude)
            vector[_SMALLEST] = min(int(vector[_SMALLEST]), magnitude)
    return _summary(vector, form, True)


# ---------------------------------------------------------------------------------------------------------------------
# The store.

def default_store():
    """The store that ScaleScope opens by itself."""
    data = os.environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(data):
        data = os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(data, "scalescope", "runs.sqlite")


def _refuse(path, what):
    raise StoreError(f"{path}: {what}")


def _look_first(path):
    """Refuses what is no store of this version, from its first bytes: nothing is opened, nothing left beside it."""
    try:
        with open(path, "rb") as file:
            head = file.read(100)
    except OSError as error:
        _refuse(path, f"cannot be read: {error.strerror}")
    if not head:
        return
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
        _refuse(path, "is not an SQLite database, so no store of ScaleScope; it is left as it is")
    version, application = struct.unpack(">I4xI", head[60:72])
    if application == 0 and os.path.exists(path + "-journal"):
        return  # may be a store that is made right now
    _require_version(path, application, version)


def _require_version(path, application, version):
    if application != APPLICATION_ID:
        _refuse(path, "is a database of another program, no store of ScaleScope; it is left as it is")
    if version > SCHEMA_VERSION:
        _refuse(path, f"was written by a newer ScaleScope (store version {version}, expected {SCHEMA_VERSION}); take the "
                      "scalescope_torch.py that came with it")
    if version < SCHEMA_VERSION:
        _refuse(path, f"was written by an older ScaleScope (store version {version}, expected {SCHEMA_VERSION}); open it "
                      "in ScaleScope once, which brings it up to date")


def _statements(script):
    text = ""
    for line in script.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""


def _create(db, path):
    """Makes the store in an empty file, unless another program has done so meanwhile."""
    db.execute("BEGIN IMMEDIATE")
    try:
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not empty or application != 0:
            _require_version(path, application, version)
        else:
            for statement in _statements(SCHEMA):
                db.execute(statement)
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _use_wal(db, path):
    """Changing the journal mode does not wait for a lock by itself, and another program may be at it too."""
    deadline = time.monotonic() + 5.0
    while True:
        try:
            mode = db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if mode == "wal":
                return
            _refuse(path, "cannot be used in WAL mode: it must lie on a local disk")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def _open_store(path):
    """A connection that another thread may use; StoreError, in one line, for whatever cannot be used."""
    if sqlite3.sqlite_version_info < (3, 37):
        _refuse(path, f"needs SQLite 3.37 or newer; this Python has {sqlite3.sqlite_version}")
    folder = os.path.dirname(os.path.abspath(path))
    if path == default_store():
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            _refuse(path, f"its folder cannot be made: {error.strerror}")
    elif not os.path.isdir(folder):
        _refuse(path, "its folder does not exist")
    new = not os.path.lexists(path)
    if not new:
        if not os.path.isfile(path):
            _refuse(path, "is not a regular file")
        _look_first(path)
        if not os.access(path, os.W_OK):
            _refuse(path, "is read-only")
    if not os.access(folder, os.W_OK | os.X_OK):
        _refuse(path, "its folder is read-only; SQLite needs to write beside the file")
    db = None
    try:
        db = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
        _create(db, path)
        _use_wal(db, path)
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA journal_size_limit = 16777216")
        return db
    except (sqlite3.Error, StoreError) as error:
        if db is not None:
            db.close()
        with contextlib.suppress(OSError):
            if new and os.path.getsize(path) == 0:
                os.remove(path)
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"{path}: {_in_words(error)}") from None


def _in_words(error):
    text = str(error)
    for sign, words in (("locked", "is locked by another program"), ("full", "cannot be written: the disk is full"),
                        ("readonly", "is read-only"), ("unable to open", "cannot be opened")):
        if sign in text:
            return words
    return f"SQLite says: {text}"


class _Mark:
    """Shows that this process lives: a lock on one byte of "<store>-lock", as core/store/liveness.h explains; the byte's
    number names the writer. The kernel drops the lock when the process ends, however it ends. It belongs to the process
    alone, so a forked child neither holds nor loses it; but closing any descriptor of the file would lose all that this
    process holds on it, so there is one descriptor a file, closed with the last mark."""

    _files = {}  # path of the lock file: [descriptor, marks]
    _guard = threading.Lock()

    def __init__(self, store):
        self.id = None
        self._path = os.path.realpath(store) + "-lock"
        if fcntl is None:
            return
        with _Mark._guard:
            for _ in range(1000):
                entry = _Mark._files.setdefault(self._path, [None, 0])
                if entry[0] is None:
                    entry[0] = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
                if self._lock(entry[0]):
                    entry[1] += 1
                    return
                if entry[1] == 0:
                    os.close(entry[0])
                    del _Mark._files[self._path]
                time.sleep(0.001)
        _refuse(self._path, "cannot be locked: the store must lie on a local disk")

    def _lock(self, file):
        byte = random.SystemRandom().randrange(1, 2**62)
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
            if not os.path.samestat(os.fstat(file), os.stat(self._path)):
                return False  # another writer removed the file between our opening and our locking it
        except OSError:
            return False
        self.id = byte
        return True

    def release(self):
        if self.id is None:
            return
        with _Mark._guard:
            entry = _Mark._files[self._path]
            fcntl.lockf(entry[0], fcntl.LOCK_UN, 1, self.id)
            self.id = None
            entry[1] -= 1
            if entry[1] > 0:
                return
            with contextlib.suppress(OSError):
                fcntl.lockf(entry[0], fcntl.LOCK_EX | fcntl.LOCK_NB)  # all of it: nobody else is left
                os.unlink(self._path)
            os.close(entry[0])
            del _Mark._files[self._path]


def _free_name(db, experiment, name):
    taken = {row[0] for row in db.execute("SELECT name FROM runs WHERE experiment_id = ?", (experiment,))}
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name} {number}", number + 1
    return candidate


def _register(db, run, writer):
    """Rows of the experiment, if it is new, and of the run; the id of both."""
    db.execute("BEGIN IMMEDIATE")
    try:
        found = db.execute("SELECT max(id) FROM experiments WHERE name = ? AND configuration IS NULL",
                           (run["experiment"],)).fetchone()[0]
        if found is None:
            found = db.execute("INSERT INTO experiments (name, program, seed, planned_steps) VALUES (?, ?, ?, ?)",
                               (run["experiment"], run["program"], run["seed"], run["steps"])).lastrowid
        else:
            db.execute("UPDATE experiments SET planned_steps = max(planned_steps, ?) WHERE id = ?", (run["steps"], found))
        new = db.execute(
            "INSERT INTO runs (experiment_id, position, name, precision, scaler, backend, device, library, threads, state,"
            " writer, details) VALUES (?1, (SELECT coalesce(max(position) + 1, 0) FROM runs WHERE experiment_id = ?1),"
            " ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'running', ?9, ?10)",
            (found, _free_name(db, found, run["name"]), run["precision"], run["scaler"], run["backend"], run["device"],
             run["library"], run["threads"], writer, run["details"])).lastrowid
        db.executemany("INSERT OR IGNORE INTO tags VALUES (?, ?)", [(new, tag) for tag in run["tags"] if tag])
        if run["notes"]:
            db.execute("INSERT INTO notes VALUES (?, ?)", (new, run["notes"]))
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    return found, new


def _is_nan(value):
    return value is not None and math.isnan(value)


def _mask(*values):
    return sum(1 << bit for bit, value in enumerate(values) if _is_nan(value))


def _scale_text(scale):
    mantissa, exponent = math.frexp(scale) if math.isfinite(scale) else (0.0, 0)
    if mantissa == 0.5 and (scale < 0.001 or scale >= 1e7):
        return f"2^{exponent - 1}"
    whole = math.isfinite(scale) and abs(scale) < 1e9 and scale == math.floor(scale)
    for digits in () if whole else (7, 8):
        text = f"{scale:.{digits}g}"
        if struct.pack("<f", float(text)) == struct.pack("<f", scale):
            return text
    return f"{scale:.9g}"


def _collapsed(scale):
    """1/scale is not finite in FP32: no lower scale can help."""
    return scale == 0 or _magnitude_of(1.0 / scale) >= _INFINITY


class _Tensors:
    """The tensors of a run, numbered as they come, and placed in order of computation."""

    def __init__(self):
        self.numbers = {}  # (name, role, format): number
        self._places = {}  # likewise: what it is sorted by

    def add(self, keys):
        """Rows to insert, and the positions of all if there are new ones. `keys`: with their places."""
        rows = []
        for key, place in keys:
            if key not in self.numbers:
                self.numbers[key] = len(self.numbers)
                rows.append((self.numbers[key],) + key)
            self._places[key] = place
        order = sorted(self._places, key=lambda key: (self._places[key], key))
        positions = [(position, self.numbers[key]) for position, key in enumerate(order)] if rows else []
        return rows, positions


class _Recorder:
    """Writes one run from a thread of its own, a few transactions a second. Training only puts records into a queue."""

    COMMIT_EVERY = 0.25  # seconds
    RETRY_EVERY = 1.0
    MOST_STEPS = 500_000  # that wait while the store cannot be written
    MOST_BYTES = 64 << 20  # of statistics, likewise
    BATCH = 4096  # rows of a transaction

    def __init__(self, path, run):
        self.path = path
        self._db = _open_store(path)
        self._mark = None
        try:
            self._mark = _Mark(path)
            self.experiment, self.run = _register(self._db, run, self._mark.id)
        except (sqlite3.Error, OSError, StoreError) as error:
            if self._mark is not None:
                self._mark.release()
            self._db.close()
            raise StoreError(str(error) if isinstance(error, StoreError) else f"{path}: {_in_words(error)}") from None
        self.queue = queue.SimpleQueue()
        self.on_bad_step = lambda: None  # told of steps that turn out not to be finite
        self._tensors = _Tensors()
        self._largest = {}  # by tensor, amax in the newest step that was applied; of gradients over its scale
        self._scale = None  # the newest that is known
        self.scaler = None  # as the run's details have it; None: a person has said what stands there
        self._columns = {"step"}  # of `steps`, in which there was a value so far
        self._has_collapsed = False
        self._pending = []  # (statement, parameters)
        self._bytes = 0
        self._failure = ""
        self._told = set()
        self._gone = ""  # why nothing more is written
        self._thread = threading.Thread(target=self._loop, name="scalescope", daemon=True)
        self._thread.start()

    # -- of other threads

    def flush(self, timeout):
        """Whether all that was put before is in the store."""
        done = threading.Event()
        self.queue.put(("flush", done))
        return done.wait(timeout) and not self._gone

    def close(self, state, message, steps, memory, timeout):
        self.queue.put(("close", state, message, steps, memory, time.monotonic() + timeout))
        self._thread.join(timeout + 10)

    def leak(self):
        """In a forked child the connection and the lock file belong to the parent: they are never closed here."""
        import ctypes  # pylint: disable=import-outside-toplevel
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._db))

    # -- of the recorder's thread

    def _loop(self):
        flushes, closing = [], None
        while closing is None:
            for item in self._take():
                if item[0] == "flush":
                    flushes.append(item[1])
                elif item[0] == "close":
                    closing = item
                else:
                    self._decode(item)
            if closing is not None:
                self._finish(closing)
            elif self._write():
                for done in flushes:
                    done.set()
                flushes = []
        for done in flushes:
            done.set()

    def _take(self):
        """What has come, after waiting for more for a while, so that a transaction is worth it."""
        items = []
        deadline = None
        while True:
            wait = self.RETRY_EVERY if self._pending and deadline is None else None
            if deadline is not None:
                wait = max(deadline - time.monotonic(), 0)
            try:
                items.append(self.queue.get(timeout=wait))
            except queue.Empty:
                return items
            if items[-1][0] in ("flush", "close"):
                return items
            if deadline is None:
                deadline = time.monotonic() + self.COMMIT_EVERY

    def _write(self):
        """Whether nothing waits any more. A transaction that fails is tried again later, as a whole."""
        while self._pending and not self._gone:
            batch = self._pending[:self.BATCH]
            try:
                self._db.execute("BEGIN IMMEDIATE")
                row = 0
                for row, (statement, parameters) in enumerate(batch):
                    self._db.execute(statement, parameters)
                self._db.execute("COMMIT")
            except (sqlite3.Error, OverflowError, TypeError, ValueError) as error:
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                if isinstance(error, sqlite3.IntegrityError) and "FOREIGN KEY" in str(error):
                    self._give_up("the run was removed from the store: nothing more is recorded")
                    break
                if isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError,
                                      sqlite3.DataError)) or not isinstance(error, sqlite3.Error):
                    del self._pending[row]  # it would be refused again, and take along what waits behind it
                    self._say_once(f"a row is left out, which the store cannot hold: {error}")
                    continue
                if not self._failure:
                    self._say(f"{_in_words(error)}; what is recorded waits in memory, and writing it is tried again")
                self._failure = _in_words(error)
                self._limit()
                return False
            del self._pending[:self.BATCH]
            if not os.path.exists(self.path):
                self._give_up("the store was removed: nothing more is recorded")
        self._failure, self._bytes = "", 0
        return True

    def _limit(self):
        if len(self._pending) > self.MOST_STEPS:
            self._give_up(f"{self._failure}, for too long: nothing after the steps that are stored is recorded")

    def _give_up(self, why):
        self._gone = why
        self._pending.clear()
        self._say(why)

    def _say(self, what):
        print(f"scalescope_torch: {self.path}: {what}", file=sys.stderr, flush=True)

    def _say_once(self, what):
        if what not in self._told:
            self._told.add(what)
            self._say(what)

    def _finish(self, closing):
        _, state, message, steps, memory, deadline = closing
        if message and state == "failed":
            self._event(max(steps - 1, 0), "state", 0.0, f"failed: {message}")
        self._add("UPDATE runs SET state = ?, state_message = ?, steps_done = ?, memory_peak = ?, writer = NULL"
                  " WHERE id = ?", state, message, steps, memory, self.run)
        if self._gone:
            self._pending.clear()
        while not self._write() and time.monotonic() < deadline:
            time.sleep(0.1)
        if self._pending:
            self._say(f"{self._failure}; {len(self._pending)} rows could not be written")
        self._db.close()
        self._mark.release()

    def _add(self, statement, *parameters):
        self._pending.append((statement, parameters))

    def _event(self, step, kind, value, message):
        self._add("INSERT INTO events (experiment_id, run_id, step, kind, value, message, nan_mask)"
                  " VALUES (?, ?, ?, ?, ?, ?, ?)", self.experiment, self.run, step, kind, value, message, _mask(value))

    def _decode(self, item):
        if self._gone:
            return
        try:
            getattr(self, "_decode_" + item[0])(*item[1:])
        except Exception as error:  # pylint: disable=broad-except  # a mistake in here must not end a person's training, nor go unseen
            self._say_once(f"a record could not be made: {type(error).__name__}: {error}")

    def _decode_note(self, step, message):
        self._event(step, "note", None, message)

    def _decode_precision(self, precision):
        self._add("UPDATE runs SET precision = ? WHERE id = ?", precision, self.run)

    def _decode_evaluation(self, step, loss, accuracy, wall_time, samples):
        self._add("INSERT OR REPLACE INTO evaluations (run_id, step, loss, accuracy, wall_time, samples, nan_mask)"
                  " VALUES (?, ?, ?, ?, ?, ?, ?)", self.run, step, loss, accuracy, wall_time, samples,
                  _mask(loss, accuracy, wall_time))
        parts = [] if accuracy is None else [f"accuracy {accuracy * 100:.2f} %"]
        parts += [] if loss is None else [f"loss {loss:.4g}"]
        self._event(step, "evaluation", accuracy, ", ".join(parts))

    def _decode_step(self, record):
        record.read()
        scalars = record.scalars
        scale = scalars.get("scale", 1.0)
        found_inf = record.found_inf or scalars.get("found_inf", 0.0) != 0.0
        applied = record.applied and not (record.fused and found_inf)
        norms = [value for key, value in scalars.items() if key[0] == "norm"]
        norms += [value / scale if scale else math.inf for key, value in scalars.items() if key[0] == "scaled norm"]
        norm = math.hypot(*norms) if norms else None
        if any(map(math.isnan, norms)):
            norm = math.nan
        loss = scalars.get("loss")
        gradients_bad = found_inf or (norm is not None and not math.isfinite(norm))
        if gradients_bad and not (record.scaled and applied):
            found_inf = True  # nobody else looks
        if not applied and loss is not None and not math.isfinite(loss):
            found_inf = True  # the loop has skipped by itself
        summaries, overflow = self._summaries(record, scale)
        if not found_inf and not gradients_bad and record.measured and (applied or norm is not None):
            overflow = 0
        row = {"step": record.step, "loss": loss, "scale": scale, "grad_norm": norm, "learning_rate": scalars.get("lr"),
               "accuracy": record.accuracy, "step_ms": record.milliseconds, "wall_time": record.wall_time,
               "found_inf": int(found_inf), "applied": int(applied), "overflow": overflow, "samples": record.samples}
        self._tell_columns(row, record.measured)
        self._tell_scaler(record, scale)
        self._add(f"INSERT INTO steps (run_id, {', '.join(row)}, nan_mask) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                  self.run, *row.values(), _mask(loss, scale, norm, scalars.get("lr"), record.accuracy,
                                                 record.milliseconds, record.wall_time))
        first = self._first_bad(record, summaries)
        bad = found_inf or bool(first)
        if (bad or record.full) and summaries:
            self._add_statistics(record, scale, summaries, bad)
        if bad:
            self.on_bad_step()
        if found_inf:
            what = "gradients" if gradients_bad else "loss"
            sentence = self._overflow_sentence(applied, overflow, what, first, scale)
            self._event(record.step, "overflow", overflow, sentence)
        elif not applied:
            self._event(record.step, "note", None,
                        "skipped: no step of the optimizer, and nothing is known that is not finite")
        self._follow_scale(record, scale, scalars.get("scale after", scale), found_inf, first)
        if applied:
            self._keep_largest(record, scale, summaries)

    def _tell_columns(self, row, measured):
        """The run's details name the columns that it fills. Without an optimizer to watch three have their defaults."""
        filled = {column for column, value in row.items() if value is not None}
        if not measured:
            filled -= {"scale", "found_inf", "applied"}
        if filled <= self._columns:
            return
        self._columns |= filled
        self._add("UPDATE runs SET details = json_set(details, '$.step_columns', json(?)) WHERE id = ?",
                  json.dumps([column for column in row if column in self._columns]), self.run)

    def _tell_scaler(self, record, scale):
        """A scaler's state may be loaded after watch(), as when a training is resumed."""
        if record.settings is None or self.scaler is None:
            return
        first = self._scale is None and math.isfinite(scale)
        words, said = _describe_dynamic(scale if first else self.scaler["init"], record.settings)
        if said != self.scaler:
            self.scaler = said
            self._add("UPDATE runs SET scaler = ?, details = json_set(details, '$.scaler', json(?)) WHERE id = ?",
                      words, json.dumps(said), self.run)

    def _summaries(self, record, scale):
        """By key, what is known of each tensor; and how many values of parameters' gradients are not finite."""
        summaries = {}
        for key, (values, numel) in record.probes.items():
            values = values[:1] if numel == 1 else values
            summaries[key] = _summary_of_values(values, key[2])
        for key, norm in record.norms.items():
            if not math.isfinite(norm) and not _collapsed(scale):
                summaries[key] = _summary_of_values([norm], key[2])  # one value at least was as the norm is
        overflow = None
        for key, (vector, exact, of_parameter) in record.counts.items():
            if of_parameter and record.late and _collapsed(scale):
                continue  # unscaling made them infinite: what they were is not known
            summaries[key] = summary = _summary(vector, key[2], exact, cast=key[1] == "weight" and not exact)
            if of_parameter:
                overflow = (overflow or 0) + summary.infinities + summary.nans
        return summaries, overflow

    def _first_bad(self, record, summaries):
        bad = [(record.places[key], key[0]) for key, summary in summaries.items()
               if summary.infinities + summary.nans + summary.overflow > 0 and key[1] != "weight"]
        return min(bad)[1] if bad else ""

    def _add_statistics(self, record, scale, summaries, bad):
        if self._bytes > self.MOST_BYTES:
            self._say_once("statistics are left out until the store can be written again")
            return
        rows, positions = self._tensors.add([(key, record.places[key]) for key in summaries])
        for number, name, role, form in rows:
            self._add("INSERT INTO tensors (run_id, tensor, position, name, role, format) VALUES (?, ?, ?, ?, ?, ?)",
                      self.run, number, number, name, role, form)
        for position, number in positions:
            self._add("UPDATE tensors SET position = ? WHERE run_id = ? AND tensor = ?", position, self.run, number)
        self._add("INSERT INTO statistics_steps (run_id, step, scale) VALUES (?, ?, ?)", self.run, record.step, scale)
        for key, summary in summaries.items():
            before = self._largest.get(key) if bad else None
            self._add("INSERT INTO tensor_stats (run_id, step, tensor, elements, zeros, subnormals, infinities, nans,"
                      " overflow, underflow, amax, amin, histogram, amax_before) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                      self.run, record.step, self._tensors.numbers[key], *summary, before)
            self._bytes += 200 + len(summary.histogram)

    def _keep_largest(self, record, scale, summaries):
        self._largest = {}
        for key, summary in summaries.items():
            if summary.amax > 0 and summary.infinities + summary.nans == 0 and key[1] in ("activation", "gradient"):
                self._largest[key] = summary.amax / scale if key[1] == "gradient" and scale > 0 else summary.amax

    @staticmethod
    def _overflow_sentence(applied, overflow, what, first, scale):
        counted = what == "gradients" and overflow is not None
        count = f"{overflow} value{'' if overflow == 1 else 's'} of " if counted else ""
        text = ("applied, although " if applied else "skipped: ") + f"{count}the {what} not finite"
        return text + (f", first non-finite tensor {first}" if first else "") + f" (scale {_scale_text(scale)})"

    def _follow_scale(self, record, scale, after, found_inf, first):
        if not record.scaled:
            return
        if self._scale is not None and scale != self._scale:
            self._event(record.step, "scale-change", scale,
                        f"scale changed from {_scale_text(self._scale)} to {_scale_text(scale)}")
        if after != scale:
            how = "backed off" if found_inf and after < scale else "grew" if not found_inf and after > scale else "changed"
            self._event(record.step, "scale-change", after,
                        f"scale {how} from {_scale_text(scale)} to {_scale_text(after)}")
        self._scale = after
        if _collapsed(after) and not self._has_collapsed:
            self._has_collapsed = True
            self._event(record.step, "collapse", after, "collapsed: lowering the scale cannot help; first non-finite "
                        f"tensor: {first or 'none, but 1/scale is infinite'}")


# ---------------------------------------------------------------------------------------------------------------------
# One step on its way to the recorder.

class _Transfer:
    """Tensors of one device on their way to the host. Nothing waits for them but the recorder's thread."""

    def __init__(self, tensors):
        """`tensors`: by key, all of one shape. They may be changed or freed once this has returned."""
        self._keys = list(tensors)
        by_kind = {}
        for key, tensor in tensors.items():
            by_kind.setdefault((tensor.device, tensor.dtype), []).append((key, tensor))
        self._parts = []
        for (device, dtype), items in by_kind.items():
            stacked = torch.stack([tensor for _, tensor in items])
            if dtype in (torch.float16, torch.bfloat16):
                stacked = stacked.to(torch.float32)
            self._parts.append(([key for key, _ in items], *self._send(stacked, device)))

    @staticmethod
    def _send(stacked, device):
        if device.type != "cuda":
            return stacked.cpu(), None
        host = torch.empty(stacked.shape, dtype=stacked.dtype, pin_memory=True)
        host.copy_(stacked, non_blocking=True)
        event = torch.cuda.Event()
        event.record(torch.cuda.current_stream(device))
        return host, event

    def read(self):
        values = {}
        for keys, host, event in self._parts:
            if event is not None:
                event.synchronize()
            values.update(zip(keys, host))
        return values


class _Step:
    """What is known of a step. Tensors in it stay on their device until read()."""

    def __init__(self, number, full):
        self.step = number
        self.full = full  # histograms of everything
        self.scaled = self.fused = False  # with a loss scale; by an optimizer that skips by itself
        self.measured = False  # gradients were checked for values that are not finite
        self.found_inf = False  # as far as the host knows
        self.applied = True
        self.late = False  # gradients were counted after their unscaling, since only then was it known that they matter
        self.accuracy = self.milliseconds = self.wall_time = self.samples = None
        self.settings = None  # of the scaler, where they are not those of the step before
        self.scalars = {}  # numbers, or tensors of one
        self.probes = {}  # (name, role, format): ([least, largest value], number of values)
        self.counts = {}  # (name, role, format): (vector, exact, of a parameter)
        self.norms = {}  # (name, role, format): of a gradient that was not counted before it was clipped
        self.places = {}  # (name, role, format): place in order of computation
        self._transfers = None

    def send(self):
        """Starts the way of all tensors to the host."""
        scalars = {("scalar", key): value.detach().reshape(()) for key, value in self.scalars.items()
                   if isinstance(value, torch.Tensor)}
        for key, (values, _) in self.probes.items():
            scalars.update({("probe", key, i): value for i, value in enumerate(values) if isinstance(value, torch.Tensor)})
        scalars.update({("norm", key): value for key, value in self.norms.items()})
        vectors = {key: vector for key, (vector, _, _) in self.counts.items()}
        self._transfers = _Transfer(scalars), _Transfer(vectors)

    def read(self):
        scalars, vectors = (transfer.read() for transfer in self._transfers)
        for key, value in scalars.items():
            if key[0] == "scalar":
                self.scalars[key[1]] = float(value)
            elif key[0] == "norm":
                self.norms[key[1]] = float(value)
            else:
                self.probes[key[1]][0][key[2]] = float(value)
        for key, vector in vectors.items():
            self.counts[key] = (vector,) + self.counts[key][1:]


# ---------------------------------------------------------------------------------------------------------------------
# What is watched of a model.

# Modules that hand values on: they make nothing of finite values that is not.
_HANDING_ON = (torch.nn.ReLU, torch.nn.ReLU6, torch.nn.LeakyReLU, torch.nn.Dropout, torch.nn.Flatten, torch.nn.Identity,
               torch.nn.MaxPool1d, torch.nn.MaxPool2d, torch.nn.MaxPool3d, torch.nn.AvgPool1d, torch.nn.AvgPool2d,
               torch.nn.AvgPool3d, torch.nn.AdaptiveAvgPool1d, torch.nn.AdaptiveAvgPool2d, torch.nn.AdaptiveAvgPool3d,
               torch.nn.Sigmoid, torch.nn.Tanh, torch.nn.Embedding)


# A call of step() after which it is not known yet whether the step is to be skipped, or its gradients are accumulated.
# `came`: gradients came with it; `had`: there were gradients at all; `spoilt`: some are known not to be finite.
_Held = namedtuple("_Held", "record batch forward_began last_end came had spoilt")


class _Module:
    """A module whose output is watched."""

    def __init__(self, name, module):
        self.name = name
        self.order = None  # in which modules were first called
        self.dtype = None  # of its output
        self.is_norm = "norm" in type(module).__name__.lower()
        self.probed = not isinstance(module, _HANDING_ON)


def _joined(path, name):
    return f"{path}.{name}" if path else name


def _plain(model):
    """The module below wrappers that change names alone."""
    while True:
        wraps = isinstance(model, (torch.nn.DataParallel, torch.nn.parallel.DistributedDataParallel))
        if not wraps:
            return model
        model = model.module


def _clean(path):
    """Without what torch.compile puts in."""
    return ".".join(part for part in path.split(".") if part != "_orig_mod")


def _is_compiling():
    compiler = getattr(torch, "compiler", None)
    return hasattr(compiler, "is_compiling") and compiler.is_compiling()


def _is_compiled(module):
    return hasattr(module, "_orig_mod") or getattr(module, "_compiled_call_impl", None) is not None


def _first_tensor(value, depth=0):
    if isinstance(value, torch.Tensor):
        return value if value.is_floating_point() and value.numel() > 0 else None
    if depth > 3:
        return None
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else ()
    for item in items:
        found = _first_tensor(item, depth + 1)
        if found is not None:
            return found
    return None


def _norms(gradients):
    """The L2 norm of each gradient, in FP32 or wider, and that of all of a device together."""
    flats = [_flat(gradient) for gradient in gradients]
    if all(flat.device.type == "cpu" for flat in flats):
        return None, _norms_on_cpu(flats)
    if all(flat.dtype == torch.float32 for flat in flats) and hasattr(torch, "_foreach_norm"):
        norms = list(torch._foreach_norm(flats))  # one pass for all of them, where PyTorch can
    else:
        norms = [torch.linalg.vector_norm(flat, dtype=torch.promote_types(flat.dtype, torch.float32)) for flat in flats]
    return norms, _totals(norms)


def _totals(norms):
    kinds = {}
    for norm in norms:
        kinds.setdefault((norm.device, norm.dtype), []).append(norm)
    return [torch.linalg.vector_norm(torch.stack(each), dtype=torch.float64) for each in kinds.values()]


def _norms_on_cpu(flats):
    """There a norm's sum runs through the values one after another in FP32; sums of pieces are nearer the truth, and a
    dot product takes a third of the time."""
    pieces = [piece.to(torch.float32) if piece.dtype in _FORMAT_OF else piece
              for flat in flats for piece in flat.split(1 << 18)]
    return [math.sqrt(math.fsum(map(_square_on_cpu, pieces)))] if pieces else []


def _square_on_cpu(piece):
    square = torch.dot(piece, piece).item()
    if 1e-30 < square < math.inf:
        return square
    return torch.linalg.vector_norm(piece, dtype=torch.float64).item() ** 2  # squares may be beyond FP32


# ---------------------------------------------------------------------------------------------------------------------
# What is told of a run.

def _processor():
    with contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _describe_scaler(scaler):
    """In words, and as in a configuration."""
    if scaler is None or not scaler.is_enabled():
        return "none", {"kind": "none"}
    return _describe_dynamic(scaler.get_scale() if scaler._scale is not None else scaler._init_scale, _settings(scaler))


def _settings(scaler):
    return scaler.get_growth_factor(), scaler.get_backoff_factor(), scaler.get_growth_interval()


def _describe_dynamic(init, settings):
    growth, backoff, interval = settings
    said = {"kind": "dynamic", "preset": "pytorch", "init": float(init), "growth": float(growth),
            "backoff": float(backoff), "interval": int(interval)}
    usual = (said["init"], growth, backoff, interval) == (65536.0, 2.0, 0.5, 2000)
    return "dynamic (pytorch)" if usual else "dynamic (pytorch, edited)", said


def _describe_optimizer(optimizer):
    group = optimizer.param_groups[0]
    kind = type(optimizer).__name__.lower()
    said = {"type": kind, "lr": float(group.get("lr", 0.0)), "weight_decay": float(group.get("weight_decay", 0.0))}
    if kind == "sgd":
        said.update(momentum=float(group["momentum"]), nesterov=bool(group["nesterov"]))
    elif "betas" in group:
        said.update(beta1=float(group["betas"][0]), beta2=float(group["betas"][1]), eps=float(group.get("eps", 0.0)))
    return said


def _describe_clip(clip):
    """As in a configuration; ValueError for what cannot stand there."""
    if clip is None:
        return None
    said = {"by": "norm", "max": clip, "when": "after-unscale"}
    if isinstance(clip, collections.abc.Mapping):
        _expect("max" in clip and set(clip) <= set(said), "clip", 'the keys "by", "max" and "when"', clip)
        said.update(clip)
    most = said["max"]
    _expect(isinstance(most, numbers.Real) and not isinstance(most, bool) and 0 < most < math.inf, "clip",
            "a number above 0, or by, max and when of a configuration", clip)
    _expect(said["by"] in ("norm", "value"), "clip", 'by "norm" or "value"', said["by"])
    _expect(said["when"] in ("after-unscale", "before-unscale"), "clip", 'when "after-unscale" or "before-unscale"',
            said["when"])
    return {**said, "max": float(most)}


def _json(value):
    """Whatever a person says of a run, as JSON can hold it."""
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return str(value)


def _is_other_rank():
    distributed = torch.distributed
    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank() != 0
    return os.environ.get("RANK", "0") != "0"


def _world():
    distributed = torch.distributed
    return distributed.get_world_size() if distributed.is_available() and distributed.is_initialized() else 1


def _autocast_dtype(device):
    """What autocast casts to around this call; None: it is off."""
    try:
        if torch.is_autocast_enabled(device):  # from PyTorch 2.4 on
            return torch.get_autocast_dtype(device)
        return None
    except TypeError:
        pass
    if device == "cuda":
        return torch.get_autocast_gpu_dtype() if torch.is_autocast_enabled() else None
    return torch.get_autocast_cpu_dtype() if torch.is_autocast_cpu_enabled() else None


# ---------------------------------------------------------------------------------------------------------------------
# What a person hands to watch(). Refused with a ValueError of one line, before anything is hooked in or written.

_INT64_MAX = 2**63 - 1  # that a store can hold
_NO_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # a half surrogate is no text for SQLite


def _expect(holds, argument, expected, found):
    if not holds:
        shown = " ".join(repr(found).split())
        raise ValueError(f"{argument}: expected {expected}, found {shown if len(shown) <= 80 else shown[:77] + '...'}")


def _whole(argument, value, least, most=_INT64_MAX):
    """A whole number. So is a float without a fraction, as steps come out of a division."""
    try:
        number = operator.index(value)
    except TypeError:
        number = int(value) if isinstance(value, float) and value.is_integer() else None
    _expect(number is not None and not isinstance(value, bool) and least <= number <= most, argument,
            f"a whole number from {least}" + (" on" if most == _INT64_MAX else f" to {most}"), value)
    return number


def _samples(value):
    return _whole("samples", value.item() if hasattr(value, "item") else value, 0, 2**40)  # of PyTorch, or NumPy


def _accuracy(value):
    accuracy = float(value)
    _expect(math.isnan(accuracy) or 0.0 <= accuracy <= 1.0, "accuracy", "a number from 0 to 1", accuracy)
    return accuracy


def _line(argument, value):
    _expect(isinstance(value, str) and not _NO_LINE.search(value), argument,
            "a string of one line, without control characters", value)
    return value


def _tags(tags):
    tags = [tags] if isinstance(tags, str) else tags
    _expect(isinstance(tags, (list, tuple, set, frozenset)), "tags", "a list of strings", tags)
    for tag in tags:
        _expect("," not in _line("tags", tag), "tags", "tags without a comma, at which the window parts them", tag)
    return list(tags)


# ---------------------------------------------------------------------------------------------------------------------
# The watcher.

_open = []  # watchers of this process that record


def watch(model, optimizer=None, scaler=None, store=None, name="run", **options):
    """Begins a run in a store; see Watch for the options. Call it once, before training, when the model lies on its
    device."""
    return Watch(model, optimizer, scaler, store, name, **options)


def _guarded(method):
    """Counting must never end a person's training, as by a lack of memory: it ends itself instead."""

    @functools.wraps(method)
    def guarded(self, *arguments, **options):
        if self._broken:
            return None
        try:
            return method(self, *arguments, **options)
        except Exception as error:  # pylint: disable=broad-except
            self._broken = True
            self._remark(f"no tensor is counted from here on: {type(error).__name__}: {error}")
            return None

    return guarded


class Watch:
    """A run that is recorded while it trains. It may be used in a with statement, and is closed at exit otherwise.

    model       the module whose forward passes are watched; None: none are
    optimizer   the optimizer, or several
    scaler      the torch.cuda.amp.GradScaler or torch.amp.GradScaler; None: there is none
    store       the file, in a folder that exists; None: the one that ScaleScope opens by itself
    name        of the run; a number is added if the experiment has one of this name
    experiment  what the run belongs to; runs of one experiment are seen beside each other. None: its own name
    every       steps between histograms; 0: of steps that overflow alone
    every_step  whether the largest magnitude of each layer's output, and of its gradient, is read at every step, so that
                a step that overflows tells where
    activations, gradients, weights    what there are histograms of
    precision   'fp16-autocast', 'bf16-mixed', 'fp32', …; None: found out in the first step
    batch_size  samples of a step; None: the length of the model's inputs
    steps, seed, config, clip, tags, notes    what is told of the run: steps planned; a dict of whatever is worth
                comparing; the largest norm or {"by": …, "max": …, "when": …}; words without
                commas; text
    all_ranks   whether other processes of a distributed training than the first record a run, too
    enabled     False: nothing is done at all

    An argument that makes no sense is refused with a ValueError; a store that cannot be used, with a StoreError.
    """

    def __init__(self, model, optimizer=None, scaler=None, store=None, name="run", *, experiment=None, every=50,
                 every_step=True, activations=True, gradients=True, weights=True, precision=None, batch_size=None,
                 steps=0, seed=None, config=None, clip=None, tags=(), notes="", all_ranks=False, enabled=True):
        self._active = False
        self.run = None  # its number in the store
        if not enabled:
            return
        every, steps = _whole("every", every, 0), _whole("steps", steps, 0)
        batch_size = None if batch_size is None else _whole("batch_size", batch_size, 1)
        seed = None if seed is None else _whole("seed", seed, -2**63, 2**64 - 1)
        _expect(_line("name", name).strip(), "name", "a name that is not empty", name)
        experiment = name if experiment is None else _line("experiment", experiment) or name
        _expect(precision is None or _line("precision", precision), "precision", "a name that is not empty", precision)
        _expect(notes is None or isinstance(notes, str), "notes", "a string", notes)
        _expect(config is None or isinstance(config, collections.abc.Mapping), "config", "a dict", config)
        _expect(scaler is None or hasattr(scaler, "is_enabled"), "scaler", "a GradScaler, or None", scaler)
        optimizers = list(optimizer) if isinstance(optimizer, (list, tuple)) else [optimizer] if optimizer else []
        for each in optimizers:
            _expect(hasattr(each, "param_groups"), "optimizer", "an optimizer, or several", each)
        clip, tags = _describe_clip(clip), _tags(tags)
        if not all_ranks and _is_other_rank():
            return
        self._active = True
        self._model = None if model is None else _plain(model)
        self._optimizers = optimizers
        self._scaler = scaler if scaler is not None and scaler.is_enabled() else None
        self._steps = steps
        self._every, self._every_step = every, bool(every_step)
        self._activations, self._gradients, self._weights = activations, gradients, weights
        self._batch_size, self._precision_is_told, self._cast_to = batch_size, precision is not None, None
        parameters = list(self._model.parameters()) if self._model is not None else [
            p for o in self._optimizers for group in o.param_groups for p in group["params"]]
        self._device = parameters[0].device if parameters else torch.device("cpu")
        words, said = _describe_scaler(scaler)
        details = {"scaler": said, "optimizer": _describe_optimizer(self._optimizers[0]) if self._optimizers else None,
                   "clip": clip, "seed": seed, "batch_size": batch_size, "torch": torch.__version__,
                   "python": platform.python_version(), "cuda": torch.version.cuda, "world_size": _world(),
                   "parameters": sum(p.numel() for p in parameters), **_json(dict(config or {})),
                   "step_columns": ["step"]}
        on_cuda = self._device.type == "cuda"
        self._recorder = _Recorder(os.fspath(store) if store is not None else default_store(), {
            "name": name, "experiment": experiment, "steps": steps,
            "seed": (seed or 0) - (2**64 if seed is not None and seed > _INT64_MAX else 0),  # as its two's complement
            "program": f"scalescope_torch {__version__} ({os.path.basename(sys.argv[0] or 'python')})",
            "precision": precision or "unknown", "scaler": words,
            "backend": self._device.type, "library": f"PyTorch {torch.__version__}", "threads": torch.get_num_threads(),
            "device": torch.cuda.get_device_name(self._device) if on_cuda else _processor(),
            "details": json.dumps({key: value for key, value in details.items() if value is not None or key == "clip"}),
            "tags": tags, "notes": notes})
        self.run = self._recorder.run
        self._recorder.on_bad_step = self._arm
        self._recorder.scaler = said if self._scaler is not None and "scaler" not in (config or {}) else None
        self._settings = None  # of the scaler, in the newest step
        self._start = time.perf_counter()
        self._number = self._samples = self._idle = 0
        self._armed, self._last_full = False, -1
        self._broken = False  # something went wrong in counting
        self._forward_began = None
        self._lock = threading.Lock()
        self._inside = set()  # optimizers that a scaler steps right now
        self._stepped = set()  # optimizers whose step() ran
        self._handled = set()  # optimizers whose gradients were looked at in this step
        self._undo = []
        self._refused = set()  # arguments of step() that made no sense
        self._modules, self._owners = {}, {}
        # Of each optimizer a parameter that is trained, which tells of all of them what became of their gradients.
        self._witnesses = {id(o): p for o in self._optimizers for group in reversed(o.param_groups)
                           for p in reversed(group["params"]) if p.requires_grad}
        self._held = None  # calls of step() that no optimizer's step followed yet
        self._step = self._new_step()
        self._watch_modules()
        self._watch_optimizers()
        _open.append(self)

    # -- for the training loop

    def step(self, loss=None, *, samples=None, accuracy=None):
        """To be called once each step, after the optimizer's, or scaler.update(). A call after a backward pass that no
        optimizer's step followed is one of several batches that a step accumulates; or, once these gradients are thrown
        away, a skipped step."""
        if not self._active:
            return
        if self._optimizers and not self._handled:
            self._idle += 1
            if self._idle == 100:
                self._remark("watch.step() was called 100 times, and no step of the optimizer was seen: was another "
                             "optimizer, or another scaler, handed to watch()?")
            self._hold(loss, samples, accuracy)
            return
        self._idle = 0
        self._tell(loss, samples, accuracy)
        if self._optimizers and not self._stepped and not self._moved():
            self._step.applied = False  # gradients were looked at, as before clipping, and then left
            self._put_rate(self._optimizers[0])
        self._send()
        self._step = self._new_step()

    def evaluation(self, loss=None, accuracy=None):
        """Loss, and accuracy from 0 to 1, on data that is not trained on, after the steps so far."""
        if self._active:
            loss, accuracy = self._heard("loss", loss, float), self._heard("accuracy", accuracy, _accuracy)
            self._recorder.queue.put(("evaluation", self._number, loss, accuracy, time.perf_counter() - self._start,
                                      self._samples or None))

    def note(self, text):
        """One sentence for the log of the run."""
        if self._active:
            self._recorder.queue.put(("note", self._number, str(text)))

    def gradients(self):
        """To be called between the backward pass and clipping, so that gradients are recorded as they are before it.
        Where scaler.unscale_() comes before clipping this is not needed: they are read there."""
        if not self._active:
            return
        self._settle()
        with_scale = self._scaler is not None and self._scaler._scale is not None  # else it has scaled nothing yet
        if with_scale:
            self._begin_scaled()
        for optimizer in self._optimizers:
            unscaled = with_scale and self._is_unscaled(optimizer)
            norms = self._look_at(optimizer, scaled=with_scale and not unscaled, late=unscaled)
            if norms is not None:
                self._norms_before_clip[id(optimizer)] = norms

    def flush(self, timeout=30.0):
        """Waits until the store holds all steps so far; False if it does not after so many seconds."""
        return not self._active or self._recorder.flush(timeout)

    def close(self, state="finished", message=""):
        """Ends the run; what was hooked in is taken out. Whatever is called afterwards does nothing."""
        if not self._active:
            return
        self._end_held()
        self._active = False
        _open.remove(self)
        for undo in reversed(self._undo):
            undo()
        memory = torch.cuda.max_memory_allocated(self._device) if self._device.type == "cuda" else 0
        self._recorder.close(state, message, self._number, memory, 10.0)

    def left_open(self):
        """How a run ends that the program did not close: how far it was to come may be known, an exit code is not."""
        early = 0 < self._number < self._steps
        return ("stopped", f"the program ended after {self._number} of {self._steps} steps") if early else ("finished", "")

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.close(*_ending(error))

    # -- what a step is

    def _new_step(self):
        number = self._number
        due = self._every > 0 and number % self._every == 0
        if self._armed and number - self._last_full >= max(self._every // 5, 10 if self._every == 0 else 1):
            due = True
        if due:
            self._armed, self._last_full = False, number
        self._stepped.clear()
        self._handled.clear()
        self._norms_before_clip = {}  # by optimizer
        self._thrown = None  # record of gradients that were thrown away before step() was told of them
        self._marked = self._gradients_now()
        self._versions = [p._version for p in self._witnesses.values()]
        self._forward_began, self._batch = None, 0
        self._last_end = time.perf_counter()
        return _Step(number, due)

    def _tell(self, loss, samples, accuracy):
        """What step() is told, into the step's record."""
        record, now = self._step, time.perf_counter()
        record.scalars.pop("loss", None)
        if loss is not None:
            loss = loss.detach() if isinstance(loss, torch.Tensor) else loss
            # A copy, for a loop may add to its loss in place; no wait for a device.
            self._put("loss", loss.clone() if isinstance(loss, torch.Tensor) and loss.device.type != "cpu" else loss)
        counted = self._heard("samples", samples, _samples)
        record.samples = (self._batch_size or self._batch) * _world() if counted is None else counted
        record.accuracy = self._heard("accuracy", accuracy, _accuracy)
        record.wall_time = now - self._start
        record.milliseconds = (now - (self._forward_began or self._last_end)) * 1000.0

    def _send(self):
        """A step that is done goes to the recorder."""
        record = self._step
        if record.scaled:
            self._put("scale after", self._scale_now())
            settings = _settings(self._scaler)
            if settings != self._settings:
                self._settings = record.settings = settings
        if self._weights and record.full and record.applied:
            self._count_weights()
        self._samples += record.samples
        record.samples = self._samples or None
        self._tell_precision()
        record.send()
        self._recorder.queue.put(("step", record))
        if record.found_inf:
            self._arm()
        self._number += 1

    # -- steps that the loop itself skips

    def _hold(self, loss, samples, accuracy):
        """A call that no optimizer's step came before. It is known at once to be of a skipped step if its gradients are
        gone already, or if none came with a loss that is not finite."""
        came = self._came()
        self._settle()
        self._tell(loss, samples, accuracy)
        if came:
            self._thrown = None  # nobody was told of these
        self._marked = self._gradients_now()
        loss, had = self._step.scalars.get("loss"), any(self._marked)
        bad = isinstance(loss, float) and not math.isfinite(loss)  # of a tensor on a device it is not known
        finite = bad and self._are_finite()
        self._held = _Held(self._step, self._batch, self._forward_began, self._last_end, came, had, bad and not finite)
        self._step = _Step(self._number, self._step.full)
        self._batch, self._forward_began, self._last_end = 0, None, time.perf_counter()
        if self._thrown is not None or finite and not came and not self._moved():
            self._skip(self._thrown)

    def _settle(self):
        """An optimizer steps, or another call comes: the call that is held was one of several batches of this step,
        unless its gradients are not among those that there are now."""
        held, fresh = self._held, self._step
        if held is None:
            return
        if self._thrown is not None:
            gone = self._came()
        else:
            # A sum with what is not finite is not finite, either.
            gone = held.spoilt and not self._moved() and self._are_finite()
        if gone:
            self._skip(self._thrown)
            return
        self._held, self._step = None, held.record
        self._batch += held.batch
        self._forward_began, self._last_end = held.forward_began, held.last_end
        self._absorb(fresh)

    @_guarded
    def _absorb(self, other):
        self._step.places.update(other.places)
        for key, (values, numel) in other.probes.items():
            self._add_probe(key, *values, numel)
        for key, (vector, exact, of_parameter) in other.counts.items():
            self._add_vector(key, vector, exact, of_parameter)

    def _skip(self, looked=None):
        """The call that is held was of a skipped step. What was seen since belongs to the next one."""
        held, fresh = self._held, self._step
        self._held, self._step = None, held.record
        if looked is not None:
            for own, others in ((held.record.scalars, looked.scalars), (held.record.counts, looked.counts),
                                (held.record.places, looked.places)):
                own.update(others)
            held.record.scaled, held.record.found_inf = looked.scaled, looked.found_inf
        if self._scaler is not None:
            self._begin_scaled()
        held.record.measured, held.record.applied = True, False
        self._put_rate(self._optimizers[0])
        self._send()
        seen = self._batch, self._forward_began, self._last_end
        last_full, self._step = self._last_full, self._new_step()
        self._batch, self._forward_began, self._last_end = seen
        if not fresh.places:
            return
        due, fresh.step, self._step = self._step.full, self._number, fresh
        if fresh.full:
            self._last_full = self._number
        elif due:  # too late for this one
            self._last_full = last_full
            self._arm()

    def _zero_grad(self, optimizer, original, *arguments, **options):
        """Whoever clears gradients that no optimizer's step was made of skips a step."""
        if not self._handled and not self._stepped:
            if self._came():
                self._thrown = None if self._moved() else self._looked()  # step() is yet to be told of them
            elif self._held is not None and self._thrown is None and not self._moved():
                self._skip(self._looked() if self._held.came else None)
        result = original(*arguments, **options)
        self._marked = self._gradients_now()
        return result

    @_guarded
    def _end_held(self):
        """Of the last call nobody knows what would have followed; but a loss that is not finite is not left out."""
        loss = 0.0 if self._held is None else self._held.record.scalars.get("loss", 0.0)
        if not math.isfinite(float(loss)) and not self._moved():
            self._skip(self._looked() if self._held.came else None)

    def _looked(self):
        """A record of gradients that are about to be thrown away."""
        own, self._step = self._step, _Step(self._number, self._step.full)
        if self._scaler is not None:
            self._begin_scaled()
        for optimizer in self._optimizers:
            self._look_at(optimizer, scaled=self._scaler is not None)
        self._handled.clear()
        looked, self._step = self._step, own
        return looked

    @_guarded
    def _are_finite(self):
        """Whether all gradients that there are now are; asked only where a loss is known not to be."""
        return all(math.isfinite(float(total)) for optimizer in self._optimizers for p in self._parameters(optimizer)
                   for total in _norms([p.grad])[1])

    def _gradients_now(self):
        """Which tensors they are, and their versions, for which nobody waits; None: there is none."""
        return [None if p.grad is None else (id(p.grad), p.grad._version) for p in self._witnesses.values()]

    def _came(self):
        """Whether gradients came since the last call of step(), or since they were cleared."""
        return any(now is not None and now != before for now, before in zip(self._gradients_now(), self._marked))

    def _moved(self):
        """Whether the weights are not those of the last row any more: a step was made that was not seen."""
        return [p._version for p in self._witnesses.values()] != self._versions

    def _arm(self):
        """The steps after one that was not finite are likely to tell more."""
        self._armed = True

    def _put(self, key, value):
        """A number, or a tensor of one, into the step's record. What lies on the host is read at once."""
        if isinstance(value, torch.Tensor) and value.device.type == "cpu":
            value = value.item()
        self._step.scalars[key] = value if isinstance(value, torch.Tensor) else float(value)

    def _scale_now(self):
        scale = self._scaler._scale
        return self._scaler.get_scale() if scale is None else scale.detach().clone()

    def _remark(self, text):
        warnings.warn(f"scalescope_torch: {text}", stacklevel=3)
        self.note(text)

    def _heard(self, argument, value, read):
        """What a step was told; none if it makes no sense, which must not end a training after hours."""
        if value is None:
            return None
        try:
            return read(value)
        except (TypeError, ValueError, OverflowError, RuntimeError) as error:
            if argument not in self._refused:
                self._refused.add(argument)
                said = str(error)
                self._remark(said if said.startswith(argument) else f"{argument}: expected a number ({said})")
            return None

    def _tell_precision(self):
        if self._number > 0 or self._precision_is_told:
            return
        weights = {p.dtype for p in self._model.parameters()} if self._model is not None else set()
        outputs = {owner.dtype for owner in self._modules.values()} | {self._cast_to}
        found = "tf32" if self._device.type == "cuda" and torch.backends.cuda.matmul.allow_tf32 else "fp32"
        for dtype, pure, mixed in ((torch.bfloat16, "bf16-pure", "bf16-mixed"),
                                   (torch.float16, "fp16-pure", "fp16-autocast")):
            if weights == {dtype}:
                found = pure
            elif dtype in outputs:
                found = mixed
        self._recorder.queue.put(("precision", found))

    # -- forward and backward passes

    def _watch_modules(self):
        if self._model is None:
            return
        compiled = [name for name, module in self._model.named_modules() if _is_compiled(module)]
        for name, module in self._model.named_modules():
            owner = _Module(_clean(name), module)
            for own, parameter in module.named_parameters(recurse=False):
                self._owners.setdefault(id(parameter), (owner, _joined(owner.name, own), len(self._owners)))
            below = any(path in ("", name) or name.startswith(path + ".") for path in compiled)
            leaf = next(module.children(), None) is None
            owns = next(module.parameters(recurse=False), None) is not None
            if below or not (leaf or owns) or isinstance(module, torch.jit.ScriptModule):
                continue
            self._modules[name] = owner
            self._undo.append(module.register_forward_hook(functools.partial(self._saw_output, owner)).remove)
        if getattr(self._model, "_compiled_call_impl", None) is None:
            self._undo.append(self._model.register_forward_pre_hook(self._saw_input).remove)
        if compiled:
            self._remark("torch.compile leaves no room for hooks: activations and their gradients of compiled modules "
                         "are not recorded")

    def _saw_input(self, module, inputs):
        if _is_compiling() or not torch.is_grad_enabled() or not self._active:
            return
        if self._held is not None and self._held.had and not any(self._gradients_now()) and not self._moved():
            self._skip()  # its gradients were taken away
        if self._forward_began is None:
            self._forward_began = time.perf_counter()
        if self._number == 0:
            self._cast_to = _autocast_dtype(self._device.type)
        tensor = _first_tensor(inputs)
        if tensor is None:
            return
        self._batch += tensor.shape[0] if tensor.dim() > 0 else 1
        if self._activations:
            self._saw(None, "input", "activation", (0, -1, 0), tensor, self._every_step)

    def _saw_output(self, owner, module, inputs, output):
        if _is_compiling() or not torch.is_grad_enabled() or not self._active:
            return
        tensor = _first_tensor(output)
        if tensor is None:
            return
        if owner.order is None:
            owner.order = sum(other.order is not None for other in self._modules.values())
        owner.dtype = tensor.dtype
        probed = self._every_step and owner.probed
        if not probed and not self._step.full:
            return
        if self._activations:
            self._saw(owner, _joined(owner.name, "output"), "activation", (0, owner.order, 0), tensor, probed)
        if self._gradients and tensor.requires_grad:
            tensor.register_hook(functools.partial(self._saw_gradient, owner, probed))

    def _saw_gradient(self, owner, probed, gradient):
        if self._active:
            self._saw(owner, _joined(owner.name, "output.grad"), "gradient", (1, -owner.order, 0), gradient, probed)

    @_guarded
    def _saw(self, owner, name, role, place, tensor, probed):
        form = _format_of(tensor.dtype)
        key = (name, role, form)
        record = self._step
        record.places[key] = place
        if record.full:
            self._add_count(key, tensor, True)
        elif probed:
            self._probe(key, tensor.detach())

    def _probe(self, key, tensor):
        """Of a tensor on a device the least and the largest value, for which nobody waits."""
        if tensor.device.type == "cpu":
            self._probe_on_cpu(key, tensor)
        else:
            self._add_probe(key, *torch.aminmax(_flat(tensor)), tensor.numel())

    def _probe_on_cpu(self, key, tensor):
        """There it is known at once whether values are not finite, and all are counted if so. More is asked at every step
        of the model's input and in FP16 alone, whose range is narrow: a sum takes a third of the time."""
        if tensor.dtype != torch.float16 and key[0] != "input":
            if not math.isfinite(_flat(tensor).sum().item()):
                self._add_count(key, tensor, True)
            return
        least, largest = (value.item() for value in torch.aminmax(_flat(tensor.to(torch.float32))))
        if math.isfinite(least) and math.isfinite(largest):
            self._add_probe(key, least, largest, tensor.numel())
        else:
            self._add_count(key, tensor, True)

    def _add_probe(self, key, least, largest, numel):
        with self._lock:
            known = self._step.probes.get(key)
            if known is not None and isinstance(least, torch.Tensor):
                least = torch.minimum(known[0][0].to(least.device), least)
                largest = torch.maximum(known[0][1].to(largest.device), largest)
            elif known is not None:
                least, largest = min(known[0][0], least), max(known[0][1], largest)
            self._step.probes[key] = ([least, largest], numel)

    def _add_count(self, key, tensor, exact, of_parameter=False):
        self._add_vector(key, _count(tensor, key[2], exact), exact, of_parameter)

    def _add_vector(self, key, vector, exact, of_parameter):
        with self._lock:
            known = self._step.counts.get(key)
            if known is not None:
                vector = _merged(known[0].to(vector.device), vector)
            self._step.counts[key] = (vector, exact, of_parameter)

    # -- optimizers

    def _watch_optimizers(self):
        for optimizer in self._optimizers:
            self._wrap(optimizer, "step", functools.partial(self._step_of_optimizer, optimizer))
            if hasattr(optimizer, "zero_grad"):
                self._wrap(optimizer, "zero_grad", functools.partial(self._zero_grad, optimizer))
        if self._scaler is not None:
            self._wrap(self._scaler, "unscale_", self._unscale)
            self._wrap(self._scaler, "step", self._step_of_scaler)

    def _wrap(self, target, name, around):
        """Calls of target.name(…) go through around(original, …). Schedulers want it to stay a bound method."""
        before = target.__dict__.get(name)
        original = getattr(target, name)

        def method(_, *arguments, **options):
            return around(original, *arguments, **options) if self._active else original(*arguments, **options)

        functools.update_wrapper(method, getattr(original, "__func__", original))
        bound = types.MethodType(method, target)
        setattr(target, name, bound)

        def undo():
            if target.__dict__.get(name) is not bound:
                return  # another has wrapped it since; this one only hands on from now on
            if before is None:
                delattr(target, name)
            else:
                setattr(target, name, before)

        self._undo.append(undo)

    def _own(self, optimizer):
        return any(optimizer is own for own in self._optimizers)

    def _unscale(self, original, optimizer, *arguments, **options):
        if not self._own(optimizer) or id(optimizer) in self._handled:
            return original(optimizer, *arguments, **options)
        self._settle()
        self._begin_scaled()
        self._count_gradients(optimizer, late=False)
        result = original(optimizer, *arguments, **options)
        self._handled.add(id(optimizer))
        norms = self._measure(optimizer, "norm")
        if id(optimizer) in self._inside:
            return result
        # A person unscales to clip, which leaves nothing of gradients that are not finite. On the CPU it is known now
        # whether they are; elsewhere nobody waits, and their norms tell of each whether it was.
        if self._device.type != "cpu":
            self._norms_before_clip[id(optimizer)] = norms
        elif self._found_inf(optimizer):
            self._count_gradients(optimizer, late=True, wanted=True)
        return result

    def _put_rate(self, optimizer):
        """Of several optimizers the first one's that was handed to watch(), where it made a step."""
        if optimizer is self._optimizers[0] or "lr" not in self._step.scalars:
            self._put("lr", _rate_of(optimizer))

    def _step_of_scaler(self, original, optimizer, *arguments, **options):
        if not self._own(optimizer):
            return original(optimizer, *arguments, **options)
        self._settle()
        self._begin_scaled()
        self._put_rate(optimizer)
        fused = getattr(optimizer, "_step_supports_amp_scaling", False)
        if fused and id(optimizer) not in self._handled:
            self._look_at(optimizer, scaled=True)
        self._inside.add(id(optimizer))
        try:
            result = original(optimizer, *arguments, **options)
        finally:
            self._inside.discard(id(optimizer))
        self._handled.add(id(optimizer))
        if fused:
            self._read_found_inf(optimizer)
        elif id(optimizer) not in self._stepped:
            self._skipped(optimizer)
        return result

    def _step_of_optimizer(self, optimizer, original, *arguments, **options):
        if id(optimizer) in self._inside:
            self._stepped.add(id(optimizer))
            return original(*arguments, **options)
        self._settle()
        self._stepped.add(id(optimizer))
        self._put_rate(optimizer)
        with_closure = bool(arguments and callable(arguments[0])) or options.get("closure") is not None
        if not with_closure:  # else the gradients come during the step
            self._look_at(optimizer, scaled=False)
        result = original(*arguments, **options)
        if with_closure:
            self._look_at(optimizer, scaled=False)
        return result

    def _begin_scaled(self):
        record = self._step
        if not record.scaled:
            record.scaled = record.measured = True
            self._put("scale", self._scale_now())

    def _parameters(self, optimizer):
        return [p for group in optimizer.param_groups for p in group["params"] if p.grad is not None]

    def _is_unscaled(self, optimizer):
        """Whether the scaler has unscaled this optimizer's gradients since its last update()."""
        stage = self._scaler._per_optimizer_states.get(id(optimizer), {}).get("stage")
        return getattr(stage, "name", "") == "UNSCALED"

    def _look_at(self, optimizer, scaled, late=False):
        """Gradients as they are now: `scaled`, or unscaled already (`late`), or of a loop that does not scale them."""
        if id(optimizer) in self._handled:
            return None
        self._step.measured = True
        self._count_gradients(optimizer, late)
        self._handled.add(id(optimizer))
        each = self._measure(optimizer, "scaled norm" if scaled else "norm")
        norms = [value for key, value in self._step.scalars.items() if key[0] in ("norm", "scaled norm")]
        if not all(math.isfinite(value) for value in norms if not isinstance(value, torch.Tensor)):
            # Known at once on the CPU alone. Where there is a scaler, it is the one that says what it found.
            self._step.found_inf = self._step.found_inf or not (scaled or late)
            self._count_gradients(optimizer, late, wanted=True)
        return each

    @_guarded
    def _measure(self, optimizer, what):
        parameters = self._parameters(optimizer)
        if parameters and getattr(self._witnesses.get(id(optimizer)), "grad", None) is None:
            self._witnesses[id(optimizer)] = parameters[0]
        norms, totals = _norms([p.grad for p in parameters])
        for total in totals:
            self._put((what, sum(isinstance(key, tuple) for key in self._step.scalars)), total)
        return norms

    def _read_found_inf(self, optimizer):
        self._step.fused = True
        found = self._found_inf(optimizer)
        if isinstance(found, torch.Tensor):
            self._put("found_inf", found + self._step.scalars.get("found_inf", 0.0))
        elif found:
            self._step.found_inf, self._step.applied = True, False
            self._count_gradients(optimizer, late=False, wanted=True)  # which stay as they were

    def _found_inf(self, optimizer):
        """What the scaler has found of this optimizer's gradients; a tensor where one would have to wait for it."""
        state = self._scaler._per_optimizer_states.get(id(optimizer), {})
        found = list(state.get("found_inf_per_device", {}).values())
        if all(value.device.type == "cpu" for value in found):
            return any(value.item() for value in found)
        return sum(value.to(found[0].device, non_blocking=True) for value in found).clone()

    def _skipped(self, optimizer):
        """The scaler has found, and waited for it, that gradients are not finite; they still are where they were."""
        self._step.found_inf, self._step.applied = True, False
        norms = self._norms_before_clip.get(id(optimizer))
        if norms is None:
            self._count_gradients(optimizer, late=True, wanted=True)
            return
        for parameter, norm in zip(self._parameters(optimizer), norms):
            key = self._key_of_gradient(parameter)
            if key is not None and key not in self._step.counts:
                self._step.norms[key] = norm

    @_guarded
    def _count_gradients(self, optimizer, late, wanted=False):
        """As they come from the backward pass, times the scale; `late`: after they were unscaled."""
        record = self._step
        if not self._gradients or not (record.full or wanted):
            return
        scale = record.scalars.get("scale", 1.0)
        for parameter in self._parameters(optimizer):
            key = self._key_of_gradient(parameter)
            if key is None or key in record.counts:
                continue
            gradient = parameter.grad.detach()
            if late:
                record.late = True
                on_device = scale.to(gradient.device) if isinstance(scale, torch.Tensor) else scale
                gradient = gradient.to(torch.float32) * on_device
            self._add_count(key, gradient, key[2] == _format_of(parameter.grad.dtype), of_parameter=True)

    def _key_of_gradient(self, parameter):
        owner, name, index = self._owners.get(id(parameter), (None, None, 0))
        if owner is None:
            return None
        key = (name + ".grad", "gradient", self._format(owner, parameter.grad.dtype))
        self._step.places[key] = self._place(1, owner, index)
        return key

    @_guarded
    def _count_weights(self):
        for parameter in (p for o in self._optimizers for group in o.param_groups for p in group["params"]):
            owner, name, index = self._owners.get(id(parameter), (None, None, 0))
            if owner is None:
                continue
            form = self._format(owner, parameter.dtype)
            key = (name, "weight", form)
            self._step.places[key] = self._place(2, owner, index)
            self._add_count(key, parameter, form == _format_of(parameter.dtype))

    @staticmethod
    def _place(part, owner, index):
        order = owner.order if owner.order is not None else 1 << 30
        return (part, -order if part == 1 else order, 1 + index)

    @staticmethod
    def _format(owner, dtype):
        """A layer's weights that autocast casts, and the gradients that come back through the cast, are halves; those of
        a normalisation stay FP32."""
        if dtype == torch.float32 and owner.dtype in _FORMAT_OF and not owner.is_norm:
            return _FORMAT_OF[owner.dtype]
        return _format_of(dtype)


def _rate_of(optimizer):
    rate = optimizer.param_groups[0].get("lr", 0.0)
    return rate.detach().clone() if isinstance(rate, torch.Tensor) else rate


def _ending(error):
    """State and message of a run that ends with this exception."""
    if error is None:
        return "finished", ""
    if isinstance(error, (KeyboardInterrupt, GeneratorExit)):
        return "stopped", "interrupted by the keyboard"
    if isinstance(error, SystemExit):
        return ("finished", "") if not error.code else ("failed", f"ended with exit code {error.code}")
    return "failed", f"{type(error).__name__}: {error}"


def _close_all():
    error = getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
    if hasattr(sys, "ps1"):
        error = None  # of some line typed before
    for each in list(_open):
        each.close(*(_ending(error) if error is not None else each.left_open()))


def _forget_all():
    """In a forked child, as a worker of a DataLoader: what its parent records is its parent's."""
    for each in _open:
        each._active = False
        each._recorder.leak()
    _open.clear()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
