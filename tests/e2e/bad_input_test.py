#!/usr/bin/env python3
"""What goes wrong around the program: each is said in one clear message, and nothing is lost."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import unittest

from support import LIMIT, PROGRAM, Daemon, Workspace, until

CONFIG = """
[ledger]
path = "{ledger}"
[[authority]]
code = "E07000125"
name = "Test council"
plans = ["plan.toml"]
[[collector]]
name = "rows"
type = "csv"
path = "inbox"
files = "*.csv"
layout = "long"
indicator = "calls"
columns = {{ period = "period", value = "value" }}
"""
PLAN = """
[[indicator]]
id = "calls"
title = "Calls"
unit = "count"
polarity = "neutral"
frequency = "day"
aggregation = "flow"
"""
NOBODY = 65534


def make_space(ledger="state/ledger.db"):
    space = Workspace()
    space.config.write_text(CONFIG.format(ledger=ledger))
    (space.folder / "plan.toml").write_text(PLAN)
    (space.folder / "inbox").mkdir()
    return space


def rows(count, first=0):
    days = (f"{1940 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02},{n}" for n in range(first, first + count))
    return "period,value\n" + "\n".join(days) + "\n"


class Names(unittest.TestCase):
    """Names of files and delivered text reach terminal, log and pages as valid text that steers nothing."""

    NAMES = (b"two\nlines.csv", b"caf\xe9.csv", b"\x1b]0;title\x07.csv", "inv\u202evsc.csv".encode(), b"=cmd|calc.csv")
    SHOWN = ("two\\nlines.csv", "caf\\xE9.csv", "\\x1B]0;title\\x07.csv", "inv\\u202Evsc.csv", "=cmd|calc.csv")

    def fill(self, space):
        for n, name in enumerate(self.NAMES):
            path = os.path.join(os.fsencode(space.folder), b"inbox", name)
            with open(path, "wb") as file:
                file.write(b"period,value\n2000-01-0%d,1\n2000-02-0%d,\x1b[31mred\xe2\x80\xae\n" % (n + 1, n + 1))

    def harmless(self, text):
        self.assertEqual([c for c in text if c in "\x1b\x07\x7f\u202e\u2028" or "\x80" <= c <= "\x9f"], [])

    def test_in_the_terminal_and_in_json(self):
        with make_space() as space:
            space.config.write_text(CONFIG.format(ledger="state/ledger.db") + "max_bad_rows = 10\n")
            self.fill(space)
            output = space.waymark("collect", expect=1)
            self.harmless(output)
            for name in self.SHOWN:
                self.assertIn(name, output)
            rejects = space.waymark("rejects")
            self.harmless(rejects)
            self.assertIn("\\x1B[31mred", rejects)
            self.assertEqual(len(json.loads(space.waymark("rejects", "--json"))["rejects"]), len(self.NAMES))
        with make_space() as space:
            self.fill(space)
            reports = json.loads(space.waymark("collect", "--json", expect=1))
            self.assertEqual(len(reports[0]["inputs"]), len(self.NAMES))

    def test_on_the_page_and_in_the_log(self):
        with make_space() as space:
            self.fill(space)
            with Daemon(space.config) as daemon:
                until(lambda: "calc.csv" in daemon.get("/collectors")[1], "the files are named")
                page = daemon.get("/collectors")[1]
                self.harmless(page)
                self.harmless(daemon.output())


class Files(unittest.TestCase):
    def test_a_directory_instead_of_a_file(self):
        with make_space() as space:
            (space.folder / "inbox/a.csv").mkdir()
            (space.folder / "inbox/b.csv").write_text(rows(3))
            output = space.waymark("collect --now", expect=1)
            self.assertIn("a.csv", output)
            self.assertIn("directory", output)
            self.assertIn("b.csv: 3 new", output)

    def test_a_missing_directory(self):
        with make_space() as space:
            shutil.rmtree(space.folder / "inbox")
            self.assertRegex(space.waymark("collect --now", expect=1), r"rows: .*inbox.*")

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become somebody else")
    def test_no_permission(self):
        with make_space() as space:
            closed = space.folder / "inbox/a.csv"
            closed.write_text(rows(3))
            closed.chmod(0)
            for folder in (space.folder, space.folder / "inbox"):
                os.chown(folder, NOBODY, NOBODY)
                folder.chmod(0o755)
            output = space.waymark("collect --now", expect=1, user=NOBODY, group=NOBODY, extra_groups=[])
            self.assertIn("a.csv", output)
            self.assertIn("ermission", output)
            self.assertTrue(closed.exists())

    def test_a_line_of_a_gigabyte(self):
        with make_space() as space:
            with open(space.folder / "inbox/a.csv", "wb") as file:
                file.write(b"period,value\n")
                piece = b"x" * (1 << 24)
                for _ in range(64):
                    file.write(piece)
            done = subprocess.run(
                ["bash", "-c", 'ulimit -v 2500000; exec "$0" collect --config.file "$1"', PROGRAM, space.config],
                capture_output=True, text=True, timeout=LIMIT)
            if "Sanitizer" in done.stderr:
                self.skipTest("a sanitizer's shadow memory does not fit the limit")
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("a.csv", done.stderr)
            self.assertRegex(done.stderr, r"longer than|too long")
            self.assertTrue((space.folder / "inbox/quarantine/a.csv").exists())


class Ledger(unittest.TestCase):
    def collected(self):
        space = make_space()
        (space.folder / "inbox/a.csv").write_text(rows(50))
        space.waymark("collect --now")
        return space

    def test_from_a_newer_version(self):
        with self.collected() as space:
            ledger = sqlite3.connect(space.folder / "state/ledger.db")
            ledger.execute("INSERT INTO migration VALUES (999, 'from the future', 0)")
            ledger.execute("PRAGMA user_version = 999")
            ledger.commit()
            ledger.close()
            for command in ("collect", "status", "ledger check", "ledger migrate"):
                self.assertIn("newer", space.waymark(command, expect=1), command)

    def test_locked_by_another_process(self):
        with self.collected() as space:
            other = sqlite3.connect(space.folder / "state/ledger.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            (space.folder / "inbox/b.csv").write_text(rows(50, 50))
            output = space.waymark("collect --now", expect=1)
            self.assertRegex(output, r"locked|another process")
            other.execute("ROLLBACK")
            other.close()
            self.assertIn("b.csv: 50 new", space.waymark("collect --now"))

    def test_corrupt(self):
        with self.collected() as space:
            file = space.folder / "state/ledger.db"
            size = file.stat().st_size
            with open(file, "r+b") as ledger:
                ledger.seek(size // 2)
                ledger.write(os.urandom(size // 2))
            self.assertIn("ledger.db", space.waymark("ledger check", expect=1))

    def test_not_a_ledger(self):
        with self.collected() as space:
            (space.folder / "state/ledger.db").write_text("figures, but not here\n" * 500)
            for leftover in space.folder.glob("state/ledger.db-*"):
                leftover.unlink()
            self.assertRegex(space.waymark("collect --now", expect=1), r"not a (ledger|Waymark ledger|database)")

    def test_a_second_writer_is_refused(self):
        with self.collected() as space:
            (space.folder / "inbox/b.csv").write_text(rows(2000, 50))
            first = subprocess.Popen([PROGRAM, "serve", "--config.file", str(space.config),
                                      "--web.listen-address", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
            try:
                self.assertIn("listening", first.stderr.readline())
                second = space.waymark("serve --web.listen-address 127.0.0.1:0", expect=1)
                self.assertIn(f"process {first.pid} already writes to this ledger", second)
            finally:
                first.kill()
                first.communicate()

    def test_backup_while_in_use_equals_the_original(self):
        with self.collected() as space:
            copy = space.folder / "copy.db"
            space.waymark("ledger backup", copy)
            before = space.waymark("explain", "calls", "--period", "1940-01-05")
            space.config.write_text(CONFIG.format(ledger="copy.db"))
            self.assertEqual(space.waymark("explain", "calls", "--period", "1940-01-05"), before)
            space.waymark("ledger check")
            space.config.write_text(CONFIG.format(ledger="state/ledger.db"))
            self.assertIn("copy.db", space.waymark("ledger backup", copy, expect=1))


@unittest.skipUnless(os.geteuid() == 0 and shutil.which("unshare"), "needs root for a file system of its own")
class FullDisk(unittest.TestCase):
    SCRIPT = """
        set -e
        mount -t tmpfs -o size=2m tmpfs "$1/state"
        "$0" collect --config.file "$1/waymark.toml" && exit 77
        rm "$1/state/ballast"
        "$0" collect --config.file "$1/waymark.toml"
        "$0" ledger check --config.file "$1/waymark.toml"
    """

    def test_disk_full_during_commit(self):
        with make_space() as space:
            (space.folder / "state").mkdir()
            (space.folder / "inbox/a.csv").write_text(rows(20000))
            script = self.SCRIPT.replace('"$0" collect', 'head -c 1700k /dev/zero > "$1/state/ballast"\n"$0" collect', 1)
            done = subprocess.run(["unshare", "-m", "bash", "-c", script, PROGRAM, str(space.folder)],
                                  capture_output=True, text=True, timeout=LIMIT)
            if "permission denied" in done.stderr.lower() or "not permitted" in done.stderr.lower():
                self.skipTest("may not mount here")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertRegex(done.stderr, r"(?i)disk|space")
            self.assertIn("a.csv: 20000 new", done.stdout)
            self.assertIn("sound", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
