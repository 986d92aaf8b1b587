"""scalescope_torch.py by itself: its schema is ScaleScope's, and it counts values to the last one as plain Python does."""

import math
import os
import re
import sqlite3
import struct
import sys
import unittest

import torch

from watched import ROOT, SCHEMA, scalescope_torch as module

# What rounding to a format makes zero, normal or infinite: (up to, from, from).
LIMITS = {"fp32": (0.0, 2.0**-126, math.inf), "fp16": (2.0**-25, 2.0**-14 - 2.0**-25, 65520.0),
          "bf16": (2.0**-134, 2.0**-126 - 2.0**-134, 2.0**128 - 2.0**119)}
TOP = {"fp32": 2 - 2.0**-11, "fp16": 2 - 2.0**-11, "bf16": 2 - 2.0**-8}  # significands that round up to 2


def documented_reader():
    """The functions that store.md offers for reading histograms."""
    with open(os.path.join(ROOT, "resources", "docs", "store.md"), encoding="utf-8") as file:
        block = next(each for each in re.findall(r"```python\n(.*?)```", file.read(), re.S) if "def numbers" in each)
    names = {}
    exec(block.partition("\nfor name")[0], names)
    return names["numbers"], names["exponents"]


def reference(values, form, cast):
    """The same counts, a value at a time and in double precision; powers and tops by exponent."""
    zero, normal, infinite = LIMITS[form]
    counts = dict.fromkeys("elements zeros subnormals infinities nans overflow underflow".split(), 0)
    bins, powers, tops = {}, {}, {}
    finite = []
    for value in map(abs, values):
        counts["elements"] += 1
        if math.isnan(value) or math.isinf(value) or value == 0:
            counts["nans" if math.isnan(value) else "infinities" if value else "zeros"] += 1
            continue
        finite.append(value)
        significand, exponent = math.frexp(value)
        bins[exponent - 1] = bins.get(exponent - 1, 0) + 1
        if significand == 0.5:
            powers[exponent - 1] = powers.get(exponent - 1, 0) + 1
        if 2 * significand >= TOP[form] and value >= 2.0**-126:
            tops[exponent - 1] = tops.get(exponent - 1, 0) + 1
        counts["subnormals"] += zero < value < normal
        counts["underflow"] += cast and value <= zero
        counts["overflow"] += cast and value >= infinite
    counts.update(amax=max(finite, default=0.0), amin=min(finite, default=0.0))
    return counts, bins, powers, tops


def unsparse(numbers, first, count):
    bins = {}
    at = 0
    while at < count:
        number = next(numbers)
        if number % 2:
            bins[first + at] = number // 2
        at += 1 if number % 2 else number // 2
    return bins


def awkward_values(count=20000):
    """All kinds of FP32 bit patterns, ordinary gradients, and the ends of every format and their neighbours."""
    generator = torch.Generator().manual_seed(7)
    bits = torch.randint(-2**31, 2**31, (count,), generator=generator, dtype=torch.int64).to(torch.int32)
    ends = [0.0, -0.0, math.inf, -math.inf, math.nan, 2.0**-149, 3 * 2.0**-149, 2.0**-148, 1.0, -2.0]
    for limits in LIMITS.values():
        for limit in limits:
            if 0 < limit < math.inf:
                magnitude = struct.unpack("<I", struct.pack("<f", limit))[0]
                ends += [struct.unpack("<f", struct.pack("<I", magnitude + i))[0] for i in (-1, 0, 1)]
    ordinary = torch.randn(count, generator=generator) * 1e-4
    return torch.cat([bits.view(torch.float32), torch.tensor(ends), ordinary])


class Schema(unittest.TestCase):
    def test_is_the_one_of_scalescope(self):
        with open(SCHEMA, encoding="utf-8") as file:
            schema = file.read()
        self.assertEqual(module.SCHEMA, schema, "run tests/pytorch/embed_schema.py")
        made = []
        for make in (lambda db: db.executescript(schema),
                     lambda db: [db.execute(each) for each in module._statements(module.SCHEMA)]):
            db = sqlite3.connect(":memory:")
            make(db)
            made.append((db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall(),
                         db.execute("PRAGMA application_id").fetchone(), db.execute("PRAGMA user_version").fetchone()))
        self.assertEqual(made[0], made[1])
        self.assertEqual(made[1][1:], ((module.APPLICATION_ID,), (module.SCHEMA_VERSION,)))


class Counts(unittest.TestCase):
    def hold(self, tensor, form, cast, count):
        exact = module._format_of(tensor.dtype) == form
        flat = module._flat(tensor)
        summary = module._summary(count(flat, module._FORMATS[form], exact), form, exact, cast)
        counts, bins, powers, tops = reference(tensor.to(torch.float32).flatten().tolist(), form, cast)
        self.assertEqual({key: getattr(summary, key) for key in counts}, counts)
        numbers, exponents = documented_reader()
        self.assertEqual({key: value for key, value in exponents(summary.histogram).items() if value}, bins)
        rest = numbers(summary.histogram)
        first, length = next(rest) - 149, next(rest)
        for _ in range(length):
            next(rest)
        self.assertEqual(unsparse(rest, first, length), powers)
        self.assertEqual(unsparse(rest, first, length), tops)
        self.assertEqual(list(rest), [])

    def hold_everywhere(self, tensor, form, cast=False):
        for count in (module._count_on_cpu, module._count_on_device):
            with self.subTest(form=form, cast=cast, dtype=tensor.dtype, count=count.__name__):
                self.hold(tensor, form, cast, count)

    def test_of_fp32_values(self):
        for form in ("fp32", "fp16", "bf16"):
            self.hold_everywhere(awkward_values(), form)

    def test_of_values_that_are_to_be_cast(self):
        for form in ("fp16", "bf16"):
            self.hold_everywhere(awkward_values(), form, cast=True)

    def test_of_halves(self):
        for dtype in (torch.float16, torch.bfloat16):
            self.hold_everywhere(awkward_values().to(dtype), module._format_of(dtype))
        every = torch.arange(-2**15, 2**15, dtype=torch.int32).to(torch.int16)
        self.hold_everywhere(every.view(torch.float16), "fp16")
        self.hold_everywhere(every.view(torch.bfloat16), "bf16")

    def test_of_more_than_one_piece_and_any_layout(self):
        values = torch.randn(3, 5, 100, 101, generator=torch.Generator().manual_seed(1))
        self.hold_everywhere(values.contiguous(memory_format=torch.channels_last), "fp16")
        self.hold_everywhere(values[:, 1:4, ::2], "fp16")

    def test_of_nothing_but_one_kind(self):
        for value in (0.0, math.inf, math.nan, 1.0, 2.0**-149):
            self.hold_everywhere(torch.full((3,), value), "fp16")

    def test_where_only_deterministic_algorithms_are_allowed(self):
        torch.use_deterministic_algorithms(True)
        self.addCleanup(torch.use_deterministic_algorithms, False)
        self.hold_everywhere(awkward_values(), "fp16")

    def test_of_two_batches_together(self):
        values = awkward_values()
        parts = [module._count(part, "fp16", False) for part in values.split(12345)]
        merged = parts[0]
        for part in parts[1:]:
            merged = module._merged(merged, part)
        self.assertEqual(module._summary(merged, "fp16", False), module._summary(module._count(values, "fp16", False), "fp16", False))

    def test_of_values_that_were_looked_at_one_by_one(self):
        values = [-3.0, math.inf, 0.0, 2.0**-149, 65504.0, math.nan]
        self.assertEqual(module._summary_of_values(values, "fp16"),
                         module._summary(module._count(torch.tensor(values), "fp16", True), "fp16", True))

    @unittest.skipUnless(torch.cuda.is_available(), "no CUDA device")
    def test_on_a_gpu(self):
        for tensor in (awkward_values(), awkward_values().half(), awkward_values().bfloat16()):
            for form in ("fp32", "fp16", "bf16"):
                self.hold(tensor.cuda(), form, False, lambda *each: module._count_on_device(*each).cpu())


class Norms(unittest.TestCase):
    def hold(self, gradients):
        _, totals = module._norms(gradients)
        truth = math.sqrt(math.fsum(torch.sum(each.double() ** 2).item() for each in gradients))
        self.assertAlmostEqual(float(totals[0]) / truth, 1.0, delta=1e-6)

    def test_of_any_magnitude(self):
        torch.manual_seed(3)
        for magnitude in (1.0, 1e-5, 1e-22, 1e-40, 1e19, 3e37):
            with self.subTest(magnitude=magnitude):
                self.hold([torch.randn(200_000) * magnitude, torch.randn(7, 5) * magnitude])

    def test_of_halves_and_doubles(self):
        self.hold([torch.randn(70_000).half(), torch.randn(33).bfloat16(), torch.randn(50, 50).double()])

    def test_of_what_is_not_finite(self):
        for value in (math.inf, -math.inf, math.nan):
            gradient = torch.randn(100_000)
            gradient[77_777] = value
            _, totals = module._norms([torch.ones(3), gradient])
            self.assertFalse(math.isfinite(float(totals[0])))

    def test_of_no_gradients(self):
        self.assertEqual(list(module._norms([])[1]), [])


if __name__ == "__main__":
    unittest.main(verbosity=2, argv=sys.argv[:1])  # the program is of no use here
