"""What the command line says of a CUDA back end that is there, and of one that is not, with modules that play its part."""

import json
import os
import sqlite3
import unittest

from program import ProgramTest, main, mlp


def fake(name):
    return os.path.join(os.environ["SCALESCOPE_FAKE_MODULES"], name + ".so")


class Devices(ProgramTest):
    module = None

    def environment(self):
        environment = super().environment()
        return {**environment, "SCALESCOPE_CUDA_MODULE": self.module} if self.module else environment

    def devices(self):
        lines = [json.loads(line) for line in self.done("devices", "--json").splitlines()]
        self.assertEqual((lines[0]["backend"], lines[0]["offered"]), ("cpu", True))
        return lines[1:]

    def not_offered(self, module, reason, remedy):
        """`devices` names both, as text and as JSON; `run --backend cuda` is refused with them and leaves nothing."""
        self.module = module
        device, = self.devices()
        self.assertEqual((device["backend"], device["offered"]), ("cuda", False))
        self.assertIn(reason, device["reason"])
        self.assertIn(remedy, device["remedy"])
        text = self.done("devices")
        self.assertRegex(text, r"(?m)^cuda +no +")
        self.assertIn(reason, text)
        self.assertIn(remedy, text)
        config = self.write("c.json", mlp())
        self.refused(["c.json", "cuda", reason, remedy], "run", config, "--backend", "cuda", "--store", self.store)
        self.assertFalse(os.path.exists(self.store))

    def stored_devices(self):
        database = sqlite3.connect(self.store)
        rows = set(database.execute("SELECT backend, device, library, threads FROM runs"))
        database.close()
        return rows

    def test_why_not(self):
        self.not_offered(fake("no_device"), "the driver is of version 470", "update NVIDIA's driver")
        self.not_offered(fake("no_driver"), "no NVIDIA driver here", "install NVIDIA's driver")
        self.not_offered(fake("needs_cudnn"), "libcudnn-absent.so.9 not found", "install cuDNN 9")
        self.not_offered(fake("other_abi"), "another version of ScaleScope", "build the program and its CUDA module")
        self.not_offered(self.path("none.so"), "SCALESCOPE_CUDA_MODULE", "unset")

    def test_automatic_is_the_processor_without_a_device(self):
        self.module = fake("no_device")
        self.done("run", self.write("c.json", mlp()), "--store", self.store, "--steps", 2)
        (backend, _, library, threads), = self.stored_devices()
        self.assertEqual((backend, library.split()[0], threads), ("cpu", "oneDNN", 1))

    def test_cuda_trains_and_is_stored(self):
        self.module = fake("good")
        old, first, second = self.devices()
        self.assertEqual([each["offered"] for each in (old, first, second)], [False, True, False])
        self.assertIn("compute capability 3.0", old["reason"])
        self.assertEqual(first["description"], "Fake GPU, 80 GB, compute capability 9.0, fake library 9.1")
        self.assertIn("CUDA_VISIBLE_DEVICES", second["remedy"])
        config = self.write("c.json", mlp())
        for backend in ["--backend", "cuda"], []:  # and "auto", as configured
            self.done("run", config, "--store", self.store, "--steps", 20, *backend)
            self.assertEqual(self.stored_devices(), {("cuda", "Fake GPU 1", "fake library 9.1", 0)})
            self.assertIn("cuda, Fake GPU 1, fake library 9.1\n", self.done("show", "fp16", "--store", self.store))
            os.remove(self.store)

    def test_a_device_that_refuses(self):
        self.module = fake("refusing")
        self.told(1, ["device 1", "has no memory left"], "run", self.write("c.json", mlp()), "--store", self.store)
        self.assertFalse(os.path.exists(self.store))

    def begun(self):
        """Runs in the store that were stopped."""
        self.done("run", self.write("c.json", mlp()), "--store", self.store, "--steps", 20)
        database = sqlite3.connect(self.store)
        database.execute("UPDATE runs SET state = 'stopped'")
        database.commit()
        database.close()

    def test_a_run_goes_on_where_it_was(self):
        self.begun()
        self.module = fake("refusing")  # "auto" would take it now
        self.done("resume", "fp16", "--store", self.store)

        os.remove(self.store)
        self.module = fake("good")
        self.begun()
        self.module = None
        self.refused(["runs.sqlite", "cuda", "not offered"], "resume", "fp16", "--store", self.store)


if __name__ == "__main__":
    main()
