"""Mixed-precision training against an emulation in PyTorch: the same loss scales and the same skipped steps over 40
steps, and losses that part no more than another order of sums explains."""

import sys
import unittest

import torch

import configurations as configs
import emulation
from scalescope import ScaleScope, number

FACTOR = 3.0
# Orders of a batch: the same training with other orders of sums, which shows how far another program may be off.
ORDERS = [torch.randperm(configs.BATCH, generator=torch.Generator().manual_seed(seed)) for seed in range(4)]
# About what one unit in the last place of a logit can do to a loss of about 2.
SLACK = {torch.float16: 5e-4, torch.bfloat16: 4e-3, "tf32": 5e-4, "fp8": 5e-3, "int8": 5e-3}


def fp16_run(**scaler):
    return {"name": "run", "precision": "fp16-mixed", "scaler": {"kind": "dynamic", **scaler}}


class Half(unittest.TestCase):
    def hold(self, config, half, make_scaler):
        with ScaleScope(PROGRAM) as program:
            weights, steps = program.train(config)
        def emulate(order=None):
            if half == "tf32":
                return emulation.train_tf32(config, weights, make_scaler(), order)
            if half == "fp8":
                return emulation.train_fp8(config, weights, make_scaler(), order)
            if half == "int8":
                return emulation.train_int8(config, weights, make_scaler(), order)
            return emulation.train(config, weights, half, make_scaler(), order)

        emulated = emulate()
        reordered = [emulate(order) for order in ORDERS]
        for other in reordered:
            self.assertEqual([step.scale for step in other], [step.scale for step in emulated],
                             "the emulation does not agree with itself: some gradient is too close to an overflow")

        self.assertEqual([number(step["scale"]) for step in steps], [step.scale for step in emulated])
        self.assertEqual([step["applied"] for step in steps], [step.applied for step in emulated])
        self.assertEqual([step["found_inf"] for step in steps], [not step.applied for step in emulated])

        gap = max(abs(number(ours["loss"]) - theirs.loss) for ours, theirs in zip(steps, emulated))
        inherent = max(abs(a.loss - b.loss) for other in reordered for a, b in zip(emulated, other))
        skipped = sum(not step.applied for step in emulated)
        print(f"{config['name']}: {skipped} skipped, gap {gap:.3g}, of the emulation to itself {inherent:.3g}")
        self.assertLessEqual(gap, FACTOR * inherent + SLACK[half])
        self.assertLess(emulated[-1].loss, emulated[0].loss - 0.05, "this configuration does not learn")
        return emulated

    def test_article_from_default_scale(self):
        config = configs.experiment("article, FP16", configs.ARTICLE, configs.SGD_MOMENTUM, run=fp16_run())
        self.hold(config, torch.float16, lambda: emulation.DynamicScaler(2.0**16, 2000))

    def test_article_from_a_scale_that_overflows(self):
        config = configs.experiment("article, FP16 from 2^24", configs.ARTICLE, configs.SGD_MOMENTUM,
                                    run=fp16_run(init=2.0**24, interval=5))
        steps = self.hold(config, torch.float16, lambda: emulation.DynamicScaler(2.0**24, 5))
        self.assertTrue(any(not step.applied for step in steps))
        self.assertTrue(any(b.scale > a.scale for a, b in zip(steps, steps[1:])), "the scale never grew")

    def test_varied_from_a_scale_that_overflows(self):
        config = configs.experiment("varied, FP16 from 2^24", configs.VARIED, configs.ADAMW, configs.CLIP,
                                    run=fp16_run(init=2.0**24, interval=5))
        steps = self.hold(config, torch.float16, lambda: emulation.DynamicScaler(2.0**24, 5))
        self.assertTrue(any(not step.applied for step in steps))

    def test_article_bf16(self):
        config = configs.experiment("article, BF16", configs.ARTICLE, configs.SGD_MOMENTUM,
                                    run={"name": "run", "precision": "bf16-mixed"})
        self.hold(config, torch.bfloat16, emulation.FixedScaler)


    def test_varied_tf32(self):
        config = configs.experiment("varied, TF32", configs.VARIED, configs.ADAMW, configs.CLIP,
                                    run={"name": "run", "precision": "tf32"})
        self.hold(config, "tf32", emulation.FixedScaler)

    def test_article_fp8(self):
        config = configs.experiment("article, FP8", configs.ARTICLE, configs.SGD_MOMENTUM,
                                    run={"name": "run", "precision": "fp8-hybrid"})
        self.hold(config, "fp8", emulation.FixedScaler)

    def test_varied_fp8(self):
        config = configs.experiment("varied, FP8", configs.VARIED, configs.ADAMW, configs.CLIP,
                                    run={"name": "run", "precision": "fp8-hybrid"})
        self.hold(config, "fp8", emulation.FixedScaler)

    def test_article_fp8_without_scales(self):
        config = configs.experiment("article, FP8 without scales", configs.ARTICLE, configs.SGD_MOMENTUM,
                                    run={"name": "run", "precision": "fp8-hybrid", "fp8_scaling": "none"})
        self.hold(config, "fp8", emulation.FixedScaler)

    def test_article_int8(self):
        config = configs.experiment("article, INT8", configs.ARTICLE, configs.SGD_MOMENTUM,
                                    run={"name": "run", "precision": "int8-qat"})
        self.hold(config, "int8", emulation.FixedScaler)

    def test_varied_int8(self):
        config = configs.experiment("varied, INT8", configs.VARIED, configs.ADAMW, configs.CLIP,
                                    run={"name": "run", "precision": "int8-qat"})
        self.hold(config, "int8", emulation.FixedScaler)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main(verbosity=2)
