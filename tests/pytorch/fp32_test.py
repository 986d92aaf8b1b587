"""FP32 training is as close to exact arithmetic as PyTorch's own: over 40 steps from the same weights on the same
batches, the loss is at most 3 times as far from PyTorch's float64 loss as PyTorch's float32 loss is (plus 1e-6)."""

import statistics
import sys
import unittest

import torch

import configurations as configs
import reference
from scalescope import ScaleScope, number

# A pre-activation within rounding of 0 can fall on either side of ReLU's kink; the gradient then jumps, and the gap
# with it by a factor of 100, for either program. It befalls one seed in six, so a median is compared.
SEEDS = (2, 3, 4)
FACTOR = 3.0
SLACK = 1e-6


def largest_gap(losses, exact):
    return max(abs(a - b) for a, b in zip(losses, exact))


class Fp32(unittest.TestCase):
    def gaps(self, config):
        """Ours and PyTorch's largest distance from exact arithmetic."""
        weights, steps = ScaleScope(PROGRAM).train(config)
        self.assertEqual([step["step"] for step in steps], list(range(configs.STEPS)))
        ours = [number(step["loss"]) for step in steps]
        exact = reference.train(config, weights, torch.float64)
        theirs = reference.train(config, weights, torch.float32)
        self.assertLess(sum(exact[-10:]), sum(exact[:10]), "this configuration does not learn, so it tells nothing")
        return largest_gap(ours, exact), largest_gap(theirs, exact)

    def hold(self, config):
        pairs = [self.gaps(dict(config, seed=seed)) for seed in SEEDS]
        gap, theirs = (statistics.median(column) for column in zip(*pairs))
        allowed = FACTOR * theirs + SLACK
        print(f"{config['name']}: gap {gap:.3g}, allowed {allowed:.3g}; by seed (ours, PyTorch's) "
              + ", ".join(f"({a:.2g}, {b:.2g})" for a, b in pairs))
        self.assertLessEqual(gap, allowed)

    def test_article_sgd(self):
        self.hold(configs.experiment("article, SGD", configs.ARTICLE, configs.SGD))

    def test_article_momentum(self):
        self.hold(configs.experiment("article, momentum", configs.ARTICLE, configs.SGD_MOMENTUM))

    def test_varied_adamw_clipped(self):
        self.hold(configs.experiment("varied, AdamW, clipped", configs.VARIED, configs.ADAMW, configs.CLIP))


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main(verbosity=2)
