"""A sweep as a job array of a real Slurm, which this test starts on this machine and ends."""

import glob
import json
import os
import pwd
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import unittest

from program import ProgramTest, main, mlp

DAEMONS = ("slurmctld", "slurmd", "munged")
PATIENCE = 60

# Steps of a point that is still trained when it is to be stopped, on a fast machine, too.
LONG = 40000
CONFIGURATION = """
ClusterName=scalescope
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={control}
SlurmdPort={node}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=1,sched_interval=1
ReturnToService=2
KillWait=5
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=short Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def program_at(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


MISSING = [name for name in (*DAEMONS, "sbatch") if not program_at(name)]


@unittest.skipIf(MISSING, f"Slurm is not installed: {', '.join(MISSING)} missing (packages slurm-wlm, munge)")
class Slurm(ProgramTest):
    def setUp(self):
        super().setUp()
        os.chmod(self.folder, 0o755)
        self.processes = []
        self.addCleanup(self.end_daemons)
        control, node = free_ports(2)
        self.cpus = os.cpu_count()
        for name in ("state", "spool"):
            os.mkdir(self.path(name))
        self.write("slurm.conf", CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], user=pwd.getpwuid(os.geteuid()).pw_name, control=control, node=node,
            folder=self.folder, cpus=self.cpus))
        self.write("munge.key", os.urandom(1024))
        os.chmod(self.path("munge.key"), 0o400)
        self.daemon("munged", "--foreground", "--force", "--socket", self.path("munge.socket"), "--key-file",
                    self.path("munge.key"), "--pid-file", self.path("munge.pid"), "--seed-file", self.path("munge.seed"),
                    "--log-file", self.path("munge.log"))
        self.until(lambda: os.path.exists(self.path("munge.socket")), "munged has no socket")
        self.daemon("slurmctld", "-D", "-f", self.path("slurm.conf"))
        self.daemon("slurmd", "-D", "-f", self.path("slurm.conf"), "-N", socket.gethostname().split(".")[0])
        self.until(lambda: self.slurm("sinfo", "--noheader", "--format", "%T").strip() == "idle", "no node is idle")

    def environment(self):
        return {**super().environment(), "SLURM_CONF": self.path("slurm.conf")}

    def daemon(self, name, *arguments):
        log = open(self.path(name + ".out"), "w")
        self.addCleanup(log.close)
        self.processes.append(subprocess.Popen([program_at(name), *arguments], stdout=log, stderr=log,
                                               stdin=subprocess.DEVNULL, env=self.environment()))

    def end_daemons(self):
        """Jobs first: those that slurmd has started outlive it."""
        subprocess.run(["scancel", "--signal=KILL", "--full", f"--user={pwd.getpwuid(os.geteuid()).pw_name}"], env=self.environment(), timeout=20, check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in reversed(self.processes):
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def slurm(self, *command):
        result = subprocess.run(command, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                timeout=30, check=False)
        return result.stdout

    def until(self, condition, otherwise):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                self.fail(otherwise + "\n" + self.logs())
            time.sleep(0.2)

    def logs(self):
        text = ""
        for name in sorted(glob.glob(self.path("*.log")) + glob.glob(self.path("*.out")) + glob.glob(self.path("jobs/logs/*"))):
            with open(name, errors="replace") as file:
                text += f"--- {name}\n{file.read()[-2000:]}\n"
        return text

    def queue_is_empty(self):
        return not self.slurm("squeue", "--noheader").strip()

    def query(self, sql, store):
        database = sqlite3.connect(store)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def steps_of(self, point):
        store = self.path(f"jobs/stores/{point}.sqlite")
        if not os.path.exists(store):
            return 0
        try:
            return self.query("SELECT count(*) FROM steps", store)[0][0]
        except sqlite3.OperationalError:
            return 0

    def test_an_array_is_trained_stopped_gone_on_with_and_merged(self):
        config = self.write("c.json", mlp(steps=40))
        sweep = self.write("sweep.json", {"scalescope_sweep": 1, "name": "array", "configuration": mlp(steps=40), "list": [
            {"/seed": 1}, {"/seed": 2}, {"/seed": 3, "/steps": LONG}]})
        call = ["sweep", sweep, "--slurm", self.path("jobs"), "--partition", "short", "--sbatch-arg=--comment=test"]
        told = self.done(*call)
        self.assertIn("for 3 of 3 points", told)
        self.assertIn("scalescope-cli merge", told)
        self.assertIn("in the queue", self.done(*call))

        # One is taken off while it trains, and comes back by itself.
        job = told.split("Submitted job ")[1].split()[0]
        self.until(lambda: self.steps_of("002") > 400, "the long point does not train")
        self.slurm("scontrol", "requeue", f"{job}_2")
        self.slurm("scontrol", "update", f"JobId={job}_2", "StartTime=now")
        self.until(lambda: len(self.query("SELECT id FROM runs WHERE state IN ('stopped', 'interrupted')",
                                          self.path("jobs/stores/002.sqlite"))) > 0
                   or self.steps_of("002") == 2 * LONG, "the point was not stopped")
        self.slurm("scancel", job)
        self.until(self.queue_is_empty, "the jobs do not end")
        stopped = self.steps_of("002")
        self.assertGreater(stopped, 400)
        self.assertLess(stopped, 2 * LONG, "it was trained to the end before it was stopped")

        told = self.done(*call)
        self.assertRegex(told, "for [1-3] of 3 points")
        self.until(self.queue_is_empty, "the jobs do not end")
        self.assertIn("Every point is trained", self.done(*call))
        lines = [json.loads(line) for line in self.done("sweep", "--status", self.path("jobs"), "--json").splitlines()]
        self.assertEqual({line["state"] for line in lines}, {"finished"}, self.logs())
        self.assertEqual(len(lines), 6)

        stores = sorted(glob.glob(self.path("jobs/stores/*.sqlite")))
        self.assertIn("3 added", self.done("merge", self.store, *stores))
        self.assertIn("3 unchanged", self.done("merge", self.store, *stores))
        self.done("check", self.store)
        self.assertEqual(self.query("SELECT count(*) FROM steps", self.store), [(2 * (40 + 40 + LONG),)])
        # The same sweep here finds every point trained.
        self.done("sweep", sweep, "--store", self.store)
        self.assertEqual(self.query("SELECT count(*) FROM experiments", self.store), [(3,)])
        self.refused(["belongs to another sweep"], "sweep", config, "--set", "/seed=1,2", "--slurm", self.path("jobs"))


class WithoutSlurm(ProgramTest):
    def test_writes_what_can_be_submitted_elsewhere(self):
        config = self.write("c.json", mlp(steps=10))
        for option in (["--store", "x.sqlite"], ["--jobs", "2"], ["--status", "jobs"]):
            self.refused(["--slurm", option[0]], "sweep", config, "--set", "/seed=1,2", "--slurm", self.path("jobs"), *option)
        self.refused(["a blank", "a b"], "sweep", config, "--set", "/seed=1,2", "--slurm", self.path("other"), "--partition", "a b")
        self.assertFalse(os.path.exists(self.path("other")))
        told = self.done("sweep", config, "--set", "/seed=1..3", "--slurm", self.path("jobs"), "--no-submit", "--cpus", "2")
        self.assertIn("sbatch --array=0-2", told)
        with open(self.path("jobs/sweep.sbatch")) as file:
            self.assertIn("#SBATCH --cpus-per-task=2\n", file.read())
        # A task is a plain shell script.
        environment = {**self.environment(), "SLURM_ARRAY_TASK_ID": "1", "SLURM_CPUS_PER_TASK": "1"}
        for _ in range(2):
            subprocess.run(["sh", self.path("jobs/sweep.sbatch")], env=environment, check=True, timeout=100,
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.assertIn("--array=0,2 ", self.done("sweep", config, "--set", "/seed=1..3", "--slurm", self.path("jobs"),
                                               "--no-submit", "--cpus", "2"))


if __name__ == "__main__":
    main()
