"""A mixed-precision training on made-up data that ScaleScope watches, with something to see in it: a loss scale that starts
too high, and one batch a thousand times too large.

    python3 example_amp.py [store.sqlite]

It runs in FP16 on CUDA, and on a processor from PyTorch 2.3 on; older ones train in BF16 there, without a loss scale.
"""

import sys

import torch
from torch import nn

import scalescope_torch

STEPS, BATCH, SPIKE = 400, 64, 250


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm, self.up, self.down = nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x):
        return x + self.down(torch.relu(self.up(self.norm(x.float()))))


def scaler_for(device):
    if device == "cuda":
        return torch.cuda.amp.GradScaler(init_scale=2.0**20, growth_interval=100)
    if hasattr(torch, "amp") and hasattr(torch.amp, "GradScaler"):
        return torch.amp.GradScaler("cpu", init_scale=2.0**20, growth_interval=100)
    return None


def batches(generator):
    """Points around a centre for each of ten classes."""
    centres = torch.randn(10, 32, generator=generator)
    for step in range(STEPS):
        labels = torch.randint(0, 10, (BATCH,), generator=generator)
        inputs = centres[labels] + 0.8 * torch.randn(BATCH, 32, generator=generator)
        yield (1e5 * inputs if step == SPIKE else inputs), labels


def main():
    store = sys.argv[1] if len(sys.argv) > 1 else None
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(32, 64), Residual(64), Residual(64), nn.Linear(64, 10)).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    scaler = scaler_for(device)
    half = torch.float16 if scaler else torch.bfloat16

    with scalescope_torch.watch(model, optimizer, scaler, store=store, name="residual network, amp", steps=STEPS, clip=1.0,
                                config={"width": 64}) as watch:
        for inputs, labels in batches(torch.Generator().manual_seed(1)):
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast(device, dtype=half):
                loss = nn.functional.cross_entropy(model(inputs.to(device)), labels.to(device))
            if scaler:
                scaler.scale(loss).backward()
                scaler.unscale_(optimizer)
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                scaler.step(optimizer)
                scaler.update()
            else:
                loss.backward()
                watch.gradients()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
            watch.step(loss)


if __name__ == "__main__":
    main()
