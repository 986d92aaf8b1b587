"""The script that `scalescope-cli pytorch` prints is run as it is, and its losses, scales, skipped steps, gradient norms,
learning rates and evaluations are held against those of `scalescope-cli run`, from the same initial weights."""

import contextlib
import gzip
import io
import json
import os
import random
import struct
import subprocess
import sys
import unittest

import torch

import configurations as configs
from grad_scaler import GradScaler
from script_support import (BF16, BLOBS, FIRST_BF16, FIRST_FP16, FP16, RUN, SGD, SPIRALS, TEACHER, ScriptTest, experiment,
                            mlp, records, run_script)


class Fp32(ScriptTest):
    def test_article_on_shuffled_fashion_mnist(self):
        data = {"kind": "fashion-mnist", "train_limit": 200}  # an epoch ends within a batch
        self.hold(experiment(data, configs.ARTICLE, {"type": "sgd", "lr": 0.05, "momentum": 0.9}, steps=20, eval_every=0))

    def test_varied_layers_in_order(self):
        data = {"kind": "fashion-mnist", "train_limit": 100, "shuffle": False}
        self.hold(experiment(data, configs.VARIED, {"type": "sgd", "lr": 0.02}, steps=12, eval_every=0))

    def test_adam_warmup_cosine_clip_batchnorm(self):
        self.hold(experiment(BLOBS, mlp(6, 4, {"type": "batchnorm", "momentum": 0.3, "eps": 1e-3}),
                             {"type": "adam", "lr": 0.01, "weight_decay": 0.02, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3},
                             schedule={"type": "warmup-cosine", "warmup": 5, "total": 30, "min_lr": 0.001},
                             clip={"by": "norm", "max": 0.3}))

    def test_adamw_step_schedule(self):
        self.hold(experiment(TEACHER, mlp(5, 3, {"type": "layernorm", "eps": 0.1}, bias=False),
                             {"type": "adamw", "lr": 0.02, "weight_decay": 0.3, "eps": 1e-2},
                             schedule={"type": "step", "every": 7, "factor": 0.5}))

    def test_nesterov_cosine_mean_squares_clip_by_value(self):
        self.hold(experiment(SPIRALS, mlp(2, 3), {"type": "sgd", "lr": 0.2, "momentum": 0.8, "nesterov": True,
                                                  "weight_decay": 0.01},
                             loss="mse", schedule={"type": "cosine"}, clip={"by": "value", "max": 0.01}))

    def test_unshuffled_wraps(self):
        self.hold(experiment({**BLOBS, "shuffle": False, "train_limit": 50}, mlp(6, 5), SGD))  # more outputs than classes

    def test_starts_from_trained_weights(self):
        config = experiment(BLOBS, mlp(6, 4, {"type": "batchnorm"}), SGD, steps=10)
        self.program.lines(config)
        trained = self.program.path("trained.safetensors")
        self.program._call("weights", RUN, "--store", self.program.path("runs.sqlite"), "--out", trained)
        config.update(init={"file": trained}, eval_every=5)
        self.hold(config)
        with open(self.program.path("script.py")) as file:
            self.assertIn(trained, file.read())

    def test_run_of_its_own_optimizer_and_clip(self):
        self.hold(experiment(BLOBS, mlp(6, 4), SGD, {"optimizer": {"type": "adam", "lr": 0.003},
                                                     "clip": {"by": "norm", "max": 0.2}}))

    def test_dropout_agrees_on_the_average(self):
        config = experiment(BLOBS, mlp(6, 4, {"type": "dropout", "p": 0.3}), {"type": "sgd", "lr": 0.05}, steps=60)
        ours = [each for each in self.program.lines(config) if each["type"] == "step"]
        theirs = [each for each in records(run_script(self.program.path("script.py"), "--json")[0])
                  if each["type"] == "step"]
        means = [sum(each["loss"] for each in steps[-30:]) / 30 for steps in (ours, theirs)]
        self.close(*means, 0.1, "mean loss")


class Scales(ScriptTest):
    def hold_scaler(self, clip=None, noise=20, **scaler):
        """In FP32, so that both overflow at the same values: at scales next to FP32's end, of large samples."""
        return self.hold(experiment({**BLOBS, "noise": noise}, mlp(6, 4), {"type": "sgd", "lr": 1e-4, "momentum": 0.5},
                                    {"scaler": scaler}, clip=clip))

    def skipped(self, steps):
        return sum(not step["applied"] for step in steps)

    def test_static(self):
        self.hold_scaler(kind="static", scale=1000.1)

    def test_scripted(self):
        steps = self.hold_scaler(kind="scripted", scales=[[0, 8], [3, 3e38], [5, 65536], [20, 0.1]])
        self.assertEqual([len({step["scale"] for step in steps}), self.skipped(steps)], [4, 2])

    def test_dynamic_with_a_cap(self):
        steps = self.hold_scaler(kind="dynamic", preset="apex", init=2.0**20, interval=3)
        self.assertEqual(steps[-1]["scale"], 2.0**24)

    def test_hysteresis_and_floor(self):
        for preset in ("megatron", "deepspeed"):
            steps = self.hold_scaler(kind="dynamic", preset=preset, init=3.2e38, backoff=0.3, growth=3.3, interval=3)
            self.assertGreater(self.skipped(steps), 2)

    def test_grows_to_infinity_as_keras(self):
        steps = self.hold_scaler(noise=0.1, kind="dynamic", preset="keras", init=2.0**126, interval=2)
        self.assertEqual(steps[-1]["scale"], "inf")
        self.hold_scaler(kind="dynamic", preset="keras", init=2.0**126, interval=2)

    def test_growth_of_one(self):
        self.hold_scaler(kind="dynamic", init=2.0**127, growth=1.0, interval=2)

    def test_ends_at_the_floor(self):
        scaler = {"kind": "dynamic", "preset": "deepspeed", "init": 2.0**127, "floor": 2.0**127, "hysteresis": 1}
        config = experiment(BLOBS, mlp(6, 4), {"type": "sgd", "lr": 1e6}, {"scaler": scaler}, eval_every=0)
        path = self.program.write("config.json", json.dumps(config))
        with self.assertRaises(RuntimeError):
            self.program.lines(config)
        lines = subprocess.run([self.program_path, "run", path, "--store", self.program.path("other.sqlite"), "--json"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True).stdout
        with contextlib.redirect_stderr(io.StringIO()) as told:
            out, code = run_script(self.program.path("script.py"), "--json")
        self.assertEqual([each["found_inf"] for each in records(out)], [each["found_inf"] for each in records(lines)])
        self.assertEqual(code, 1)
        self.assertIn("overflow at the least loss scale", told.getvalue())

    def test_torchs_grad_scaler(self):
        # torch 1.13 has one for CUDA alone; this one has its interface and checks how it is used.
        with GradScaler.in_torch():
            steps = self.hold_scaler({"by": "norm", "max": 15.0}, kind="dynamic", init=2.0**127, backoff=0.25, interval=3)
        self.assertGreater(self.skipped(steps), 2)
        self.assertTrue(any(b["scale"] > a["scale"] for a, b in zip(steps, steps[1:])))

    def test_clip_before_unscaling(self):
        for by, most in (("norm", 50.0), ("value", 3.0)):
            scaler = {"kind": "scripted", "scales": [[0, 1024], [5, 3e38], [8, 512]]}
            steps = self.hold(experiment({**BLOBS, "noise": 20}, mlp(6, 4), {"type": "sgd", "lr": 1e-2}, {"scaler": scaler},
                                         clip={"by": by, "max": most, "when": "before-unscale"}))
            self.assertEqual(self.skipped(steps), 3)


class Bf16(ScriptTest):
    def run_of(self, **more):
        return {"precision": "bf16-mixed", **more}

    def test_mlp_with_a_dynamic_scale(self):
        scaler = {"kind": "dynamic", "preset": "apex", "init": 2.0**16, "interval": 4}
        steps = self.hold(experiment(BLOBS, mlp(6, 4), {"type": "sgd", "lr": 0.05}, self.run_of(scaler=scaler)), BF16,
                          FIRST_BF16)
        self.assertGreater(steps[-1]["scale"], steps[0]["scale"])

    def test_norms(self):
        adam = {"type": "adam", "lr": 0.002}
        self.hold(experiment(BLOBS, mlp(6, 4, {"type": "layernorm"}), adam, self.run_of()), BF16, FIRST_BF16)
        self.hold(experiment(BLOBS, mlp(6, 4, {"type": "batchnorm"}), adam, self.run_of()), BF16, FIRST_BF16)

    def test_layers_in_fp32(self):
        network = mlp(6, 4, {"type": "relu"}, {"type": "linear", "out": 8})
        network["layers"][0]["precision"] = {"compute": "fp32"}
        self.hold(experiment(BLOBS, network, {"type": "sgd", "lr": 0.05}, self.run_of(layers={"4": {"compute": "fp32"}})),
                  BF16, FIRST_BF16)

    def test_a_layer_of_an_fp32_run(self):
        self.hold(experiment(BLOBS, mlp(6, 4), {"type": "sgd", "lr": 0.05}, {"layers": {"0": {"compute": "bf16"}}}), BF16,
                  FIRST_BF16)

    def test_convolutions(self):
        data = {"kind": "fashion-mnist", "train_limit": 160}
        self.hold(experiment(data, configs.ARTICLE, SGD, self.run_of(), steps=5, eval_every=0), BF16, FIRST_BF16)
        self.hold(experiment(data, configs.VARIED, {"type": "sgd", "lr": 0.01}, self.run_of(), steps=10, eval_every=0), BF16)


@unittest.skipUnless(hasattr(torch.amp, "GradScaler"), f"torch {torch.__version__} has neither FP16 arithmetic nor a "
                     "GradScaler on the processor; from 2.3 on it has")
class Fp16(ScriptTest):
    SCALER = {"kind": "dynamic", "init": 2.0**24, "interval": 5}  # torch's GradScaler, from a scale that overflows

    def hold_half(self, network, optimizer, precisions=("fp16-mixed", "fp16-autocast"), data=BLOBS, scaler=SCALER,
                  run=None, **more):
        for precision in precisions:
            setting = {"precision": precision, "scaler": scaler, **(run or {})}
            steps = self.hold(experiment(data, network, optimizer, setting, **more), FP16, FIRST_FP16)
            applied = [step["applied"] for step in steps]
            self.assertTrue(True in applied and False in applied, precision)

    def test_mlp(self):
        self.hold_half(mlp(6, 4), SGD)

    def test_clip(self):
        self.hold_half(mlp(6, 4), SGD, clip={"by": "norm", "max": 0.3})

    def test_a_scale_with_a_cap(self):
        self.hold_half(mlp(6, 4), SGD, scaler={**self.SCALER, "preset": "apex", "init": 2.0**22})

    def test_norms(self):
        for norm in ("layernorm", "batchnorm"):
            self.hold_half(mlp(6, 4, {"type": norm}), {"type": "adam", "lr": 0.002})

    def test_layers_in_fp32(self):
        network = mlp(6, 4, {"type": "relu"}, {"type": "linear", "out": 8})
        self.hold_half(network, {"type": "sgd", "lr": 0.05}, run={"layers": {"4": {"compute": "fp32"}}})

    def test_a_layer_of_an_fp32_run(self):
        self.hold_half(mlp(6, 4), {"type": "sgd", "lr": 0.05}, ["fp32"], run={"layers": {"0": {"compute": "fp16"}}})

    def test_convolutions(self):
        data = {"kind": "fashion-mnist", "train_limit": 160}
        self.hold_half(configs.ARTICLE, SGD, data=data, steps=12, eval_every=0)
        self.hold_half(configs.VARIED, {"type": "sgd", "lr": 0.01}, data=data, steps=12, eval_every=0)

    def test_a_model_cast_to_half(self):
        self.hold_half(mlp(6, 4), {"type": "sgd", "lr": 0.02}, ["fp16-pure"])


class Data(ScriptTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(5)

    def test_csv_of_words_and_a_header(self):
        rows = [f'{self.random.gauss(0, 1):.4f} ,"{self.random.gauss(1, 2):.4f}",{self.random.choice(["b", "a", "ä,c"])!r}'
                .replace("'", '"') for _ in range(61)]
        path = self.program.write("a.csv", gzip.compress(("\ufeffx,y,kind\r\n" + "\r\n\r\n".join(rows)).encode()))
        self.hold(experiment({"kind": "csv", "path": path, "label": "kind", "test_share": 0.3}, mlp(2, 3), SGD))

    def test_csv_of_integers_without_one(self):
        rows = [f"{self.random.choice(['10', '2', '2.0', '-3'])},{self.random.random()},{self.random.random()}"
                for _ in range(50)]
        path = self.program.write("b.csv", "\n".join(rows))
        self.hold(experiment({"kind": "csv", "path": path, "label": 0, "test_share": 0}, mlp(2, 3), SGD))

    def test_csv_of_images(self):
        rows = ["p,q,r,s,digit"] + [",".join(str(self.random.randrange(256)) for _ in range(4)) + f",{i % 3}"
                                    for i in range(40)]
        path = self.program.write("c.csv", "\n".join(rows))
        network = {"input": [1, 2, 2], "layers": [{"type": "conv2d", "out": 3, "kernel": 2}, {"type": "flatten"},
                                                  {"type": "linear", "out": 3}]}
        self.hold(experiment({"kind": "csv", "path": path, "image": [1, 2, 2]}, network, SGD))

    def idx(self, name, code, shape, body):
        header = struct.pack(">HBB", 0, code, len(shape)) + b"".join(struct.pack(">I", extent) for extent in shape)
        return self.program.write(name, header + body)

    def test_idx_of_floats(self):
        def pair(part, count):
            values = [self.random.gauss(0, 1) for _ in range(3 * count)]
            labels = [self.random.randrange(3) for _ in range(count)]
            return (self.idx(f"{part}.x", 13, (count, 3), struct.pack(f">{3 * count}f", *values)),
                    self.idx(f"{part}.y", 11, (count,), struct.pack(f">{count}h", *labels)))
        images, labels = pair("train", 40)
        test_images, test_labels = pair("test", 21)
        data = {"kind": "idx", "images": images, "labels": labels}
        self.hold(experiment(data, mlp(3, 3), SGD))  # nothing to evaluate on
        self.hold(experiment({**data, "test_images": test_images, "test_labels": test_labels}, mlp(3, 3), SGD))

    def test_mnist_and_cifar_in_a_folder(self):
        for part, count in (("train", 30), ("t10k", 9)):
            self.idx(f"{part}-images.idx3-ubyte", 8, (count, 4, 4), self.random.randbytes(16 * count))
            self.idx(f"{part}-labels.idx1-ubyte", 8, (count,), bytes(i % 10 for i in range(count)))
        folder = os.path.dirname(self.program.path("x"))
        network = {"input": [1, 4, 4], "layers": [{"type": "flatten"}, {"type": "linear", "out": 10}]}
        self.hold(experiment({"kind": "mnist", "path": folder}, network, SGD))

        for name in [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"]:
            self.program.write(f"{name}.bin", b"".join(bytes([self.random.randrange(10)]) + self.random.randbytes(3072)
                                                      for _ in range(5)))
        network = {"input": [3, 32, 32], "layers": [{"type": "avgpool2d", "kernel": 5, "stride": 3, "padding": 2},
                                                    {"type": "flatten"}, {"type": "linear", "out": 10}]}
        self.hold(experiment({"kind": "cifar10", "path": folder}, network, {"type": "sgd", "lr": 0.01}))


class Whole(ScriptTest):
    def test_says_what_it_cannot_compute_and_trains_the_rest(self):
        config = experiment(BLOBS, mlp(6, 4), SGD, steps=3)
        config["runs"] = [{"name": "plain", "precision": "fp32"}, {"name": "half", "precision": "fp16-mixed"},
                          {"name": "cast", "precision": "fp16-pure"}, {"name": "brain", "precision": "bf16-mixed"},
                          {"name": "tensor cores", "precision": "tf32"}, {"name": "eight", "precision": "fp8-hybrid"}]
        self.program.lines(config)
        script = self.program.path("script.py")
        done = subprocess.run([sys.executable, script, "--device", "cpu"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True)
        for name in ("plain", "brain", "tensor cores"):
            self.assertIn(f"{name} step 2: loss", done.stdout)
            self.assertIn(f"{name} after 3 steps: test loss", done.stdout)
        self.assertNotIn("eight", done.stdout + done.stderr)
        self.assertIn("tensor cores: only a GPU has TF32", done.stderr)
        missing = [name for name in ("half", "cast") if f"{name} step 2" not in done.stdout]
        for name in missing:   # newer torch computes halves on the processor
            self.assertIn(f"{name} (fp16-", done.stderr)
        self.assertEqual(done.returncode, 1 if missing else 0)
        if torch.__version__.startswith("1."):
            self.assertEqual(missing, ["half", "cast"])

    @unittest.skipIf(torch.cuda.is_available(), "there is a GPU")
    def test_says_that_there_is_no_gpu(self):
        self.program.lines(experiment(BLOBS, mlp(6, 4), SGD, steps=2))
        with contextlib.redirect_stderr(io.StringIO()) as told:
            out, code = run_script(self.program.path("script.py"), "--device", "cuda")
        self.assertEqual((out, code), ("", 1))
        self.assertIn(f"{RUN} (fp32) on cuda: ", told.getvalue())

    def test_asks_for_its_weights(self):
        path = self.program.write("config.json", json.dumps(experiment(BLOBS, mlp(6, 4), SGD)))
        self.program._call("pytorch", path, "--out", self.program.path("script.py"), "--weights", "sub/first.safetensors")
        _, code = run_script(self.program.path("script.py"))
        self.assertIn("sub/first.safetensors is missing", code)
        self.assertIn("scalescope-cli init", code)

    def test_refuses_weights_of_another_network(self):
        self.program.lines(experiment(BLOBS, mlp(6, 4), SGD))
        os.rename(self.program.path("init.safetensors"), self.program.path("other.safetensors"))
        self.program.lines(experiment(BLOBS, mlp(6, 4, {"type": "batchnorm"}), SGD))
        _, code = run_script(self.program.path("script.py"), "--weights", self.program.path("other.safetensors"))
        self.assertIn("another network", str(code))


if __name__ == "__main__":
    ScriptTest.program_path = sys.argv.pop(1)
    torch.set_num_threads(1)   # networks as small as these only wait for a second one
    unittest.main(verbosity=2)
