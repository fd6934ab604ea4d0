#!/usr/bin/env python3
"""Reloading: what is unchanged goes on, what changed starts anew, what is wrong changes nothing."""

import shutil
import signal
import sys
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from support import HEAD, ROOT, Daemon, Workspace, run, until

PLAN = (ROOT / "cmake/debian/plan.toml").read_text()
CSV = "Indicator,Period,Value\nagency_spend_share,2025/26 Q4,{}\n"


def collector(name, *settings):
    return "\n".join(["[[collector]]", f'name = "{name}"', 'type = "csv"', f'path = "{name}"', 'layout = "long"',
                      'settle = "0s"', *settings, "[collector.columns]", 'indicator = "Indicator"',
                      'period = "Period"', 'value = "Value"', ""])


class Reload(unittest.TestCase):
    def setUp(self):
        self.space = Workspace()
        self.addCleanup(self.space.__exit__)
        (self.space.folder / "plan.toml").write_text(PLAN)
        for name in ("first", "second", "third"):
            (self.space.folder / name).mkdir()

    def write(self, *collectors):
        self.space.config.write_text(HEAD + "\n".join(collectors))

    def daemon(self):
        daemon = Daemon(self.space.config, "--web.enable-lifecycle")
        self.addCleanup(daemon.__exit__)
        return daemon

    @staticmethod
    def reload(daemon, expect=200):
        status, _, body = daemon.request("POST", "/-/reload")
        assert status == expect, (status, body)
        return body.decode()

    @staticmethod
    def runs(daemon, name):
        return daemon.metric(f'waymark_collector_runs_total{{collector="{name}"}}')

    @staticmethod
    def state(daemon, name):
        return next(c for c in daemon.json("/api/v1/collectors")["collectors"] if c["name"] == name)

    def test_unchanged_collectors_are_left_alone(self):
        hourly = 'interval = "1h"'
        self.write(collector("first", hourly), collector("second", hourly), collector("third", hourly))
        daemon = self.daemon()
        until(lambda: all(self.runs(daemon, name) == 1 for name in ("first", "second", "third")), "a run of each")
        before = self.state(daemon, "first")

        self.write("# moved down", collector("second", hourly, 'files = "*.txt"'), collector("first", hourly))
        self.reload(daemon)
        until(lambda: self.runs(daemon, "second") == 2, "the changed one runs anew")
        self.assertEqual(self.state(daemon, "first"), before)
        self.assertEqual(self.runs(daemon, "first"), 1)
        self.assertIsNone(self.runs(daemon, "third"), "the series of a removed collector end")
        self.assertNotIn("third", daemon.get("/collectors")[1])

    def test_a_changed_plan_starts_its_collectors_anew(self):
        self.write(collector("first", 'interval = "1h"'))
        daemon = self.daemon()
        until(lambda: self.runs(daemon, "first") == 1, "a run")
        (self.space.folder / "plan.toml").write_text(PLAN.replace('title = "Workforce"', 'title = "People"'))
        self.reload(daemon)
        until(lambda: self.runs(daemon, "first") == 2, "another run")
        self.assertIn("People", daemon.get("/a/E10999999/")[1])

    def test_a_refused_configuration_shows_and_changes_nothing(self):
        self.write(collector("first", 'interval = "100ms"'))
        daemon = self.daemon()
        self.write(collector("first", 'cron = "61 6 * * *"'), collector("second", 'cron = "0 6 * * *"',
                                                                       'time_zone = "Europe/Lodnon"'))
        said = self.reload(daemon, expect=422)
        self.assertIn('"cron": minute "61" is not from 0 to 59', said)
        self.assertIn('"Europe/Lodnon" is not in the system\'s time zone database', said)
        self.assertIn("waymark.toml:", said)
        self.assertEqual(daemon.metric("waymark_config_last_reload_successful"), 0)
        page = daemon.get("/collectors")[1]
        self.assertIn("Configuration refused", page)
        self.assertIn("is not from 0 to 59", page)
        (self.space.folder / "first" / "a.csv").write_text(CSV.format("8.5"))
        value = 'kpi_value{authority="E10999999",indicator="agency_spend_share",scope="",unit="ratio"}'
        until(lambda: daemon.metric(value) == 0.085, "the collector of the last good configuration goes on")

    def test_schedules_and_next_runs_are_shown(self):
        self.write(collector("first", 'cron = "30 6 * * mon-fri"'), collector("second", 'interval = "90s"'))
        daemon = self.daemon()
        until(lambda: self.runs(daemon, "second") == 1, "a run")
        page = daemon.get("/collectors")[1]
        self.assertIn("at 30 6 * * mon-fri (Europe/London)", page)
        self.assertIn("every 90s", page)
        self.assertEqual(page.count("<dt>Next run</dt>"), 2)
        first = self.state(daemon, "first")
        self.assertRegex(first["next_run"], r"T0[56]:30:00Z$")
        self.assertFalse(first["ran"], "cron text says when, not the start")
        self.assertRegex(daemon.output(), r'scheduled collector=first when="at 30 6 \* \* mon-fri \(Europe/London\)" '
                                          r"next=\d{4}-\d\d-\d\dT0[56]:30:00Z")
        due = 'waymark_collector_next_run_timestamp_seconds{collector="first"}'
        self.assertEqual(daemon.metric(due) % 1800, 0)

    def test_many_signals_make_few_reloads_and_the_last_one_counts(self):
        self.write(collector("first", 'interval = "1h"'))
        daemon = self.daemon()
        until(lambda: self.runs(daemon, "first") == 1, "a run")
        for number in range(500):
            if number == 499:
                self.write(collector("first", 'interval = "1h"'), collector("second", 'interval = "1h"'))
            daemon.process.send_signal(signal.SIGHUP)
        until(lambda: self.runs(daemon, "second") == 1, "what was written before the last signal")
        time.sleep(0.5)
        self.assertLess(daemon.output().count("configuration reloaded"), 100)
        self.assertEqual(self.runs(daemon, "first"), 1)

    def test_each_request_has_the_answer_of_a_reload_that_began_after_it(self):
        self.write(collector("first", 'interval = "1h"'))
        daemon = self.daemon()
        with ThreadPoolExecutor(20) as requests:
            for _ in range(5):
                self.write(collector("first", 'interval = "1h"'))
                good = [requests.submit(daemon.request, "POST", "/-/reload") for _ in range(10)]
                self.assertEqual({answer.result()[0] for answer in good}, {200})
                self.write("[[")
                bad = [requests.submit(daemon.request, "POST", "/-/reload") for _ in range(10)]
                self.assertEqual({answer.result()[0] for answer in bad}, {422})

    def test_settings_that_need_a_restart_are_named_and_nothing_changes(self):
        listen = '[http]\nlisten = ["127.0.0.1:0"]\n'
        self.write(listen, collector("first", 'interval = "1h"'))
        daemon = Daemon(self.space.config, "--web.enable-lifecycle", listens=True)
        self.addCleanup(daemon.__exit__)
        self.write(listen.replace("127.0.0.1:0", "127.0.0.1:1"), collector("second", 'interval = "1h"'))
        self.space.config.write_text(self.space.config.read_text().replace("state/ledger.db", "state/other.db"))
        said = "[ledger] path and [http] listen changed: they are taken when the daemon starts; restart it"
        self.assertIn(said, self.reload(daemon, expect=422))
        self.assertIn(said, daemon.output())
        self.assertEqual(daemon.metric("waymark_config_last_reload_successful"), 0)
        self.assertIn(said, daemon.get("/collectors")[1])
        self.assertNotIn("second", daemon.get("/collectors")[1])

        self.write(listen, collector("second", 'interval = "1h"'))
        self.reload(daemon)
        self.assertEqual(daemon.metric("waymark_config_last_reload_successful"), 1)

    def test_an_address_that_is_not_used_may_change(self):
        self.write('[http]\nlisten = ["127.0.0.1:1"]\n', collector("first", 'interval = "1h"'))
        daemon = self.daemon()  # on the command line's address
        self.write('[http]\nlisten = ["127.0.0.1:2"]\n', collector("first", 'interval = "1h"'))
        self.reload(daemon)

    def test_the_lifecycle_can_be_allowed_and_forbidden(self):
        self.write(collector("first", 'interval = "1h"'))
        daemon = Daemon(self.space.config)
        self.addCleanup(daemon.__exit__)
        self.reload(daemon, expect=403)
        self.write("[http]\nenable_lifecycle = true\n", collector("first", 'interval = "1h"'))
        daemon.process.send_signal(signal.SIGHUP)
        until(lambda: daemon.request("POST", "/-/reload")[0] == 200, "it is allowed")
        self.write(collector("first", 'interval = "1h"'))
        self.reload(daemon)
        self.reload(daemon, expect=403)

    def test_an_inbox_that_is_removed_and_made_again_is_watched_again(self):
        self.write(collector("first", 'interval = "1h"'))
        daemon = self.daemon()
        value = 'kpi_value{authority="E10999999",indicator="agency_spend_share",scope="",unit="ratio"}'
        until(lambda: self.runs(daemon, "first") == 1, "a run")
        shutil.rmtree(self.space.folder / "first")
        (self.space.folder / "first").mkdir()
        until(lambda: self.runs(daemon, "first") == 2, "the run that finds it again")
        (self.space.folder / "first" / "a.csv").write_text(CSV.format("8.5"))
        until(lambda: daemon.metric(value) == 0.085, "the figure, long before the interval is over")

    def test_check_knows_the_zones_of_this_machine(self):
        self.write(collector("first", 'cron = "0 6 * * *"', 'time_zone = "Europe/Lodnon"'))
        self.assertIn("Europe/Lodnon", run("check", "--config.file", self.space.config, expect=1))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
