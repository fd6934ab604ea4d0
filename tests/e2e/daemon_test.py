#!/usr/bin/env python3
"""The daemon on real figures, from start to SIGTERM."""

import gzip
import os
import re
import resource
import signal
import subprocess
import sys
import unittest

from support import LIMIT, PROGRAM, Daemon, Workspace, run, until


class Rossendale(unittest.TestCase):
    """One daemon with the real plan and figures."""

    @classmethod
    def setUpClass(cls):
        cls.space = Workspace("rossendale")
        cls.space.waymark("collect --now")
        cls.daemon = Daemon(cls.space.config)

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()
        cls.space.__exit__()

    def test_metrics_are_ratios_with_the_point_moved(self):
        text = self.daemon.get("/metrics")[1]
        self.assertRegex(text, r'kpi_value\{[^}]*indicator="agency_spend_share"[^}]*\} 0\.0829\n')
        self.assertRegex(text, r'kpi_value\{[^}]*indicator="consultant_spend_share"[^}]*\} 0\.1\n')
        self.assertRegex(text, r'kpi_value\{[^}]*indicator="fte"[^}]*\} 153\n')

    def test_both_formats_and_gzip_say_the_same_figures(self):
        accept = {"Accept": "application/openmetrics-text; version=1.0.0"}
        status, headers, plain = self.daemon.request("GET", "/metrics", accept)
        self.assertEqual(status, 200)
        self.assertEqual(headers["Content-Type"], "application/openmetrics-text; version=1.0.0; charset=utf-8")
        self.assertTrue(plain.endswith(b"# EOF\n"))
        _, headers, packed = self.daemon.request("GET", "/metrics", {**accept, "Accept-Encoding": "gzip"})
        self.assertEqual(headers["Content-Encoding"], "gzip")
        kpi = [line for line in plain.splitlines() if line.startswith(b"kpi_")]
        self.assertEqual([line for line in gzip.decompress(packed).splitlines() if line.startswith(b"kpi_")], kpi)

    def test_the_page_shows_figures_expectations_and_the_substitution(self):
        page = self.daemon.get("/a/E07000125/")[1]
        for text in ["8.29%", "8.26%", "10%", "12.77%", "18.29%", "Example target"]:
            self.assertIn(text.lower(), page.lower())

    def test_every_internal_link_leads_somewhere(self):
        seen, waiting = set(), ["/"]
        while waiting and len(seen) < 200:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            status, body = self.daemon.get(path)
            self.assertEqual(status, 200, path)
            if body.lstrip().startswith("<!DOCTYPE html>"):
                waiting += [link.replace("&amp;", "&").split("#")[0]
                            for link in re.findall(r'href="(/[^"]*)"', body)]
        self.assertGreater(len(seen), 10)

    def test_health_and_lifecycle(self):
        self.assertEqual(self.daemon.get("/-/healthy")[0], 200)
        self.assertEqual(self.daemon.request("POST", "/-/reload")[0], 403)

    def test_a_day_before_anything_was_known_says_so(self):
        status, body = self.daemon.get("/a/E07000125/?as_of=2001-01-01")
        self.assertIn(status, (200, 404))
        self.assertNotIn("8.29%", body)

    def test_a_second_daemon_is_refused_and_told_why(self):
        output = run("serve", "--config.file", self.space.config, "--web.listen-address", "127.0.0.1:0", expect=1)
        self.assertIn(str(self.daemon.process.pid), output)
        self.assertIn("ledger.db", output)


class Lifecycle(unittest.TestCase):
    def test_stops_cleanly_on_sigterm_and_sigint(self):
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            with Workspace("rossendale") as space, Daemon(space.config) as daemon:
                self.assertEqual(daemon.stop(signal_number), 0, daemon.output())
                self.assertIn("stopped", daemon.output())
                space.waymark("ledger check")

    def test_too_few_open_files_are_said_at_the_start(self):
        with Workspace("rossendale") as space:
            done = subprocess.run(["bash", "-c", 'ulimit -n 16; exec "$@"', "bash", PROGRAM, "serve", "--config.file",
                                   space.config], capture_output=True, text=True, timeout=LIMIT)
            self.assertEqual(done.returncode, 1, done)
            self.assertIn("this process may have 16 files open at a time, and needs 128 at least", done.stderr)
            self.assertIn("LimitNOFILE=8192", done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertFalse((space.config.parent / "state").exists())

    def test_it_works_with_as_many_files_as_it_asks_for(self):
        with Workspace("rossendale") as space, Daemon(space.config) as daemon:
            _, highest = resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE)
            resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE, (128, highest))
            until(lambda: "8.29%" in daemon.get("/a/E07000125/")[1], "the figures")
            self.assertLess(len(os.listdir(f"/proc/{daemon.process.pid}/fd")), 64)

    def test_it_collects_by_itself_and_a_corrected_file_is_a_revision(self):
        with Workspace("rossendale") as space, Daemon(space.config) as daemon:
            value = 'kpi_value{authority="E07000125",indicator="agency_spend_share",scope="",unit="ratio"}'
            until(lambda: daemon.metric(value) == 0.0829, "the figures of the example")
            inbox = space.config.parent / "inbox"
            original = next(file for file in inbox.glob("*.csv") if "8.29" in file.read_text())
            draft = inbox / ".draft"
            draft.write_text(original.read_text().replace("8.29", "8.31"))
            os.rename(draft, original)
            until(lambda: daemon.metric(value) == 0.0831, "the corrected figure")
            revisions = 'kpi_revisions_total{authority="E07000125",indicator="agency_spend_share",scope=""}'
            self.assertEqual(daemon.metric(revisions), 1)
            explained = space.waymark("explain", "agency_spend_share", "--period", "2023/24")
            self.assertLess(explained.index("8.31%"), explained.index("8.29%"))

    def test_a_bad_plan_never_replaces_a_good_one(self):
        with Workspace("rossendale") as space, Daemon(space.config, "--web.enable-lifecycle") as daemon:
            until(lambda: "8.29%" in daemon.get("/a/E07000125/")[1], "the figures on the page")
            good = "waymark_config_last_reload_successful"
            self.assertEqual(daemon.metric(good), 1)
            plan = space.config.parent / "plan.toml"
            text = plan.read_text()
            plan.write_text(text.replace('unit = "percent"', 'unit = "percnt"', 1))
            status, _, body = daemon.request("POST", "/-/reload")
            self.assertTrue(400 <= status < 500, status)
            self.assertIn('did you mean "percent"?', body.decode())
            self.assertEqual(daemon.metric(good), 0)
            self.assertIn("8.29%", daemon.get("/a/E07000125/")[1])
            plan.write_text(text)
            self.assertEqual(daemon.request("POST", "/-/reload")[0], 200)
            self.assertEqual(daemon.metric(good), 1)

    def test_sighup_takes_the_same_way(self):
        with Workspace("rossendale") as space, Daemon(space.config) as daemon:
            plan = space.config.parent / "plan.toml"
            plan.write_text(plan.read_text().replace('title = "', 'title = "Renamed ', 1))
            daemon.process.send_signal(signal.SIGHUP)
            until(lambda: "configuration reloaded" in daemon.output(), "the reload")
            plan.write_text("[[")
            daemon.process.send_signal(signal.SIGHUP)
            until(lambda: "configuration refused" in daemon.output(), "the refusal")
            self.assertEqual(daemon.get("/-/healthy")[0], 200)

    def test_an_indicator_removed_from_the_plan_keeps_its_figures(self):
        with Workspace("rossendale") as space:
            space.waymark("collect --now")
            before = space.waymark("explain", "fte", "--period", "2023/24")
            plan, config = space.config.parent / "plan.toml", space.config.read_text()
            whole = plan.read_text()
            plan.write_text("\n\n".join(b for b in re.split(r"\n\n(?=\[\[)", whole) if '"fte' not in b))
            space.config.write_text("\n\n".join(
                b for b in re.split(r"\n\n(?=\[\[)", config) if not (b.startswith("[[collector]]") and "fte" in b)))
            space.waymark("check")
            self.assertIn("no indicator", space.waymark("explain", "fte", "--period", "2023/24", expect=2))
            space.waymark("ledger check")
            plan.write_text(whole)
            space.config.write_text(config)
            self.assertEqual(space.waymark("explain", "fte", "--period", "2023/24"), before)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
