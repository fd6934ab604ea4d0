#!/usr/bin/env python3
"""Sources that hang keep nothing waiting: files are read, figures published, commands answered, and the daemon stops."""

import socket
import sqlite3
import subprocess
import sys
import threading
import time
import unittest

from support import HEAD, LIMIT, PROGRAM, ROOT, Daemon, Workspace, until

CONFIG = HEAD + """[[source]]
name = "locked"
driver = "sqlite"
path = "locked.db"
[[source]]
name = "silent"
driver = "postgresql"
host = "127.0.0.1"
port = PORT
database = "finance"
user = "waymark"
tls = "disable"
[[collector]]
name = "files"
type = "csv"
path = "inbox"
layout = "long"
settle = "0s"
interval = "200ms"
[collector.columns]
indicator = "Indicator"
period = "Period"
value = "Value"
"""
DATABASE = """[[collector]]
name = "{name}"
type = "database"
source = "{source}"
query = "SELECT indicator, period, value FROM figures"
layout = "long"
interval = "1s"
timeout = "{timeout}"
[collector.columns]
indicator = "indicator"
period = "period"
value = "value"
"""
VALUE = 'kpi_value{authority="E10999999",indicator="agency_spend_share",scope="",unit="ratio"}'


class Hanging(unittest.TestCase):
    def setUp(self):
        self.space = Workspace()
        self.addCleanup(self.space.__exit__)
        folder = self.space.folder
        (folder / "plan.toml").write_text((ROOT / "cmake/debian/plan.toml").read_text())
        (folder / "inbox").mkdir()
        self.database = sqlite3.connect(folder / "locked.db", isolation_level=None)
        self.addCleanup(self.database.close)
        self.database.execute("CREATE TABLE figures (indicator, period, value)")
        self.database.execute("BEGIN EXCLUSIVE")
        self.server = socket.create_server(("127.0.0.1", 0))  # takes connections and says nothing
        self.addCleanup(self.server.close)

    def start(self, timeout):
        collectors = "".join(DATABASE.format(name=name, source=source, timeout=timeout) for name, source in (
            ("finance", "locked"), ("people", "locked"), ("housing", "silent"), ("waste", "silent")))
        config = CONFIG.replace("PORT", str(self.server.getsockname()[1]))
        # Those that hang come first, in the file as in everything that goes through it in order.
        head, files = config.split("[[collector]]")
        self.space.config.write_text(head + collectors + "[[collector]]" + files)
        daemon = Daemon(self.space.config, "--web.enable-lifecycle")
        self.addCleanup(daemon.__exit__)
        until(lambda: self.running(daemon) == {"finance", "people", "housing", "waste"}, "all of them hang")
        return daemon

    @staticmethod
    def running(daemon):
        return {c["name"] for c in daemon.json("/api/v1/collectors")["collectors"] if c["running"]} - {"files"}

    def drop(self, name, value):
        (self.space.folder / "inbox" / name).write_text(f"Indicator,Period,Value\nagency_spend_share,2025/26 Q4,{value}\n")

    def test_figures_of_files_are_on_the_page_within_five_seconds(self):
        daemon = self.start("10m")
        dropped = time.monotonic()
        self.drop("a.csv", "8.53")
        until(lambda: daemon.metric(VALUE) == 0.0853 and "8.53" in daemon.get("/a/E10999999/")[1], "the figure")
        self.assertLess(time.monotonic() - dropped, 5)

        self.drop("b.csv", "8.54")
        done = subprocess.run([PROGRAM, "collect", "files", "--config.file", self.space.config], capture_output=True,
                              text=True, timeout=5)
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(daemon.request("POST", "/-/reload")[0], 200)
        self.assertEqual(len(self.running(daemon)), 4, "and they hang still")

        began = time.monotonic()
        self.assertEqual(daemon.stop(), 0)
        self.assertLess(time.monotonic() - began, 5)

    def test_they_are_cancelled_at_their_timeout_and_work_when_the_source_does(self):
        daemon = self.start("2s")
        until(lambda: self.running(daemon) == set(), "the timeout")
        self.database.execute("INSERT INTO figures VALUES ('agency_spend_share', '2025/26 Q4', '8.6')")
        self.database.execute("COMMIT")
        self.assertEqual(daemon.request("POST", "/-/reload")[0], 200)  # they try again at once
        until(lambda: daemon.metric(VALUE) == 0.086, "the figure")

    def test_a_collector_that_is_asked_beside_one_that_hangs_for_long(self):
        daemon = self.start("3s")
        done = []

        def collect():
            done.append(subprocess.run([PROGRAM, "collect", "finance", "--json", "--config.file", self.space.config],
                                       capture_output=True, text=True, timeout=LIMIT))

        thread = threading.Thread(target=collect)
        thread.start()
        thread.join()
        self.assertEqual(done[0].returncode, 1, "its own run, after the one under way, timed out too")
        self.assertIn("timeout", done[0].stdout)
        self.assertEqual(daemon.get("/-/healthy")[0], 200)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
