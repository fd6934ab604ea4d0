#!/usr/bin/env python3
"""Log lines: one an event, with priorities in the journal, quiet when all is well."""

import json
import os
import re
import sys
import tempfile
import unittest

import support
from support import Daemon, Workspace, run, until


class JournalDaemon(Daemon):
    """Its stderr is the journal, as far as it can tell."""

    def __init__(self, config, *arguments):
        original = tempfile.TemporaryFile
        log = original("w+")
        status = os.fstat(log.fileno())
        environment = dict(os.environ, JOURNAL_STREAM=f"{status.st_dev}:{status.st_ino}")
        support.tempfile.TemporaryFile = lambda *_: log
        try:
            super().__init__(config, *arguments, environment=environment)
        finally:
            support.tempfile.TemporaryFile = original


class Lines(unittest.TestCase):
    def test_text_says_collector_run_and_counts(self):
        with Workspace("rossendale") as space, Daemon(space.config) as daemon:
            line = until(lambda: re.search(r".* info recorded .*", daemon.output()), "a recorded file").group(0)
            self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info recorded collector=\S+ run=[1-9]\d* input=\S+ "
                                   r"read=\d+ accepted=\d+ revised=\d+ unchanged=\d+ missing=\d+ rejected=\d+$")
            self.assertRegex(daemon.output(), r"info scheduled collector=\S+ when=\"every \w+\" next=\S+\n")

    def test_json_is_an_object_a_line(self):
        with Workspace("rossendale") as space, Daemon(space.config, "--log.format", "json") as daemon:
            until(lambda: '"recorded"' in daemon.output(), "a recorded file")
            daemon.stop()
            events = [json.loads(line) for line in daemon.output().splitlines()]
            recorded = next(event for event in events if event["event"] == "recorded")
            self.assertEqual(recorded["level"], "info")
            self.assertGreater(int(recorded["accepted"]), 0)
            self.assertGreater(int(recorded["run"]), 0)

    def test_when_nothing_changed_nothing_is_said(self):
        with Workspace("rossendale") as space:
            space.waymark("collect --now")
            with Daemon(space.config, "--log.level", "info") as daemon:
                collectors = daemon.json("/api/v1/collectors")["collectors"]
                until(lambda: all(c["ran"] for c in daemon.json("/api/v1/collectors")["collectors"]), "a run of each")
                daemon.stop()
                events = [line.split(" ")[2] for line in daemon.output().splitlines()]
                self.assertEqual(sorted(events), sorted(["listening", "stopping", "stopped"]
                                                        + ["scheduled"] * len(collectors)))

    def test_what_stays_wrong_is_said_once(self):
        with Workspace("rossendale") as space:
            text = space.config.read_text()
            text = re.sub(r'(?m)^path = "inbox.*$', 'path = "gone"\ninterval = "100ms"', text)
            space.config.write_text(text)
            with Daemon(space.config) as daemon:
                until(lambda: all((daemon.metric(f'waymark_collector_runs_total{{collector="{c["name"]}"}}') or 0) >= 3
                                  for c in daemon.json("/api/v1/collectors")["collectors"]), "three runs of each")
                for collector in daemon.json("/api/v1/collectors")["collectors"]:
                    said = re.findall(f'error "collector failed" collector={collector["name"]} ', daemon.output())
                    said += re.findall(f'error collector failed collector={collector["name"]} ', daemon.output())
                    self.assertEqual(len(said), 1, daemon.output())


class Journal(unittest.TestCase):
    def test_priorities_stand_before_lines_without_time(self):
        with Workspace("rossendale") as space, JournalDaemon(space.config) as daemon:
            until(lambda: "<6>recorded collector=" in daemon.output(), "a recorded file")
            space.config.write_text("[[")
            daemon.process.send_signal(1)
            until(lambda: "<3>configuration refused" in daemon.output(), "the refusal")
            for line in daemon.output().splitlines():
                self.assertRegex(line, r"^<[346]>[a-z]")

    def test_json_too(self):
        with Workspace("rossendale") as space, JournalDaemon(space.config, "--log.format", "json") as daemon:
            until(lambda: "recorded" in daemon.output(), "a recorded file")
            for line in daemon.output().splitlines():
                self.assertRegex(line, r'^<[346]>\{"time":')

    def test_another_stream_than_the_journal_gets_none(self):
        with Workspace() as space:
            space.config.write_text("[[")
            said = run("serve", "--config.file", space.config, expect=1, env=dict(os.environ, JOURNAL_STREAM="1:2"))
            self.assertTrue(said.startswith("waymark.toml:1"), said)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
