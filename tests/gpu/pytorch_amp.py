#!/usr/bin/env python3
"""Samples/s of PyTorch on the networks and batches of gpu_benchmark: FP32 with TF32 off, and AMP, eager and with the
forward and backward pass in a CUDA graph. One JSON object a line.
pytorch_amp.py [NETWORK [BATCH [POLICY]]]"""
import json
import sys
import time

import torch
from torch import nn


def article():
    return nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.AvgPool2d(7),
                         nn.Flatten(), nn.Linear(576, 128), nn.ReLU(), nn.Linear(128, 10)), (1, 28, 28)


def deep():
    layers, before = [], 3
    for channels in (64, 128, 256, 512):
        for _ in range(2):
            layers += [nn.Conv2d(before, channels, 3, padding=1), nn.ReLU()]
            before = channels
        if channels < 512:
            layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.AvgPool2d(4), nn.Flatten(), nn.Linear(512, 10)), (3, 32, 32)


FORMATS = {"fp32": None, "tf32": None, "fp16-mixed": torch.float16, "bf16-mixed": torch.bfloat16}


class Training:
    def __init__(self, make, policy, batch):
        torch.manual_seed(1)
        torch.backends.cuda.matmul.allow_tf32 = policy == "tf32"
        torch.backends.cudnn.allow_tf32 = policy == "tf32"
        model, shape = make()
        self.model = model.cuda().to(memory_format=torch.channels_last)
        self.half = FORMATS[policy]
        self.x = torch.rand(batch, *shape, device="cuda").to(memory_format=torch.channels_last)
        self.y = torch.randint(0, 10, (batch,), device="cuda")
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01, momentum=0.9)
        self.scaler = torch.cuda.amp.GradScaler(enabled=self.half == torch.float16)

    def passes(self):
        with torch.autocast("cuda", dtype=self.half or torch.float32, enabled=self.half is not None):
            loss = nn.functional.cross_entropy(self.model(self.x), self.y)
        self.scaler.scale(loss).backward()

    def eager(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.passes()
        self.update()

    def update(self):
        self.scaler.step(self.optimizer)
        self.scaler.update()

    def graphed(self):
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self.eager()
        torch.cuda.current_stream().wait_stream(side)
        self.optimizer.zero_grad(set_to_none=True)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.passes()

        def step():
            graph.replay()
            self.update()   # the next replay writes the gradients anew
        return step


def seconds_per_step(step):
    def run(count):
        torch.cuda.synchronize()
        start = time.perf_counter()
        for _ in range(count):
            step()
        torch.cuda.synchronize()
        return (time.perf_counter() - start) / count
    run(20)
    count = min(2000, max(20, int(0.4 / run(20))))
    return sorted(run(count) for _ in range(5))[2]


def is_asked(*values):
    return all(asked == str(value) for asked, value in zip(sys.argv[1:], values))


def main():
    torch.backends.cudnn.deterministic = True
    for make in (article, deep):
        for batch in (64, 512):
            for policy in FORMATS:
                if not is_asked(make.__name__, batch, policy):
                    continue
                for mode in ("eager", "graphed"):
                    training = Training(make, policy, batch)
                    step = training.eager if mode == "eager" else training.graphed()
                    seconds = seconds_per_step(step)
                    print(json.dumps({"network": make.__name__, "policy": policy, "batch": batch, "mode": mode,
                                      "torch": torch.__version__, "samples_per_s": round(batch / seconds, 1),
                                      "step_ms": round(seconds * 1000, 4)}), flush=True)


if __name__ == "__main__":
    main()
