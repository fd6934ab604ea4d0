#!/usr/bin/env python3
"""What becomes of files that were mended, put back, dropped again, or are still being written."""

import os
import re
import shutil
import signal
import sys
import threading
import time
import unittest

from council import APRIL, CONFIG, FTE, SPEND, Council, indicator
from support import Daemon, Workspace, until

class Mended(unittest.TestCase):
    """A file that was quarantined is read once the settings are mended, however it comes back."""

    def check(self, put_back, keys=""):
        with Council(FTE.format(keys=keys, value="Fulltime")) as space:
            (space.inbox / "fte.csv").write_text(APRIL)
            self.assertIn("quarantined", space.collect(expect=1))
            space.settings(FTE.format(keys=keys, value="FTE"))
            put_back(space)
            self.assertIn("1 new", space.collect())
            self.assertIn("153", space.explained("fte", "2025-04"))
            self.assertFalse([name for name in space.stored() if name.startswith("done/") and "errors" in name])

    def test_moved_back(self):
        self.check(lambda space: os.rename(space.inbox / "quarantine/fte.csv", space.inbox / "fte.csv"))

    def test_copied_back_with_its_time(self):
        self.check(lambda space: shutil.copy2(space.inbox / "quarantine/fte.csv", space.inbox / "fte.csv"))

    def test_touched(self):
        def touched(space):
            os.rename(space.inbox / "quarantine/fte.csv", space.inbox / "fte.csv")
            os.utime(space.inbox / "fte.csv")
        self.check(touched)

    def test_under_another_name(self):
        self.check(lambda space: os.rename(space.inbox / "quarantine/fte.csv", space.inbox / "fte2.csv"))

    def test_left(self):
        self.check(lambda space: None, keys='after = "leave"')

    def test_reasons_that_could_not_be_written(self):
        # The file could not be moved, so it is still there.
        with Council(FTE.format(keys="", value="Fulltime")) as space:
            (space.inbox / "fte.csv").write_text(APRIL)
            (space.inbox / "quarantine").write_text("in the way")
            self.assertIn("quarantine/ cannot be opened", space.collect(expect=1))
            self.assertEqual(space.stored(), ["fte.csv", "quarantine"])
            space.settings(FTE.format(keys="", value="FTE"))
            self.assertIn("1 new", space.collect())
            self.assertIn("done/fte.csv", space.stored())

    def test_wide_headers_that_are_mapped_later(self):
        wide = ('[[collector]]\nname = "kpi"\ntype = "csv"\npath = "inbox"\nlayout = "wide"\n[collector.columns]\n'
                'indicator = "Measure"\n[collector.indicators]\n"Sickness days" = "sickness"\n')
        periods = ('[collector.periods]\n"2023/24 outturn" = "2023/24"\n"Year to March 2025" = "2024/25"\n'
                   '"2025/26 [p]" = "2025/26"\n')
        plan = indicator("sickness", "days", "financial_year", "stock_mean")
        with Council(wide, plan) as space:
            (space.inbox / "kpi.csv").write_text(
                "Measure,2022/23,2023/24 outturn,Year to March 2025,2025/26 [p]\nSickness days,8.5,8.2,7.9,7.4\n")
            self.assertIn('column "2023/24 outturn" holds a year', space.collect(expect=1))
            space.settings(wide + periods)
            os.rename(space.inbox / "quarantine/kpi.csv", space.inbox / "kpi.csv")
            self.assertIn("4 new", space.collect())
            for period, value in (("2023/24", "8.2"), ("2024/25", "7.9"), ("2025/26", "7.4")):
                self.assertIn(value, space.explained("sickness", period))


class DroppedAgain(unittest.TestCase):
    def test_an_old_file_does_not_undo_its_correction(self):
        with Council(FTE.format(keys="", value="FTE")) as space:
            for value in ("100", "120"):
                (space.inbox / "fte.csv").write_text(f"Month,FTE\nApr 2025,{value}\n")
                space.collect()
            (space.inbox / "again.csv").write_text("Month,FTE\nApr 2025,100\n")
            self.assertRegex(space.collect("--json"), r"replaced")
            self.assertRegex(space.explained("fte", "2025-04"), r"now +120\b")
            stored = space.inbox / "done/again.csv"
            self.assertTrue(stored.exists())
            self.assertNotIn("problem", space.waymark("collect", "--reinstate", stored))
            self.assertRegex(space.explained("fte", "2025-04"), r"now +100\b")

    def test_what_lies_nowhere_cannot_be_reinstated(self):
        with Council(FTE.format(keys="", value="FTE")) as space:
            said = space.waymark("collect", "--reinstate", space.config, expect=2)
            self.assertIn("lies in no collector's folder", said)
            (space.inbox / "fte.csv").write_text(APRIL)
            self.assertIn("never recorded", space.waymark("collect", "--reinstate", space.inbox / "fte.csv", expect=1))


class Again(unittest.TestCase):
    SUM = '[[collector.sum]]\nindicator = "{}"\n'

    def test_a_sum_added_over_files_already_taken(self):
        plan = indicator("spend", "gbp", "month", "flow") + indicator("invoices", "count", "month", "flow")
        first = SPEND.format(keys="") + self.SUM.format("spend")
        with Council(first, plan) as space:
            (space.inbox / "april.csv").write_text("Date,Amount\n01/04/2025,100\n02/04/2025,50\n")
            space.collect()
            space.settings(first + self.SUM.format("invoices") + 'measure = "count"\n')
            self.assertIn("no files", space.collect())
            self.assertIn("april.csv: 1 new", space.collect("--again"))
            self.assertRegex(space.explained("invoices", "2025-04"), r"\b2\b")
            self.assertEqual(space.stored(), ["done/april.csv"])
            self.assertIn("no files", space.collect("--again"), "nothing has changed since")

    def test_files_that_are_left_are_read_again_by_themselves(self):
        keys = 'after = "leave"'
        plan = indicator("spend", "gbp", "month", "flow") + indicator("invoices", "count", "month", "flow")
        first = SPEND.format(keys=keys) + self.SUM.format("spend")
        with Council(first, plan) as space:
            (space.inbox / "april.csv").write_text("Date,Amount\n01/04/2025,100\n")
            space.collect()
            space.settings(first + self.SUM.format("invoices") + 'measure = "count"\n')
            self.assertIn("april.csv: 1 new", space.collect())

    def test_a_restored_ledger_reads_what_came_since_in_its_order(self):
        with Council(FTE.format(keys="", value="FTE")) as space:
            (space.inbox / "first.csv").write_text(APRIL)
            space.collect()
            backup = space.folder / "backup.db"
            space.waymark("ledger backup", backup)
            (space.inbox / "z.csv").write_text("Month,FTE\nMay 2025,200\n")
            space.collect()
            (space.inbox / "a.csv").write_text("Month,FTE\nMay 2025,222\n")
            os.utime(space.inbox / "a.csv", (1e9, 1e9))
            space.collect()
            shutil.rmtree(space.folder / "state")
            (space.folder / "state").mkdir()
            shutil.copy(backup, space.folder / "state/ledger.db")
            space.collect("--again")
            self.assertRegex(space.explained("fte", "2025-05"), r"now +222\b")

    def test_bad_once_it_is_read_otherwise_goes_to_quarantine(self):
        with Council(FTE.format(keys="", value="FTE")) as space:
            (space.inbox / "fte.csv").write_text("Month,FTE,Other\nApr 2025,153,x y\n")
            space.collect()
            space.settings(FTE.format(keys="", value="Other"))
            self.assertIn("quarantined", space.collect("--again", expect=1))
            self.assertEqual(space.stored(), ["quarantine/fte.csv", "quarantine/fte.csv.errors.csv"])


class OneFolder(unittest.TestCase):
    def test_two_collectors_that_take_files_from_each_other_are_refused(self):
        two = FTE.format(keys="", value="FTE") + FTE.format(keys="", value="FTE").replace('"fte"\ntype', '"b"\ntype')
        with Council(two) as space:
            said = space.waymark("check", expect=1)
            self.assertIn('collector "fte" reads files of the same names (*.csv) from this folder', said)
        left = two.replace('layout = "long"', 'layout = "long"\nafter = "leave"')
        with Council(left) as space:
            space.waymark("check")

    def test_what_no_collector_takes_is_named(self):
        with Council(FTE.format(keys="", value="FTE")) as space:
            for name in ("fte.csv.gz", "workforce.xlsx", "x.part", "empty.csv"):
                (space.inbox / name).write_text("" if "empty" in name else "x")
            (space.inbox / "2025").mkdir()
            said = space.collect()
            self.assertIn("fte.csv.gz is not read: no collector takes such names", said)
            self.assertIn("workforce.xlsx is not read", said)
            self.assertIn("2025 is a folder; files in it are not read", said)
            self.assertIn("empty.csv is empty", said)
            self.assertNotIn("x.part", said)
            with Daemon(space.config) as daemon:
                until(lambda: "workforce.xlsx is not read" in daemon.output(), "it is in the log")


class Backlog(unittest.TestCase):
    """What waits for somebody is in metrics, API and page for as long as it waits, whatever ran or began anew."""

    def shown(self, daemon):
        state, = daemon.json("/api/v1/collectors")["collectors"]
        metrics = [daemon.metric(f'waymark_{name}{{collector="fte"}}')
                   for name in ("quarantined_files", "open_rejects", "unread_files")]
        # A run may have ended between the two.
        return metrics if metrics == [state["quarantined"], state["open_rejects"], len(state["unread"])] else None

    def test_until_it_is_put_right(self):
        keys = 'interval = "1s"\nsettle = "0s"\nmax_bad_rows = 1'
        with Council(FTE.format(keys=keys, value="FTE")) as space:
            (space.folder / "state").mkdir()
            (space.inbox / "bad.csv").write_text(APRIL + "May 2025,x?\nJun 2025,x?\n")
            (space.inbox / "part.csv").write_text("Month,FTE\nJan 2025,150\nFeb 2025,x?\n")
            (space.inbox / "book.xlsx").write_text("PK")
            with Daemon(space.config) as daemon:
                until(lambda: self.shown(daemon) == [1, 1, 1], "it is counted")
                ran = daemon.metric('waymark_collector_runs_total{collector="fte"}')
                until(lambda: daemon.metric('waymark_collector_runs_total{collector="fte"}') > ran + 1, "it ran again")
                self.assertEqual(daemon.metric('waymark_collector_up{collector="fte"}'), 1)
                until(lambda: self.shown(daemon) == [1, 1, 1], "it is still there")
                page = daemon.get("/collectors")[1]
                self.assertIn("<dt>In quarantine</dt><dd>1</dd>", page)
                self.assertIn("book.xlsx", page)
            space.settings(FTE.format(keys=keys.replace("1s", "1h"), value="FTE"))
            with Daemon(space.config) as daemon:
                until(lambda: self.shown(daemon) == [1, 1, 1], "it is known before and after its first run")
                daemon.process.send_signal(signal.SIGHUP)
                until(lambda: "reloaded" in daemon.output(), "the configuration was read again")
                until(lambda: self.shown(daemon) == [1, 1, 1], "it is still there")
                # Files that come start a run; what was taken away shows then.
                (space.inbox / "quarantine/bad.csv").unlink()
                (space.inbox / "book.xlsx").unlink()
                (space.inbox / "part.csv").write_text("Month,FTE\nJan 2025,150\nFeb 2025,151\n")
                until(lambda: self.shown(daemon) == [0, 0, 0], "all is put right")


class Names(unittest.TestCase):
    def test_any_name_is_read_and_shown_on_one_line(self):
        with Council(FTE.format(keys="", value="FTE")) as space:
            names = [b"caf\xe9 figures.csv", "Spend £500 – “final” (2).CSV".encode(), b"=cmd|calc.csv",
                     b"two\nlines.csv", b"y" * 244 + b".csv", b"x" * 251 + b".csv"]
            for number, name in enumerate(names):
                path = os.path.join(os.fsencode(space.inbox), name)
                with open(path, "w") as file:
                    file.write(f"Month,FTE\nApr {2000 + number},{'bad' if len(name) > 200 else 1}\n")
            space.waymark("collect --now", "--json", expect=1, errors="replace")
            self.assertEqual(len(os.listdir(os.path.join(os.fsencode(space.inbox), b"done"))), 4 + 1)
            self.assertEqual(len(os.listdir(os.path.join(os.fsencode(space.inbox), b"quarantine"))), 4 + 1)


class HalfWritten(unittest.TestCase):
    def test_all_is_recorded_in_the_end_whatever_the_pauses(self):
        config = SPEND.format(keys='interval = "1s"\nsettle = "500ms"') + '[[collector.sum]]\nindicator = "spend"\n'
        with Council(config, indicator("spend", "gbp", "month", "flow")) as space:
            (space.folder / "state").mkdir()
            with Daemon(space.config) as daemon:
                writers = [threading.Thread(target=writer, args=(space.inbox, daemon)) for writer in WRITERS]
                for writer in writers:
                    writer.start()
                for writer in writers:
                    writer.join()

                def whole():
                    got = [total(daemon, month) for month in range(4, 9)]
                    return got == [100, 300, 300, 300, 300]
                until(whole, "every figure is whole")
            self.assertEqual([name for name in space.stored() if name.startswith("quarantine")], [])


def total(daemon, month):
    rows = daemon.json("/api/v1/observations?authority=E10999999&indicator=spend")
    found = [row["value"] for row in rows["observations"]
             if row["current"] and row["period_start"] == f"2025-{month:02}-01"]
    return found[0] if found else None


def pause(inbox, daemon, name):
    """Until the daemon has taken what there is, or waits for more."""
    end = time.monotonic() + 3
    while time.monotonic() < end and (inbox / name).exists():
        time.sleep(0.02)


def placeholder(inbox, daemon):
    with open(inbox / "a.csv", "w") as file:
        pause(inbox, daemon, "a.csv")
        file.write("Date,Amount\n01/04/2025,100\n")


def in_two_pieces(name, month, old=False):
    def write(inbox, daemon):
        with open(inbox / name, "w") as file:
            file.write(f"Date,Amount\n01/{month:02}/2025,100\n")
            file.flush()
            if old:
                os.utime(file.fileno(), (1e9, 1e9))
            pause(inbox, daemon, name)
            file.write(f"02/{month:02}/2025,200\n")
            file.flush()
            if old:
                os.utime(file.fileno(), (1e9, 1e9))
    return write


def preallocated(inbox, daemon):
    text = b"Date,Amount\n01/08/2025,100\n02/08/2025,200\n"
    with open(inbox / "e.csv", "w+b") as file:
        file.truncate(len(text))
        file.write(text[:27])
        file.flush()
        pause(inbox, daemon, "e.csv")
        file.write(text[27:])


WRITERS = [placeholder, in_two_pieces("b.csv", 5), in_two_pieces("c.csv", 6, old=True), in_two_pieces("d.csv", 7),
           preallocated]


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
