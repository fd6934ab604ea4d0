#!/usr/bin/env python3
"""What is exported is what the ledger says: read back from a real Prometheus and a real VictoriaMetrics."""

import csv
import io
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import unittest
import urllib.parse
import urllib.request

import history_data
from support import LIMIT, ROOT, Workspace, until

FIRST_YEAR = 2021


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(address, data=None):
    with urllib.request.urlopen(address, data=data, timeout=LIMIT) as answer:
        return answer.read().decode()


def documented(language):
    """The code blocks of docs/history.md in that language."""
    return re.findall(rf"^ *```{language}$(.*?)^ *```$", (ROOT / "docs/history.md").read_text(),
                      re.DOTALL | re.MULTILINE)


class Server:
    """A server of time series on a free port, ended by its own pid."""

    def __init__(self, *command, ready):
        self.port = free_port()
        self.process = subprocess.Popen([word.replace("PORT", str(self.port)) for word in command],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: self.answers(ready), f"{command[0]} answers")

    def answers(self, path):
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended with {self.process.returncode}")
        try:
            fetch(self.at(path))
            return True
        except OSError:
            return False

    def at(self, path, **parameters):
        return f"http://127.0.0.1:{self.port}{path}?{urllib.parse.urlencode(parameters)}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(LIMIT)


class History(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.space = Workspace()
        cls.space.config = history_data.write(cls.space.folder / "council", 6, 5, FIRST_YEAR, 24)
        cls.space.waymark("collect --now")
        history_data.revise(cls.space.folder / "council", FIRST_YEAR)
        cls.space.waymark("collect --now")
        cls.copy = cls.space.folder / "copy.db"
        cls.space.waymark(f"ledger backup {cls.copy}")
        cls.held = history_data.ledger(cls.copy)
        cls.text = cls.space.waymark("export openmetrics")
        cls.file = cls.space.folder / "history.om"
        cls.file.write_text(cls.text)

    @classmethod
    def tearDownClass(cls):
        cls.space.__exit__()

    def test_the_view_has_every_figure(self):
        self.assertEqual(len(self.held), 6 * 5 * 24)
        first = history_data.value(1, 1, 0, revised=True)
        self.assertEqual(self.held["i1", "s1", 1619827199], float(first))

    def test_as_of_a_day_before_there_is_nothing_to_export(self):
        said = self.space.waymark("export openmetrics --as-of 2020-01-01", expect=1)
        self.assertIn("no plan had been loaded by 2020-01-01", said)

    def test_a_year_at_a_time_is_the_whole(self):
        def samples(*options):
            text = self.space.waymark("export openmetrics", *options)
            return sorted(line for line in text.splitlines() if not line.startswith("#"))

        years = [samples("--until", "31/03/2022"), samples("--since", "2022-04-01")]
        self.assertTrue(all(years))
        self.assertEqual(sorted(years[0] + years[1]), samples())
        said = self.space.waymark("export openmetrics --since soon", expect=2)
        self.assertTrue(said.startswith('--since: "soon" is not a date'), said)

    def test_csv_has_the_rows_of_the_api(self):
        rows = list(csv.DictReader(io.StringIO(self.space.waymark("export csv c1 c2"))))
        self.assertEqual(len(rows), 2 * 24)
        self.assertEqual(rows[0]["value"], history_data.value(1, 1, 0, revised=True))
        self.assertEqual(rows[0]["revisions"], "1")
        self.assertEqual(rows[1]["period"], "May 2021")

    def test_a_full_disk_is_said(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([sys.argv[1], "export", "openmetrics", "--config.file", str(self.space.config)],
                                  stdout=full, stderr=subprocess.PIPE, text=True, timeout=LIMIT)
        self.assertEqual((done.returncode, done.stderr),
                         (1, "the export could not be written: No space left on device\n"))

    def test_the_documented_sql_runs(self):
        with sqlite3.connect(f"file:{self.copy}?mode=ro", uri=True) as database:
            (block,) = documented("sql")
            for query in block.split(";")[:-1]:
                database.execute(query).fetchall()
            counted = database.execute(query).fetchall()  # of each status, now
        self.assertEqual(sum(number for _, number in counted), 6)
        database.close()

    @unittest.skipUnless(shutil.which("prometheus") and shutil.which("promtool"), "prometheus is not installed")
    def test_prometheus_takes_it_in_and_gives_it_back(self):
        blocks = self.space.folder / "tsdb"
        subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", "-q", self.file, blocks], check=True,
                       timeout=LIMIT, stdout=subprocess.DEVNULL)
        (self.space.folder / "prometheus.yml").write_text("")
        with Server("prometheus", f"--config.file={self.space.folder}/prometheus.yml",
                    f"--storage.tsdb.path={blocks}", "--storage.tsdb.retention.time=100y",
                    "--web.listen-address=127.0.0.1:PORT", ready="/-/ready") as server:
            answer = fetch(server.at("/api/v1/query", query="kpi_period_value[20y]"))
            self.assertEqual(history_data.from_prometheus(answer), self.held)
            expected = history_data.from_prometheus(
                fetch(server.at("/api/v1/query", query="kpi_period_expected[20y]")))
            self.assertEqual(expected["i1", "s1", 1619827199], 10)  # the baseline
            for block in documented("promql"):
                for query in re.split(r"^#.*$", block, flags=re.MULTILINE)[1:]:
                    self.assertIn('"status":"success"', fetch(server.at("/api/v1/query", query=query)))
            # The idiom of docs/history.md: the monthly figure anywhere within the month that follows.
            last = fetch(server.at("/api/v1/query", time=1619827199 + 20 * 86400,
                                   query='last_over_time(kpi_period_value{indicator="i1",scope="s1"}[32d])'))
            self.assertIn(f'"{self.held["i1", "s1", 1619827199]:g}"', last)

    @unittest.skipUnless(shutil.which("victoria-metrics"), "victoria-metrics is not installed")
    def test_victoria_metrics_takes_it_in_and_gives_it_back(self):
        with Server("victoria-metrics", f"-storageDataPath={self.space.folder}/victoria",
                    "-httpListenAddr=127.0.0.1:PORT", "-retentionPeriod=100y", "-memory.allowedBytes=64MB",
                    ready="/health") as server:
            fetch(server.at("/api/v1/import/prometheus"), data=self.file.read_bytes())
            fetch(server.at("/internal/force_flush"))
            answer = fetch(server.at("/api/v1/export", **{"match[]": "kpi_period_value"}))
            self.assertEqual(history_data.from_victoria(answer), self.held)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
