"""Bad input is refused in one line that names the file and the place, with exit code 2, and leaves nothing behind."""

import gzip
import os
import struct
import unittest

from program import ProgramTest, main, mlp


def idx(kind, shape, body):
    return struct.pack(">HBB", 0, kind, len(shape)) + b"".join(struct.pack(">I", n) for n in shape) + body


IMAGES = idx(8, (4, 8), bytes(range(32)))
LABELS = idx(8, (4,), bytes([0, 1, 2, 3]))


class Refusal(ProgramTest):
    def refuse_run(self, config, *parts):
        """`run` refuses this configuration, and makes no store."""
        line = self.refused(parts, "run", self.write("c.json", config), "--store", self.store)
        self.assertFalse(os.path.exists(self.store), line)
        return line

    # Configurations.

    def test_broken_json(self):
        self.refuse_run('{"scalescope": 1,\n "name": }', "c.json", "line 2")
        self.refuse_run("", "c.json", "line 1")
        self.refuse_run(b"\xff\xfe\x00", "c.json")
        self.refused(["missing.json", "No such file"], "run", "missing.json")
        self.refused([self.folder], "run", self.folder)

    def test_hostile_json(self):
        self.refuse_run("[" * 200_000, "c.json")
        self.refuse_run('{"a":' * 200_000, "c.json")
        self.refuse_run("[" * 100_000 + "]" * 100_000, "c.json", "nested")
        self.refuse_run('{"scalescope": 1, "seed": 1e999}', "c.json")
        self.refuse_run('{"scalescope": 1, "name": "\\ud800"}', "c.json")

    def test_keys_and_types(self):
        self.refuse_run(mlp(learning_rate=1), "c.json", "/learning_rate", "unknown key")
        self.refuse_run(mlp(scalescope=2), "c.json", "/scalescope")
        self.refuse_run(mlp(steps="many"), "c.json", "/steps", "many")
        self.refuse_run(mlp(steps=-1), "c.json", "/steps", "-1")
        self.refuse_run(mlp(batch_size=0), "c.json", "/batch_size")
        self.refuse_run(mlp(optimizer={"type": "sgd", "lr": "fast"}), "c.json", "/optimizer/lr", "fast")
        self.refuse_run(mlp(optimizer={"type": "lion"}), "c.json", "/optimizer/type", "adamw")
        self.refuse_run(mlp(runs=[]), "c.json", "/runs")
        self.refuse_run(mlp(runs=[{"name": "a", "precision": "fp12"}]), "c.json", "/runs/0/precision", "fp12", "fp16-mixed")
        self.refuse_run(mlp(runs=[{"name": "a"}, {"name": "a"}]), "c.json", "/runs/1")
        self.refuse_run(mlp(backend="tpu"), "c.json", "/backend", "tpu")
        self.refuse_run(mlp(backend="cuda"), "cuda")

    def test_shapes_that_do_not_fit(self):
        def with_layers(*layers):
            return mlp(network={"input": [8], "layers": list(layers)})
        self.refuse_run(with_layers({"type": "conv2d", "out": 4, "kernel": 3}), "c.json", "/network/layers/0", "conv2d")
        self.refuse_run(with_layers({"type": "linear", "out": 0}), "c.json", "/network/layers/0/out")
        self.refuse_run(with_layers({"type": "linear", "out": 4}, {"type": "wat"}), "c.json", "/network/layers/1/type")
        self.refuse_run(with_layers({"type": "linear", "out": 2}), "c.json")   # four classes, two logits
        self.refuse_run(mlp(network={"input": [9], "layers": [{"type": "linear", "out": 4}]}), "c.json", "[9]", "[8]")
        image = {"type": "conv2d", "out": 4, "kernel": 9}
        self.refuse_run(mlp(network={"input": [1, 8, 8], "layers": [image]}), "c.json", "/network/layers/0")

    def test_a_network_of_no_sane_size(self):
        config = mlp()
        config["network"]["layers"][0]["out"] = 10**15
        result = self.call("run", self.write("c.json", config), "--store", self.store)
        self.assertIn(result.returncode, (1, 2), result.stderr)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        self.assertFalse(os.path.exists(self.store))

    def test_initial_weights(self):
        other = mlp()
        other["network"]["layers"][0]["out"] = 16
        weights = self.path("other.safetensors")
        self.done("init", self.write("other.json", other), "--out", weights)
        self.refuse_run(mlp(init={"file": weights}), "other.safetensors", "layers.0.weight", "[16, 8]", "[32, 8]")
        with open(weights, "rb") as file:
            content = file.read()
        for cut in (0, 7, 20, len(content) - 1):
            self.refuse_run(mlp(init={"file": self.write("cut.safetensors", content[:cut])}), "cut.safetensors")
        self.refuse_run(mlp(init={"file": self.write("big.safetensors", b"\xff" * 64)}), "big.safetensors")
        self.refuse_run(mlp(init={"file": self.path("none.safetensors")}), "none.safetensors")

    # Data.

    def idx_config(self, images=IMAGES, labels=LABELS, suffix=""):
        return mlp(dataset={"kind": "idx", "images": self.write("images" + suffix, images),
                            "labels": self.write("labels" + suffix, labels)}, batch_size=2)

    def test_idx_that_is_whole_is_taken(self):
        self.done("run", self.write("c.json", self.idx_config()), "--store", self.store, "--steps", 2)
        zipped = self.idx_config(gzip.compress(IMAGES), gzip.compress(LABELS), ".gz")
        self.done("run", self.write("c.json", zipped), "--store", self.store, "--steps", 2)

    def test_idx_that_is_not(self):
        for cut in (0, 3, 9, len(IMAGES) - 1):
            self.refuse_run(self.idx_config(images=IMAGES[:cut]), "images")
        self.refuse_run(self.idx_config(images=IMAGES + b"x"), "images")
        self.refuse_run(self.idx_config(images=b"PK\x03\x04" + IMAGES[4:]), "images")
        self.refuse_run(self.idx_config(images=idx(8, (2**31, 2**31), b"")), "images")
        self.refuse_run(self.idx_config(labels=LABELS[:-1]), "labels")
        self.refuse_run(self.idx_config(labels=idx(8, (3,), bytes(3))), "labels", "3", "4")
        self.refuse_run(self.idx_config(gzip.compress(IMAGES)[:-12], gzip.compress(LABELS), ".gz"), "images.gz")
        self.refuse_run(self.idx_config(labels=idx(8, (4,), bytes([0, 1, 2, 9]))), "labels: byte 11", "label 9")  # four logits

    def test_labels_out_of_range(self):
        folder = self.path("mnist")
        os.mkdir(folder)
        pixels = idx(8, (2, 28, 28), bytes(2 * 784))
        for part in ("train", "t10k"):
            self.write(f"mnist/{part}-images-idx3-ubyte", pixels)
            self.write(f"mnist/{part}-labels-idx1-ubyte", idx(8, (2,), bytes([3, 12])))
        config = mlp(dataset={"kind": "mnist", "path": folder}, batch_size=2,
                     network={"input": [1, 28, 28], "layers": [{"type": "flatten"}, {"type": "linear", "out": 10}]})
        self.refuse_run(config, "-labels-idx1-ubyte", "12")
        self.refuse_run({**config, "dataset": {"kind": "mnist", "path": self.path("nowhere")}}, "nowhere")

    def test_cifar(self):
        folder = self.path("cifar")
        os.mkdir(folder)
        record = bytes([1]) + bytes(3072)
        for i in range(1, 6):
            self.write(f"cifar/data_batch_{i}.bin", record * 2)
        self.write("cifar/test_batch.bin", record)
        config = mlp(dataset={"kind": "cifar10", "path": folder}, batch_size=2,
                     network={"input": [3, 32, 32], "layers": [{"type": "flatten"}, {"type": "linear", "out": 10}]})
        self.done("run", self.write("c.json", config), "--store", self.path("other.sqlite"), "--steps", 1)
        self.write("cifar/data_batch_4.bin", (record * 2)[:-5])
        self.refuse_run(config, "data_batch_4.bin")
        self.write("cifar/data_batch_4.bin", bytes([10]) + bytes(3072))
        self.refuse_run(config, "data_batch_4.bin", "10")

    def test_csv(self):
        def config(text):
            return mlp(dataset={"kind": "csv", "path": self.write("data.csv", text)}, batch_size=2,
                       network={"input": [2], "layers": [{"type": "linear", "out": 2}]})
        good = "a,b,label\n1,2,0\n3,4,1\n5,6,0\n7,8,1\n9,10,0\n"
        self.done("run", self.write("c.json", config(good)), "--store", self.path("other.sqlite"), "--steps", 1)
        self.refuse_run(config(good.replace("5", "five")), "data.csv", "4", "five")
        self.refuse_run(config(good.replace("5,6,0", "5,6")), "data.csv", "4")
        self.refuse_run(config(good.replace("5,6,0", "5,6,7")), "data.csv", "line 4", "(0, 1, 7)", "at most 2")
        self.refuse_run(config(good.replace("5,6,0", "5,6,cat")), "data.csv", "line 4", "cat", "integer")
        self.refuse_run(config(good.replace("5", "nan")), "data.csv", "4", "nan")
        self.refuse_run(config(""), "data.csv")
        self.refuse_run(config("a,b,label\n"), "data.csv")

    # Arguments and output.

    def test_arguments(self):
        self.refused([], "run")
        self.refused(["\"dance\""], "dance")
        self.refused([], )
        config = self.write("c.json", mlp())
        for steps in "-5", "0", "99999999999999999999":
            self.refused(["--steps"], "run", config, "--steps", steps)
        self.refused(["--store", "path"], "run", config, "--store", "")
        self.refused(["--backend"], "run", config, "--backend", "abacus")
        self.refused(["RUN"], "compare", "fp32")

    def test_output_that_cannot_be_written(self):
        config = self.write("c.json", mlp())
        self.refused([config, "no safetensors"], "init", config, "--out", config)
        self.done("run", config, "--store", self.store)  # as it was
        self.refused(["/nowhere/init.safetensors"], "init", config, "--out", "/nowhere/init.safetensors")
        with open("/dev/full", "w") as full:
            self.told(1, ["standard output", "No space left"], "devices", stdout=full)


if __name__ == "__main__":
    main()
