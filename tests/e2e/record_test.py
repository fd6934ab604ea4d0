#!/usr/bin/env python3
"""What is done to the record afterwards: texts erased, by command and when their time is over; times corrected."""

import re
import sqlite3
import sys
import time
import unittest

from support import Daemon, Workspace, until

CONFIG = """
[ledger]
path = "state/ledger.db"
keep_rejects = "{keep}"
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
max_bad_rows = 5
columns = {{ period = "Period", value = "Value" }}
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
ROWS = "Period,Value\nMay 2025,8.1\nJune 2025,Person-One\nJuly 2025,Person-Two\n"


class Council(Workspace):
    """A council with one figure and two rejected rows."""

    def __init__(self, keep="forever"):
        super().__init__()
        self.keep(keep)
        (self.folder / "plan.toml").write_text(PLAN)
        (self.folder / "inbox").mkdir()
        (self.folder / "inbox/rows.csv").write_text(ROWS)
        self.ledger = self.folder / "state/ledger.db"
        self.waymark("collect --now", expect=1)

    def keep(self, keep):
        self.config.write_text(CONFIG.format(keep=keep))

    def held(self, text):
        files = [self.ledger, *self.ledger.parent.glob("ledger.db-*")]
        return any(text.encode() in file.read_bytes() for file in files)


class Erasing(unittest.TestCase):
    def test_a_row_at_request(self):
        with Council() as council:
            said = council.waymark("rejects")
            run, = set(re.findall(r"run (\d+)", said))
            self.assertTrue(council.held("Person-One"))
            said = council.waymark("ledger erase", "--run", run, "--row", 3, "--role", "Records", "--reason", "asked")
            self.assertEqual(said, f"run {run}: 1 text erased\n")
            self.assertFalse(council.held("Person-One"))
            self.assertTrue(council.held("Person-Two"))
            self.assertRegex(council.waymark("rejects"), r"rows\.csv:3: Value: erased on \d{4}-\d\d-\d\d\n")
            council.waymark("ledger check")
            self.assertIn("nothing there to erase", council.waymark(
                "ledger erase", "--run", run, "--row", 3, "--role", "Records", "--reason", "asked", expect=1))
            council.waymark("ledger erase", "--run", run, expect=2)  # who, and why
            council.waymark("ledger erase", "--role", "Records", "--reason", "asked", expect=2)  # what

    def test_beside_a_daemon(self):
        with Council() as council, Daemon(council.config) as daemon:
            run, = set(re.findall(r"run (\d+)", council.waymark("rejects")))
            who = ["--role", "Records", "--reason", "asked"]
            said = council.waymark("ledger erase", "--run", run, "--row", 3, *who)
            self.assertEqual(said, f"run {run}: 1 text erased\n")
            self.assertIn("erased on", daemon.get("/api/v1/rejects")[1])
            self.assertFalse(council.held("Person-One"))
            self.assertIn("nothing there to erase", council.waymark("ledger erase", "--run", run, "--row", 3, *who,
                                                                    expect=1))
            self.assertIn("run 99: not in this ledger", council.waymark("ledger erase", "--run", 99, *who, expect=1))
            self.assertEqual(daemon.stop(), 0)
            council.waymark("ledger check")

    def test_by_the_daemon_when_their_time_is_over(self):
        with Council() as council:
            with Daemon(council.config) as daemon:
                self.assertEqual(daemon.stop(), 0)
            self.assertTrue(council.held("Person-One"))
            council.keep("0s")
            time.sleep(1.1)  # times are kept in seconds
            with Daemon(council.config) as daemon:
                until(lambda: "old texts of rejected rows erased" in daemon.output(), "the daemon erases them")
                self.assertIn("erased on", daemon.get("/api/v1/rejects")[1])
                self.assertFalse(council.held("Person-"))
                self.assertEqual(daemon.stop(), 0)
            council.waymark("ledger check")


class Times(unittest.TestCase):
    def test_are_moved_and_followed(self):
        with Council() as council:
            said = council.waymark("ledger correct-times", "--from", 2, "--through", 2, "--by", "0s",
                                   "--role", "IT", "--reason", "a trial")
            self.assertIn("entry 2 of E10999999: ", said)
            self.assertIn("the one before it", council.waymark(
                "ledger correct-times", "--from", 2, "--through", 2, "--by=-2d", expect=1))
            council.waymark("ledger check")
            self.assertIn("nothing to correct", council.waymark("ledger correct-times", "--accept-clock"))
            self.assertIn("is no duration", council.waymark("ledger correct-times", "--from", 2, "--by", "x", expect=2))
            self.assertIn("is no time", council.waymark("ledger correct-times", "--after", "2025-01-01 99:00", expect=2))


    def test_beside_a_daemon(self):
        with Council() as council, Daemon(council.config) as daemon:
            said = council.waymark("ledger correct-times", "--from", 2, "--by", "0s", "--role", "IT", "--reason", "a trial")
            self.assertIn("entry 2 of E10999999: ", said)
            self.assertIn("the one before it", council.waymark(
                "ledger correct-times", "--from", 2, "--through", 2, "--by=-2d", expect=1))
            self.assertEqual(daemon.stop(), 0)
            council.waymark("ledger check")


class Checking(unittest.TestCase):
    def test_a_superseded_value_that_was_changed(self):
        with Council() as council:
            (council.folder / "inbox/more.csv").write_text("Period,Value\nMay 2025,8.4\n")
            council.waymark("collect --now")
            self.assertIn("sound", council.waymark("ledger check"))
            with sqlite3.connect(council.ledger) as ledger:
                ledger.executescript("DROP TRIGGER observation_stands; UPDATE observation_block SET versions = "
                                     "replace(versions, ',81,', ',80,')")
            self.assertRegex(council.waymark("ledger check", expect=1),
                             r"entry 2 of E10999999 \(run 1 of main, rows\.csv\): what it recorded has been changed")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
