#!/usr/bin/env python3
"""kill -9 at 200 random moments of collecting: afterwards nothing is missing and nothing counts twice."""

import datetime
import random
import sqlite3
import subprocess
import sys
import unittest
from decimal import Decimal

from support import LIMIT, PROGRAM, Workspace, until

KILLS = 200
FIRST_DAY = datetime.date(1901, 1, 1).toordinal()
FILES = 8
SERIES = 40
MONTHS = [f"{year}-{month:02}" for year in range(2015, 2025) for month in range(1, 13)]

CONFIG = """
[ledger]
path = "state/ledger.db"
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
columns = { indicator = "indicator", period = "period", value = "value" }
[[collector]]
name = "spend"
type = "csv"
path = "spend"
files = "*.csv"
layout = "transactions"
columns = { date = "date", amount = "amount" }
sum = [{ indicator = "spend", measure = "sum" }]
"""


def indicator(name, unit):
    return (f'[[indicator]]\nid = "{name}"\ntitle = "{name}"\nunit = "{unit}"\npolarity = "neutral"\n'
            'frequency = "month"\naggregation = "flow"\n')


def lay_out(space, random_numbers):
    """Files and the figures that they hold: {(indicator, month): text}, pence spent by month."""
    space.config.write_text(CONFIG)
    plan = [indicator(f"series_{n}", "count") for n in range(SERIES)] + [indicator("spend", "gbp")]
    (space.folder / "plan.toml").write_text("\n".join(plan))
    figures, spend = {}, {}
    for folder in ("inbox", "spend"):
        (space.folder / folder).mkdir()
    for number in range(FILES):
        lines = ["indicator,period,value"]
        for month in MONTHS[number::FILES]:
            for series in range(SERIES):
                value = random_numbers.randrange(100000)
                figures[f"series_{series}", month] = value
                lines.append(f"series_{series},{month},{value}")
        (space.folder / f"inbox/{number}.csv").write_text("\n".join(lines) + "\n")
        lines = ["date,amount"]
        for _ in range(500):
            month, pence = random_numbers.choice(MONTHS), random_numbers.randrange(-5000, 100000)
            spend[month] = spend.get(month, 0) + pence
            lines.append(f"15/{month[5:]}/{month[:4]},{pence / 100:.2f}")
        (space.folder / f"spend/{number}.csv").write_text("\n".join(lines) + "\n")
    return figures, spend


# The current version of every figure: indicator, months since January 1900, mantissa, scale, versions.
HELD = """
  SELECT indicator, period & 0xFFFFFF, mantissa, form & 31, versions, max(run)
  FROM (SELECT *, count(*) OVER (PARTITION BY series, period) AS versions FROM observation)
  JOIN series ON series.id = series GROUP BY series, period
"""


class Kill(unittest.TestCase):
    def test_kill_at_random_moments(self):
        numbers = random.Random(20240716)
        self.longest = 0.12  # seconds until a kill; moves with the machine, so that most come before a run's end
        kills = 0
        rounds = 0
        while kills < KILLS:
            rounds += 1
            self.assertLess(rounds, KILLS, "collecting ends before it can be killed")
            with Workspace() as space:
                figures, spend = lay_out(space, numbers)
                kills += self.collect_with_kills(space, numbers)
                space.waymark("collect --now")
                space.waymark("ledger check")
                self.compare(space, figures, spend)
        print(f"{kills} kills in {rounds} rounds")

    def collect_with_kills(self, space, numbers):
        """Starts collecting again and again, each time killed at a random moment, until a run gets through."""
        kills = 0
        while kills < KILLS:
            process = subprocess.Popen([PROGRAM, "collect", "--now", "--config.file", str(space.config)],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(numbers.uniform(0.002, self.longest))
                self.assertEqual(process.returncode, 0)
                self.longest = max(self.longest * 0.8, 0.004)
                return kills
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(LIMIT)
                kills += 1
                self.longest *= 1.05
        return kills

    def test_kill_while_a_first_large_load_writes_in_place(self):
        numbers = random.Random(1)
        series, days = 75, 40_000
        with Workspace() as space:
            space.config.write_text(CONFIG)
            plan = [indicator(f"series_{n}", "count").replace("month", "day") for n in range(series)]
            (space.folder / "plan.toml").write_text("\n".join(plan + [indicator("spend", "gbp")]))
            for folder in ("inbox", "spend", "state"):
                (space.folder / folder).mkdir()
            with open(space.folder / "inbox/rows.csv", "w") as rows:
                rows.write("indicator,period,value\n")
                for day in range(days):
                    date = datetime.date.fromordinal(FIRST_DAY + day)
                    rows.write("".join(f"series_{n},{date},{day + n}\n" for n in range(series)))
            ledger = space.folder / "state/ledger.db"
            for _ in range(4):
                process = subprocess.Popen([PROGRAM, "collect", "--now", "--config.file", str(space.config)],
                                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                enough = numbers.randrange(1 << 20, 16 << 20)
                until(lambda: ledger.exists() and ledger.stat().st_size > enough, "pages are written in place")
                process.kill()
                process.wait(LIMIT)
                said = space.waymark("status", expect=1)
                self.assertIn("a load was cut off", said)
            space.waymark("collect --now")
            self.assertEqual(space.waymark("ledger check").count("problem"), 0)
            with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as held:
                self.assertEqual(held.execute("SELECT count(*), count(DISTINCT run) FROM observation").fetchone(),
                                 (series * days, 1))
                self.assertEqual(held.execute("PRAGMA journal_mode").fetchone(), ("wal",))

    def compare(self, space, figures, spend):
        for folder in ("inbox", "spend"):
            self.assertEqual(sorted(p.name for p in (space.folder / folder).glob("*.csv")), [])
            self.assertEqual(len(list((space.folder / folder / "done").glob("*.csv"))), FILES)
        held = {}
        with sqlite3.connect(f"file:{space.folder}/state/ledger.db?mode=ro", uri=True) as ledger:
            for name, ordinal, mantissa, scale, versions, _ in ledger.execute(HELD):
                month = f"{1900 + ordinal // 12}-{ordinal % 12 + 1:02}"
                held[name, month] = (Decimal(mantissa).scaleb(-scale), versions)
        for key, value in figures.items():
            self.assertEqual(held.pop(key), (value, 1), key)
        for month, pence in spend.items():
            self.assertEqual(held.pop(("spend", month))[0], Decimal(pence) / 100, month)
        self.assertEqual(held, {}, "figures that no file holds")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
