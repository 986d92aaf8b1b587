"""What scalescope_torch.py adds to a step of ResNet-18, a convolution network as He et al. describe it (Deep Residual
Learning for Image Recognition, 2015), in plain PyTorch. Blocks of steps of one model take turns with it and without, so that
a busy machine is the same for both; two models would differ by where their memory lies.

    watch_cost.py [--device cpu|cuda] [--batch 4] [--size 224] [--every 50] [--blocks 20] [--clock wall|processor]

Processor time, of all threads, tells the same on a machine that others use.
"""

import argparse
import contextlib
import os
import statistics
import tempfile
import time

import torch
from torch import nn

from watched import scalescope_torch


STEPS = 5  # of a block


class Block(nn.Module):
    """Two convolutions, and a way around them."""

    def __init__(self, channels, out, stride):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(channels, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out)
        self.conv2, self.norm2 = nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out)
        self.relu = nn.ReLU(inplace=True)
        self.around = nn.Sequential()
        if stride != 1 or channels != out:
            self.around = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.relu(self.norm1(self.conv1(x)))
        return self.relu(self.norm2(self.conv2(y)) + self.around(x))


def resnet18(classes=1000):
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for out, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        layers += [Block(channels, out, stride), Block(out, out, 1)]
        channels = out
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, classes))


class Training:
    def __init__(self, arguments):
        torch.manual_seed(0)
        self.device = torch.device(arguments.device)
        self.clock = time.perf_counter if arguments.clock == "wall" else time.process_time
        self.model = resnet18().to(self.device)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01, momentum=0.9)
        on_gpu = self.device.type == "cuda"
        self.scaler = torch.cuda.amp.GradScaler() if on_gpu else None
        self.cast = (lambda: torch.autocast("cuda", dtype=torch.float16)) if on_gpu else contextlib.nullcontext
        self.inputs = torch.randn(arguments.batch, 3, arguments.size, arguments.size, device=self.device)
        self.labels = torch.randint(0, 1000, (arguments.batch,), device=self.device)
        self.watch = None

    def step(self):
        began = self.clock()
        self.optimizer.zero_grad(set_to_none=True)
        with self.cast():
            loss = nn.functional.cross_entropy(self.model(self.inputs), self.labels)
        if self.scaler:
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimizer)
            self.scaler.update()
        else:
            loss.backward()
            self.optimizer.step()
        if self.watch:
            self.watch.step(loss)
        if self.device.type == "cuda":
            torch.cuda.synchronize()
        return self.clock() - began


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--every", type=int, default=50)
    parser.add_argument("--blocks", type=int, default=20, help=f"of {STEPS} steps each, with histograms once in each")
    parser.add_argument("--clock", choices=["wall", "processor"], default="wall")
    arguments = parser.parse_args()
    training, times, light, full = Training(arguments), [], [], []
    training.step()
    training.step()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(arguments.blocks):
            times += [training.step() for _ in range(STEPS)]
            training.watch = scalescope_torch.watch(training.model, training.optimizer, training.scaler, every=0,
                                                    store=os.path.join(folder, "runs.sqlite"), name="cost")
            for at in range(STEPS):
                training.watch._step.full = at == STEPS // 2
                (full if training.watch._step.full else light).append(training.step())
            training.watch.close()
            training.watch = None
    usual, without, counted = (statistics.median(each) for each in (light, times, full))
    every = arguments.every
    mean = (usual * (every - 1) + counted) / every
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, {arguments.device}, batch {arguments.batch}, "
          f"{arguments.size} pixels, {arguments.clock} time; medians of {len(light)}, {len(times)} and {len(full)} steps")
    print(f"without {without * 1e3:.1f} ms; with {usual * 1e3:.1f} ms, with histograms {counted * 1e3:.1f} ms; "
          f"with histograms every {every} steps {mean * 1e3:.1f} ms: {100 * (mean / without - 1):+.1f} %")


if __name__ == "__main__":
    main()
