"""FP32 training is as close to exact arithmetic as PyTorch's own: over 40 steps from the same weights on the same
batches, the loss is at most 3 times as far from PyTorch's float64 loss as PyTorch's float32 loss is (plus 1e-6), and so
is each tensor's gradient in the first step."""

import statistics
import sys
import unittest

import numpy
import torch

import configurations as configs
import reference
from scalescope import ScaleScope, number

FACTOR = 3.0
SLACK = 1e-6

# A pre-activation within rounding of 0 can fall on either side of ReLU's kink; the gradient then jumps, and the gap
# with it by a factor of 100, for either program. In the article's network it befalls one seed in six, so that the
# median of three tells. In the varied one, whose AdamW and maxima add to it, it befalls every second seed, for PyTorch as
# for us: there the smallest gaps are compared, which are of seeds that it spared.
SEEDS = (2, 3, 4)
MANY_SEEDS = (2, 3, 4, 5, 6, 7, 8)

# Of a step with this learning rate, the new weights are the gradient in all their digits.
GRADIENT_RATE = 1e4


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

    def hold(self, config, seeds=SEEDS, typical=statistics.median):
        pairs = [self.gaps(dict(config, seed=seed)) for seed in seeds]
        gap, theirs = (typical(column) for column in zip(*pairs))
        allowed = FACTOR * theirs + SLACK
        print(f"{config['name']}: gap {gap:.3g}, allowed {allowed:.3g}; by seed (ours, PyTorch's) "
              + ", ".join(f"({a:.2g}, {b:.2g})" for a, b in pairs))
        self.assertLessEqual(gap, allowed)

    def test_article_sgd(self):
        self.hold(configs.experiment("article, SGD", configs.ARTICLE, configs.SGD))

    def test_article_momentum(self):
        self.hold(configs.experiment("article, momentum", configs.ARTICLE, configs.SGD_MOMENTUM))

    def test_varied_adamw_clipped(self):
        self.hold(configs.experiment("varied, AdamW, clipped", configs.VARIED, configs.ADAMW, configs.CLIP), MANY_SEEDS, min)

    def hold_gradients(self, network):
        for seed in SEEDS:
            config = dict(configs.experiment("gradients", network, {"type": "sgd", "lr": GRADIENT_RATE}), seed=seed, steps=1)
            before, after = ScaleScope(PROGRAM).weights_after(config)
            exact = reference.gradients(config, before, torch.float64)
            theirs = reference.gradients(config, before, torch.float32)
            largest = max(numpy.linalg.norm(gradient) for gradient in exact.values())
            for name, gradient in exact.items():
                size = numpy.linalg.norm(gradient)
                if size < 1e-6 * largest:   # a bias that the next normalisation takes away: all of it is rounding
                    continue
                ours = (before[name].astype(float) - after[name]) / GRADIENT_RATE
                gap, allowed = (numpy.linalg.norm(each - gradient) / size for each in (ours, theirs[name]))
                with self.subTest(tensor=name, seed=seed):
                    self.assertLessEqual(gap, FACTOR * allowed + SLACK / 10)

    def test_gradients_article(self):
        self.hold_gradients(configs.ARTICLE)

    def test_gradients_varied(self):
        self.hold_gradients(configs.VARIED)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main(verbosity=2)
