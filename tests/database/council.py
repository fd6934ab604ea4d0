"""A small council whose figures come from a database, for tests that have a server."""

import json
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path

from servers import LIMIT, PROGRAM

PLAN = "\n".join(
    f"""[[indicator]]
id = "{name}"
title = "{name}"
unit = "{unit}"
polarity = "neutral"
frequency = "{frequency}"
aggregation = "{aggregation}"
"""
    for name, unit, frequency, aggregation in (("spend", "gbp", "month", "flow"), ("fte", "fte", "month", "stock"),
                                               ("calls", "count", "day", "flow"), ("share", "percent", "month", "ratio")))
COLUMNS = '[collector.columns]\nperiod = "month"\nvalue = "amount"\n'
LONG = 'layout = "long"\nindicator = "spend"\n'


class Council:
    """A folder with a plan, one source and one collector."""

    def __init__(self, source):
        self.folder = Path(tempfile.mkdtemp(prefix="waymark-db-"))
        self.source = source
        self.config = self.folder / "waymark.toml"
        (self.folder / "plan.toml").write_text(PLAN)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def secret(self, text, name="password"):
        file = self.folder / name
        file.write_text(text + "\n")
        file.chmod(0o600)
        return file

    def asks(self, query, settings=LONG, columns=COLUMNS, timeout="20s"):
        self.config.write_text(f"""
[ledger]
path = "ledger.db"
[[authority]]
code = "E07000125"
name = "Test council"
plans = ["plan.toml"]
[[source]]
name = "finance"
{self.source}
[[collector]]
name = "figures"
type = "database"
source = "finance"
query = '''{query}'''
interval = "200ms"
jitter = "0s"
timeout = "{timeout}"
{settings}
{columns}
""")
        return self

    def start(self, *words):
        return subprocess.Popen([PROGRAM, *words, "--config.file", str(self.config)], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def waymark(self, *words):
        done = subprocess.run([PROGRAM, *words, "--config.file", str(self.config)], capture_output=True, text=True,
                              timeout=LIMIT)
        return done.returncode, done.stdout + done.stderr

    def collect(self, *words):
        """What it says; the exit code is 1 exactly when something is wrong."""
        code, output = self.waymark("collect", *words)
        assert code in (0, 1), output
        return ("" if code == 0 else "failed: ") + output.strip()

    def figures(self):
        """Every current figure: indicator, period as the ledger has it, value with its digits."""
        with sqlite3.connect(self.folder / "ledger.db") as ledger:
            rows = ledger.execute("SELECT indicator, mantissa, form, source_row, max(run) FROM observation "
                                  "JOIN series ON series.id = series GROUP BY series, period ORDER BY source_row, series")
            return [f"{indicator} {written(mantissa, form & 31)}" for indicator, mantissa, form, _, _ in rows]

    def rejects(self):
        with sqlite3.connect(self.folder / "ledger.db") as ledger:
            return [f"row {line}, {field}: {reason}" for line, field, reason in
                    ledger.execute("SELECT line, field, reason FROM reject ORDER BY run, ordinal")]

    def json(self, *words):
        code, output = self.waymark(*words, "--json")
        assert code in (0, 1), output
        return json.loads(output)


def written(mantissa, scale):
    if scale == 31:
        return "withdrawn"
    digits = str(abs(mantissa)).rjust(scale + 1, "0")
    text = digits if scale == 0 else f"{digits[:-scale]}.{digits[-scale:]}"
    return ("-" if mantissa < 0 else "") + text
