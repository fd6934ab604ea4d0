#!/usr/bin/env python3
"""Of an earlier day there may be no plan, or one that this program cannot read: two answers, not one."""

import datetime
import sqlite3
import sys
import unittest

from support import Daemon, Workspace

DAY = 86400


class EarlierPlan(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.space = Workspace("rossendale")
        cls.space.waymark("collect --now", expect=None)
        file = cls.space.config.parent / "state/ledger.db"
        database = sqlite3.connect(file)
        # As a program of years ago may have left it: loaded five days ago, in words that are no longer understood.
        for trigger in ("plan_version_stands", "plan_source_stands"):
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE plan_version SET loaded = loaded - ?", [5 * DAY])
        database.execute("UPDATE plan_source SET content = 'plan = ['")
        database.commit()
        database.close()
        today = datetime.date.today()
        cls.lately, cls.long_ago = today - datetime.timedelta(2), today - datetime.timedelta(30)

    @classmethod
    def tearDownClass(cls):
        cls.space.__exit__()

    def test_the_command_says_which(self):
        said = self.space.waymark(f"status --as-of {self.long_ago}", expect=1)
        self.assertIn(f"no plan had been loaded by {self.long_ago}", said)
        said = self.space.waymark(f"status --as-of {self.lately}", expect=1)
        self.assertIn(f"the plan as it stood on {self.lately} is kept, but this version cannot read it", said)
        self.assertNotIn("no plan had been loaded", said)

    def test_so_do_page_and_api(self):
        with Daemon(self.space.config) as daemon:
            for path in ("/", "/api/v1/scoreboard"):
                status, text = daemon.get(f"{path}?as_of={self.long_ago}")
                self.assertEqual(status, 404, text)
                self.assertIn("no plan had been loaded yet", text)
                status, text = daemon.get(f"{path}?as_of={self.lately}")
                self.assertEqual(status, 500, text)
                self.assertIn("this version of Waymark cannot read it", text)
            self.assertIn("an earlier plan can no longer be read", daemon.output())
            self.assertEqual(daemon.get("/")[0], 200)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
