#!/usr/bin/env python3
"""A real Prometheus scrapes the daemon and answers queries; promtool finds nothing to say."""

import json
import shutil
import socket
import subprocess
import sys
import unittest
import urllib.parse
import urllib.request

from support import LIMIT, Daemon, Workspace, until

SKIPPED = 77
SCRAPE = """
global: { scrape_interval: 1s }
scrape_configs:
  - job_name: waymark
    static_configs: [{ targets: ["127.0.0.1:%d"] }]
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Scraped(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.space = Workspace("demo")
        # 1: the example has rejected rows on purpose
        cls.space.waymark("collect --now", expect=1)
        cls.daemon = Daemon(cls.space.config)
        cls.port = free_port()
        configuration = cls.space.folder / "prometheus.yml"
        configuration.write_text(SCRAPE % cls.daemon.port)
        cls.prometheus = subprocess.Popen(
            ["prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={cls.space.folder}/tsdb",
             f"--web.listen-address=127.0.0.1:{cls.port}", "--log.level=error"], stdin=subprocess.DEVNULL)
        until(cls.is_up, "Prometheus has scraped")

    @classmethod
    def tearDownClass(cls):
        cls.prometheus.terminate()
        cls.prometheus.wait(LIMIT)
        cls.daemon.__exit__()
        cls.space.__exit__()

    @classmethod
    def is_up(cls):
        try:
            return cls.query("up") == [1.0]
        except OSError:
            return False

    @classmethod
    def query(cls, promql):
        address = f"http://127.0.0.1:{cls.port}/api/v1/query?query={urllib.parse.quote(promql)}"
        with urllib.request.urlopen(address, timeout=LIMIT) as answer:
            return [float(series["value"][1]) for series in json.load(answer)["data"]["result"]]

    def test_values_arrive_digit_by_digit(self):
        rossendale = 'kpi_value{authority="E07000125",indicator="%s"}'
        self.assertEqual(self.query(rossendale % "agency_spend_share"), [0.0829])
        self.assertEqual(self.query(rossendale % "consultant_spend_share"), [0.1])

    def test_each_commitment_has_exactly_one_status(self):
        per_commitment = "sum by (authority, commitment) (kpi_commitment_status)"
        statuses = self.query(per_commitment)
        self.assertGreater(len(statuses), 40)
        self.assertEqual(set(statuses), {1.0})

    def test_every_status_of_the_demo_is_countable(self):
        counted = self.query("sum by (kpi_commitment_status) (kpi_commitment_status)")
        self.assertEqual(len(counted), 9)

    def test_the_daemon_tells_of_itself(self):
        self.assertEqual(self.query("waymark_config_last_reload_successful"), [1.0])
        self.assertEqual(set(self.query("waymark_collector_up")), {1.0})
        self.assertGreater(self.query("waymark_ledger_observations")[0], 1000)
        self.assertGreater(self.query("process_resident_memory_bytes")[0], 1e6)

    def test_promtool_is_content(self):
        text = self.daemon.request("GET", "/metrics", {"Accept": "text/plain"})[2]
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, timeout=LIMIT)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))


if __name__ == "__main__":
    if not shutil.which("prometheus") or not shutil.which("promtool"):
        print("prometheus is not installed: skipped")
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1], verbosity=2)
