#!/usr/bin/env python3
"""What happens to the ledger's file beside a daemon: foreign readers, kills, a file that is replaced or deleted."""

import os
import shutil
import signal
import subprocess
import sys
import unittest
from pathlib import Path

from support import LIMIT, Daemon, Workspace, until

CONFIG = """
[ledger]
path = "state/ledger.db"
[[authority]]
code = "E10999999"
name = "Testshire"
invented = true
plans = ["plan.toml"]
[[collector]]
name = "main"
type = "csv"
path = "inbox"
files = "*.csv"
settle = "0s"
interval = "1s"
layout = "long"
indicator = "sick"
columns = { period = "Period", value = "Value" }
"""
PLAN = """
[[indicator]]
id = "sick"
title = "Sickness rate"
unit = "percent"
polarity = "lower"
frequency = "month"
aggregation = "ratio"
"""
SELECT = "SELECT count(*) FROM run"


class Council(Workspace):
    """A council with one figure recorded."""

    def __init__(self):
        super().__init__()
        self.config.write_text(CONFIG)
        (self.folder / "plan.toml").write_text(PLAN)
        (self.folder / "inbox").mkdir()
        self.ledger = self.folder / "state/ledger.db"

    def drop(self, month, value):
        hidden = self.folder / f"inbox/.{month}"
        hidden.write_text(f"Period,Value\n{month} 2025,{value}\n")
        hidden.rename(self.folder / f"inbox/{month}.csv")

    def waiting(self):
        return sorted(file.name for file in (self.folder / "inbox").glob("*.csv"))

    def taken(self):
        until(lambda: not self.waiting(), "the file is taken")

    def explained(self, month):
        return self.waymark("explain", "sick", "--period", f"{month} 2025")

    def read_by_shell(self):
        subprocess.run(["sqlite3", str(self.ledger), SELECT], check=True, capture_output=True, timeout=LIMIT)


def metric(daemon, name):
    lines = [line for line in daemon.get("/metrics")[1].splitlines() if line.startswith(name + " ")]
    return lines and lines[0].split()[1]


def kill(daemon):
    daemon.process.send_signal(signal.SIGKILL)
    daemon.process.wait(LIMIT)


class LedgerFile(unittest.TestCase):
    def test_a_foreign_reader_and_a_kill_lose_nothing(self):
        with Council() as council:
            council.drop("Apr", "5.0")
            daemon = Daemon(council.config)
            council.taken()
            inode = council.ledger.stat().st_ino
            locks = [line for line in Path("/proc/locks").read_text().splitlines() if f":{inode} " in line]
            self.assertEqual(len(locks), 1, locks)
            for month in ("May", "Jun", "Jul"):
                council.read_by_shell()
                open_files = [os.readlink(fd) for fd in Path(f"/proc/{daemon.process.pid}/fd").iterdir()]
                self.assertEqual([name for name in open_files if "ledger.db" in name and "deleted" in name], [])
                council.drop(month, "4.1")
                council.taken()
            kill(daemon)
            with Daemon(council.config):
                for month in ("Apr", "May", "Jun", "Jul"):
                    self.assertRegex(council.explained(month), "4.1%|5.0%")
            council.waymark("ledger check")

    def test_foreign_readers_during_loads_that_are_killed(self):
        with Council() as council:
            months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
            for month in months:
                daemon = Daemon(council.config)
                reader = subprocess.Popen(
                    ["sh", "-c", f"while :; do sqlite3 '{council.ledger}' '{SELECT}' >/dev/null 2>&1; done"])
                try:
                    council.drop(month, "4.1")
                    council.taken()
                finally:
                    kill(daemon)
                    reader.kill()
                    reader.wait(LIMIT)
            with Daemon(council.config):
                for month in months:
                    self.assertIn("4.1%", council.explained(month))
            council.waymark("ledger check")

    def refused(self, council, daemon, why):
        council.drop("Nov", "4.1")
        until(lambda: metric(daemon, "waymark_ledger_writable") == "0", "the ledger refuses")
        until(lambda: metric(daemon, "waymark_ledger_moved") == "1", "the metric says so")
        self.assertEqual(council.waiting(), ["Nov.csv"])
        self.assertNotIn("4.1", daemon.get("/metrics")[1])
        self.assertIn(why, daemon.output())

    def test_a_backup_put_in_its_place_is_noticed(self):
        with Council() as council:
            council.drop("Apr", "5.0")
            with Daemon(council.config) as daemon:
                council.taken()
                backup = council.folder / "backup.db"
                council.waymark("ledger backup", backup)
                for suffix in ("-wal", "-shm"):
                    Path(f"{council.ledger}{suffix}").unlink()
                council.ledger.unlink()
                shutil.copy(backup, council.ledger)
                self.refused(council, daemon, "was replaced by another file")
            with Daemon(council.config) as daemon:
                council.taken()
                self.assertIn("4.1%", council.explained("Nov"))
                self.assertIn("5.0%", council.explained("Apr"))
            council.waymark("ledger check")

    def test_a_backup_written_over_it_is_noticed(self):
        with Council() as council:
            council.drop("Apr", "5.0")
            with Daemon(council.config) as daemon:
                council.taken()
                backup = council.folder / "backup.db"
                council.waymark("ledger backup", backup)
                council.drop("May", "4.9")
                council.taken()
                shutil.copyfile(backup, council.ledger)  # the same inode
                self.refused(council, daemon, "was overwritten")
            said = council.waymark("status", expect=1)
            self.assertIn("was left by another ledger", said)
            for suffix in ("-wal", "-shm"):
                Path(f"{council.ledger}{suffix}").rename(council.folder / f"kept{suffix}")
            with Daemon(council.config):
                council.taken()
                self.assertIn("4.1%", council.explained("Nov"))
            council.waymark("ledger check")

    def test_a_deleted_ledger_is_noticed_and_goes_on_when_it_is_back(self):
        with Council() as council:
            council.drop("Apr", "5.0")
            with Daemon(council.config) as daemon:
                council.taken()
                away = council.folder / "away.db"
                council.ledger.rename(away)
                self.refused(council, daemon, "was moved or deleted")
                away.rename(council.ledger)
                council.taken()
                until(lambda: metric(daemon, "waymark_ledger_moved") == "0", "the metric says so")
                self.assertIn("4.1%", council.explained("Nov"))

    def test_a_ledger_on_a_read_only_file_system_is_served_and_asked(self):
        with Council() as council:
            council.drop("Apr", "5.0")
            council.waymark("collect")
            state = council.ledger.parent
            council.drop("Nov", "4.1")
            mounted = [subprocess.run(["mount", *arguments, str(state)], capture_output=True).returncode == 0
                       for arguments in (["--bind", str(state)], ["-o", "remount,bind,ro"])]
            try:
                if not all(mounted):
                    self.skipTest("cannot mount here")
                self.assertIn("5.0%", council.explained("Apr"))
                council.waymark("status")
                council.waymark("export csv")
                council.waymark("ledger check")
                council.waymark("ledger backup", council.folder / "backup.db")
                self.assertIn("can be asked, but nothing is recorded", council.waymark("collect", expect=1))
                with Daemon(council.config) as daemon:
                    self.assertIn("kpi_value", daemon.get("/metrics")[1])
                    self.assertEqual(metric(daemon, "waymark_ledger_writable"), "0")
                    self.assertIn("can be asked, but nothing is recorded", daemon.output())
                self.assertEqual(council.waiting(), ["Nov.csv"])
            finally:
                if mounted[0]:
                    subprocess.run(["umount", str(state)], check=True)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
