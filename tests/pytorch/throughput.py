#!/usr/bin/env python3
"""Samples per second of the article's network: ScaleScope against PyTorch, in turns, on the same threads.

    tests/pytorch/throughput.py build/bin/scalescope-cli [--batch 64,256] [--rounds 5] [--threads 2]

Prints a row per batch size with the medians over the rounds and their ratio. Needs torch.
"""
import argparse
import json
import os
import statistics
import subprocess
import time

import torch


def article_network():
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 32, 3), torch.nn.ReLU(), torch.nn.Conv2d(32, 64, 3), torch.nn.ReLU(),
        torch.nn.AvgPool2d(7), torch.nn.Flatten(), torch.nn.Linear(64 * 3 * 3, 128), torch.nn.ReLU(),
        torch.nn.Linear(128, 10))


class TorchStep:
    """One SGD step as a PyTorch user writes it."""

    def __init__(self, batch):
        torch.manual_seed(1)
        self.network = article_network()
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=0.05, momentum=0.9)
        self.loss = torch.nn.CrossEntropyLoss()
        self.pixels = torch.rand(batch, 1, 28, 28)
        self.labels = torch.randint(0, 10, (batch,))

    def run(self):
        self.optimizer.zero_grad()
        self.loss(self.network(self.pixels), self.labels).backward()
        self.optimizer.step()


def torch_samples_per_second(step, batch, seconds):
    step.run()
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        step.run()
        count += 1
    return count * batch / (time.perf_counter() - start)


def own_samples_per_second(program, batch, threads):
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
    lines = subprocess.run(
        [program, "bench", "--json", "--batch", str(batch), "--rounds", "5", "--no-telemetry"],
        check=True, capture_output=True, text=True, env=environment).stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    return {row["precision"]: row["samples_per_s"] for row in rows if row["type"] == "step_time"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--batch", default="64,256")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of PyTorch's turn")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(f"PyTorch {torch.__version__}, {arguments.threads} threads, medians of {arguments.rounds} rounds")
    print(f"{'batch':>6} {'PyTorch fp32':>13} {'fp32':>9} {'ratio':>6} {'fp16-mixed':>11}")
    for batch in map(int, arguments.batch.split(",")):
        step, theirs, ours = TorchStep(batch), [], []
        for _ in range(arguments.rounds):
            theirs.append(torch_samples_per_second(step, batch, arguments.seconds))
            ours.append(own_samples_per_second(arguments.program, batch, arguments.threads))
        torch_median = statistics.median(theirs)
        fp32 = statistics.median(row["fp32"] for row in ours)
        fp16 = statistics.median(row["fp16-mixed"] for row in ours)
        ratio = statistics.median(own["fp32"] / torch_rate for own, torch_rate in zip(ours, theirs))
        print(f"{batch:>6} {torch_median:>13.0f} {fp32:>9.0f} {ratio:>6.2f} {fp16:>11.0f}")


if __name__ == "__main__":
    main()
