#!/usr/bin/env python3
"""Writes small valid inputs for every fuzzer into DIR/<fuzzer>/: what a fuzzer starts from."""
import gzip
import json
import pathlib
import struct
import sys


def idx(kind, extents, data):
    return bytes([0, 0, kind, len(extents)]) + struct.pack(f">{len(extents)}I", *extents) + data


def pair(images, labels):
    return struct.pack("<H", len(images)) + images + labels


def safetensors(header, data):
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def configuration(**changes):
    layers = [
        {"type": "conv2d", "out": 4, "kernel": 3, "stride": 2, "padding": 1, "groups": 1, "bias": False},
        {"type": "batchnorm", "eps": 1e-5, "momentum": 0.1}, {"type": "relu"},
        {"type": "maxpool2d", "kernel": 2}, {"type": "dropout", "p": 0.5}, {"type": "flatten"},
        {"type": "linear", "out": 16, "precision": {"compute": "fp32"}}, {"type": "layernorm"},
        {"type": "linear", "out": 10}]
    whole = {
        "scalescope": 1, "name": "seed", "seed": 3,
        "dataset": {"kind": "fashion-mnist", "path": None, "train_limit": 100, "shuffle": True},
        "network": {"input": [1, 28, 28], "layers": layers}, "loss": "cross-entropy",
        "init": {"scheme": "kaiming-uniform", "file": None},
        "optimizer": {"type": "sgd", "lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
        "schedule": {"type": "constant"}, "clip": {"by": "norm", "max": 1.0, "when": "after-unscale"},
        "batch_size": 8, "steps": 10, "eval_every": 5, "backend": "cpu",
        "runs": [{"name": "a", "precision": "fp32"},
                 {"name": "b", "precision": "fp16-mixed",
                  "scaler": {"kind": "dynamic", "preset": "deepspeed", "init": 1024, "interval": 5}},
                 {"name": "c", "precision": "fp16-pure",
                  "scaler": {"kind": "scripted", "scales": [[0, 65536], [5, 1]]}}]}
    whole.update(changes)
    return json.dumps(whole).encode()


def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82f63b78 if crc & 1 else 0)
    crc ^= 0xffffffff
    return struct.pack("<I", (((crc >> 15) | (crc << 17)) + 0xa282ead8) & 0xffffffff)


def record(event):
    length = struct.pack("<Q", len(event))
    return length + crc32c(length) + event + crc32c(event)


def scalar(step, tag, value):
    inner = b"\x0a" + bytes([len(tag)]) + tag + b"\x15" + struct.pack("<f", value)
    summary = b"\x0a" + bytes([len(inner)]) + inner
    return record(b"\x09" + struct.pack("<d", 1e9 + step) + b"\x10" + bytes([step]) +
                  b"\x2a" + bytes([len(summary)]) + summary)


def document(rows):
    columns = ["step", "loss", "scale"]
    return json.dumps({"scalescope_run": 1, "experiment": {"uid": "ab", "name": "e", "seed": 1},
                       "run": {"position": 0, "name": "r", "precision": "fp32", "state": "finished", "tags": ["x"]},
                       "steps": {"columns": columns, "rows": rows}}).encode()


bytes_pair = (idx(8, [2, 2, 3], bytes(range(12))), idx(8, [2], b"\1\0"))
two = struct.pack("<2f", 1, -2)
SEEDS = {
    "idx": [
        pair(*bytes_pair),
        pair(gzip.compress(bytes_pair[0]), gzip.compress(bytes_pair[1])),
        pair(idx(13, [2, 1], struct.pack(">2f", 1, 2)), idx(12, [2], struct.pack(">2i", 0, 3))),
        pair(idx(14, [1, 1, 1, 2], struct.pack(">2d", 1, 2)), idx(11, [1], b"\0\1"))],
    "csv": [
        b"\0a,b,label\n1,2,x\n3.5,-4e-1,y\n1,2,x\n",
        b'\3"label","a, b",c\r\n"x ""1""\ny",1,2\r\n0,3,4\r\n',
        b"\x05" + b"1,255,0\n2,7,8\n3,0,1\n",
        b"\0" + gzip.compress(b"1,2,0\n3,4,1\n")],
    "safetensors": [
        safetensors({"__metadata__": {"format": "pt"},
                     "a": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]}}, two),
        safetensors({"h": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]},
                     "b": {"dtype": "BF16", "shape": [2], "data_offsets": [4, 8]},
                     "e": {"dtype": "F32", "shape": [0], "data_offsets": [8, 8]}}, two)],
    "log": [
        b"step,loss,lr,note\n0,1.5,0.1,x\n10,nan,0.1,\n10,,0.2,y\n",
        b'{"step": 0, "train": {"loss": 1.5}, "run": "a", "ok": true}\n{"type": "evaluation", "step": 2, "loss": "inf"}\n',
        b'{"log_history": [{"step": 1, "loss": 2.0}, {"step": 2, "eval_loss": 1.0}]}',
        record(b"\x1a\x0dbrain.Event:2") + scalar(1, b"loss", 0.5) + scalar(2, b"loss_scale", 65536.0),
        document([[0, 1.5, 1024], [1, "nan", None]])],
    "configuration": [
        configuration(),
        configuration(dataset={"kind": "synthetic", "generator": "blobs", "classes": 3, "features": 2},
                      optimizer={"type": "adamw", "lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
                      schedule={"type": "warmup-cosine"}, clip=None,
                      network={"input": [2], "layers": [{"type": "linear", "out": 3}]}),
        json.dumps({"kind": "csv", "path": "t", "label": "x", "image": [1, 2, 3]}).encode(),
        json.dumps({"kind": "idx", "images": "a", "labels": "b"}).encode()],
}

if len(sys.argv) != 2:
    sys.exit("usage: make_seeds.py DIR")
for fuzzer, inputs in SEEDS.items():
    folder = pathlib.Path(sys.argv[1]) / fuzzer
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(inputs):
        (folder / f"seed-{number}").write_bytes(content)
