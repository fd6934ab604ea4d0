"""A council of any size, written for the tests and benchmarks of history: indicators x services x months."""

import json
import sqlite3
from decimal import Decimal
from pathlib import Path

AUTHORITY = "E10999998"  # no council's

HEAD = """
[ledger]
path = "state/ledger.db"

[[authority]]
code = "%s"
name = "Testshire"
plans = ["plan.toml"]

[[collector]]
name = "figures"
type = "csv"
path = "inbox"
files = "*.csv"
after = "leave"
layout = "long"
max_bad_rows = 0

[collector.columns]
indicator = "Indicator"
scope = "Service"
period = "Month"
value = "Value"
numerator = "Part"
denominator = "Whole"
"""
INDICATOR = """
[[indicator]]
id = "i%d"
title = "Measure %d"
unit = "%s"
polarity = "%s"
frequency = "month"
aggregation = "%s"
decimals = 2
due_after = "30 days"
scopes = [%s]
"""
COMMITMENT = """
[[commitment]]
id = "c%d"
title = "Promise %d"
indicator = "i%d"
scope = "s1"
theme = "place"
plans = ["council"]
owner = "Head of Place"
baseline = { period = "%s", value = 10 }
target = { period = "2040-03", value = 5 }
tolerance = { absolute = 1 }
"""
PLAN = """
[[plan]]
id = "council"
title = "Council plan"

[[theme]]
id = "place"
title = "Place"
"""
UNITS = [("percent", "lower", "ratio"), ("gbp", "lower", "flow"), ("fte", "neutral", "stock")]


def months(first_year, count):
    return [(first_year + (3 + i) // 12, (3 + i) % 12 + 1) for i in range(count)]


def value(indicator, scope, month, revised=False):
    """Different for each figure, with two digits after the point."""
    pence = (indicator * 7919 + scope * 104729 + month * 1299709) % 999983 + (1 if revised else 0)
    return f"{pence // 100}.{pence % 100:02d}"


def write(folder, indicators, scopes, first_year, count):
    """waymark.toml, plan.toml and one file of figures; ratios are given by their parts."""
    folder = Path(folder)
    (folder / "inbox").mkdir(parents=True)
    (folder / "waymark.toml").write_text(HEAD % AUTHORITY)
    paths = ", ".join(f'"s{s}"' for s in range(1, scopes + 1))
    with (folder / "plan.toml").open("w") as plan:
        plan.write(PLAN)
        for s in range(1, scopes + 1):
            plan.write(f'\n[[scope]]\npath = "s{s}"\ntitle = "Service {s}"\n')
        for i in range(1, indicators + 1):
            plan.write(INDICATOR % (i, i, *UNITS[i % 3], paths))
            plan.write(COMMITMENT % (i, i, i, f"{first_year}-04"))
    with (folder / "inbox/figures.csv").open("w") as figures:
        figures.write("Indicator,Service,Month,Value,Part,Whole\n")
        for number, (year, month) in enumerate(months(first_year, count)):
            for i in range(1, indicators + 1):
                for s in range(1, scopes + 1):
                    figure = value(i, s, number)
                    parts = f",{figure},1234.5" if i % 3 == 0 else f"{figure},,"
                    figures.write(f"i{i},s{s},{year}-{month:02d},{parts}\n")
    return folder / "waymark.toml"


def revise(folder, first_year):
    """The first month of i1 at s1 says something else now."""
    (Path(folder) / "inbox/revised.csv").write_text(
        f"Indicator,Service,Month,Value,Part,Whole\ni1,s1,{first_year}-04,{value(1, 1, 0, revised=True)},,\n")


def ledger(copy, condition="1"):
    """What a copy of the ledger says through its view: {(indicator, scope, epoch): value as the metrics have it}."""
    shift = {"percent": -2}
    database = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    rows = database.execute(
        f"SELECT indicator, scope, period_end_epoch, value, unit FROM v_observation_current WHERE {condition}")
    found = {(i, s, at): float(Decimal(v).scaleb(shift.get(unit, 0))) for i, s, at, v, unit in rows}
    database.close()
    return found


def from_prometheus(text):
    """The same of a range selector's answer."""
    found = {}
    for series in json.loads(text)["data"]["result"]:
        labels = series["metric"]
        for at, number in series["values"]:
            found[labels["indicator"], labels["scope"], int(at)] = float(number)
    return found


def from_victoria(text):
    """The same of /api/v1/export: a line a series, milliseconds."""
    found = {}
    for line in text.splitlines():
        series = json.loads(line)
        labels = series["metric"]
        for at, number in zip(series["timestamps"], series["values"]):
            found[labels["indicator"], labels["scope"], at // 1000] = number
    return found
