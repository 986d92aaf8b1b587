"""The process stays lean with a whole image data set loaded."""

import os
import subprocess

from program import ProgramTest, main, mlp

LIMIT = 600 * 1000 * 1000
ARTICLE = {"input": [1, 28, 28], "layers": [
    {"type": "conv2d", "out": 32, "kernel": 3}, {"type": "relu"},
    {"type": "conv2d", "out": 64, "kernel": 3}, {"type": "relu"},
    {"type": "avgpool2d", "kernel": 7}, {"type": "flatten"},
    {"type": "linear", "out": 128}, {"type": "relu"}, {"type": "linear", "out": 10}]}


class Memory(ProgramTest):
    def test_fashion_mnist_stays_below_600_mb(self):
        config = self.write("c.json", mlp(dataset={"kind": "fashion-mnist"}, network=ARTICLE, batch_size=64, steps=6,
                                          eval_every=0, optimizer={"type": "sgd", "lr": 0.05, "momentum": 0.9}))
        process = subprocess.Popen([self.program, "run", config, "--store", self.store], env={**self.environment(), "OMP_NUM_THREADS": "4"},
                                   stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        peak = usage.ru_maxrss * 1024
        print(f"peak {peak / 1e6:.0f} MB")
        self.assertGreater(peak, 47_000_000, "the pixels alone are 47 MB: this did not measure the program")
        self.assertLess(peak, LIMIT)


if __name__ == "__main__":
    main()
