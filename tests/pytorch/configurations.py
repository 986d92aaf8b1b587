"""The experiments that are held against PyTorch, as ScaleScope configurations."""

import copy

STEPS = 40
BATCH = 32   # float64 convolutions take their time

_BASE = {
    "scalescope": 1,
    "seed": 1,
    # Exactly the samples of all steps, so that loading stays short.
    "dataset": {"kind": "fashion-mnist", "train_limit": STEPS * BATCH, "shuffle": False},
    "batch_size": BATCH,
    "steps": STEPS,
    "eval_every": 0,
}

ARTICLE = {
    "input": [1, 28, 28],
    "layers": [
        {"type": "conv2d", "out": 32, "kernel": 3}, {"type": "relu"},
        {"type": "conv2d", "out": 64, "kernel": 3}, {"type": "relu"},
        {"type": "avgpool2d", "kernel": 7}, {"type": "flatten"},
        {"type": "linear", "out": 128}, {"type": "relu"}, {"type": "linear", "out": 10}],
}

VARIED = {
    "input": [1, 28, 28],
    "layers": [
        {"type": "conv2d", "out": 16, "kernel": 3, "stride": 2, "padding": 1},
        {"type": "batchnorm"}, {"type": "relu"},
        {"type": "conv2d", "out": 32, "kernel": 3, "padding": 1, "groups": 4}, {"type": "relu"},
        {"type": "maxpool2d", "kernel": 3, "stride": 2, "padding": 1},
        {"type": "layernorm"}, {"type": "flatten"},
        {"type": "linear", "out": 64}, {"type": "batchnorm"}, {"type": "relu"},
        {"type": "linear", "out": 10}],
}

SGD = {"type": "sgd", "lr": 0.01}
SGD_MOMENTUM = {"type": "sgd", "lr": 0.02, "momentum": 0.9}
ADAMW = {"type": "adamw", "lr": 0.002, "weight_decay": 0.05}
CLIP = {"by": "norm", "max": 0.5, "when": "after-unscale"}


def experiment(name, network, optimizer, clip=None, run=None):
    """A configuration with one run, FP32 unless another is given."""
    config = copy.deepcopy(_BASE)
    config.update(name=name, network=network, optimizer=optimizer, clip=clip,
                  runs=[run or {"name": "run", "precision": "fp32"}])
    return config
