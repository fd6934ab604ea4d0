#!/usr/bin/env python3
"""A backup put into an empty place answers as the original did."""

import datetime
import os
import re
import shutil
import sys
import unittest

from support import Daemon, Workspace, until


def as_of_pages(daemon, day):
    """Every page of the council as of that day, by address. For the last day there is, links need not name it."""
    pages, waiting = {}, [f"/a/E07000125/?as_of={day}"]
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        pages[path] = daemon.get(path)
        waiting += [link.replace("&amp;", "&").split("#")[0]
                    for link in re.findall(r'href="(/a/[^"]*)"', pages[path][1])]
    return pages


class Restore(unittest.TestCase):
    def test_an_empty_machine_with_a_backup_shows_the_same_pages(self):
        today = datetime.date.today().isoformat()
        with Workspace("rossendale") as old, Workspace("rossendale") as new:
            old.waymark("collect --now")
            inbox = old.config.parent / "inbox"
            original = next(file for file in inbox.glob("*.csv") if "8.29" in file.read_text())
            draft = inbox / ".draft"
            draft.write_text(original.read_text().replace("8.29", "8.31"))
            os.rename(draft, original)
            old.waymark("collect --now")  # a revision, so that there is something earlier to tell

            backup = old.folder / "backup.db"
            with Daemon(old.config) as daemon:
                old.waymark("ledger backup", backup)
                before = as_of_pages(daemon, today)
                yesterday = daemon.get("/a/E07000125/?as_of=2020-01-01")
            explained = old.waymark("explain", "agency_spend_share", "--period", "2023/24")
            status = old.waymark("status", "--json", "--as-of", today)

            # Nothing is there but the configuration: no ledger, no files.
            shutil.rmtree(new.config.parent / "inbox")
            (new.config.parent / "inbox").mkdir()
            shutil.rmtree(new.config.parent / "state", ignore_errors=True)
            (new.config.parent / "state").mkdir()
            shutil.copy(backup, new.config.parent / "state/ledger.db")
            new.waymark("ledger check")
            with Daemon(new.config) as daemon:
                until(lambda: all(c["ran"] for c in daemon.json("/api/v1/collectors")["collectors"]), "a run of each")
                self.assertEqual(as_of_pages(daemon, today), before)
                self.assertEqual(daemon.get("/a/E07000125/?as_of=2020-01-01"), yesterday)
            self.assertEqual(new.waymark("explain", "agency_spend_share", "--period", "2023/24"), explained)
            self.assertEqual(new.waymark("status", "--json", "--as-of", today), status)
            self.assertGreater(len(before), 5)
            self.assertTrue(any("8.31%" in body for _, body in before.values()))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
