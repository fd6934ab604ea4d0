#!/usr/bin/env python3
"""A million lines of transactions into two sums, beside the sqlite3 shell that imports and sums them.

    bench_transactions.py [--lines N] [--runs N] [--before PROGRAM]      WAYMARK_PROGRAM names the program

--before: an earlier program, run in turn with this one; the ratio of both is printed.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = Path(os.environ.get("WAYMARK_PROGRAM", "build/release/waymark")).resolve()
CONFIG = """
[ledger]
path = "state/ledger.db"
[[authority]]
code = "E10999999"
name = "Testshire"
invented = true
plans = ["plan.toml"]
[[collector]]
name = "spend"
type = "csv"
path = "inbox"
layout = "transactions"
[collector.columns]
date = "Payment date"
amount = "Amount"
[[collector.sum]]
indicator = "spend"
[[collector.sum]]
indicator = "agency"
where = [{ column = "Type", equals = "Agency staff" }]
"""
INDICATOR = """
[[indicator]]
id = "{}"
title = "Measure"
unit = "gbp"
polarity = "lower"
frequency = "month"
aggregation = "flow"
"""
SUMS = """
CREATE TABLE line (date TEXT, department TEXT, supplier TEXT, document TEXT, type TEXT, amount TEXT);
.import --csv --skip 1 {file} line
SELECT substr(date, 4), sum(amount), sum(CASE WHEN type = 'Agency staff' THEN amount END) FROM line GROUP BY 1;
"""


def make(file, lines):
    chance = random.Random(7)
    types = ["Agency staff", "Consultants", "Utilities", "Care placements", "Vehicles"]
    with open(file, "w") as text:
        text.write("Payment date,Department,Supplier,Document,Type,Amount\n")
        for number in range(lines):
            text.write(f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/2024,Department {chance.randrange(20)},"
                       f"Supplier {chance.randrange(3000)} Limited,{5100000 + number},{chance.choice(types)},"
                       f"{chance.randrange(100, 900000) / 100:.2f}\n")


def timed(*command, **options):
    started = time.perf_counter()
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        sys.exit(f"{command}: exit {done.returncode}\n{done.stdout.decode()}")
    return time.perf_counter() - started


def collect(program, folder, file):
    space = folder / "space"
    shutil.rmtree(space, ignore_errors=True)
    (space / "inbox").mkdir(parents=True)
    (space / "waymark.toml").write_text(CONFIG)
    (space / "plan.toml").write_text(INDICATOR.format("spend") + INDICATOR.format("agency"))
    shutil.copyfile(file, space / "inbox/lines.csv")
    return timed(program, "collect", "--now", "--config.file", space / "waymark.toml")


def peer(folder, file):
    (folder / "peer.db").unlink(missing_ok=True)
    script = folder / "sums.sql"
    script.write_text(SUMS.format(file=file))
    with open(script) as text:
        return timed("sqlite3", folder / "peer.db", stdin=text)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--lines", type=int, default=1_000_000)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--before", type=Path)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as name:
        folder = Path(name)
        file = folder / "lines.csv"
        make(file, options.lines)
        programs = {"this program": PROGRAM}
        if options.before:
            programs["the one before"] = options.before.resolve()
        seconds = {what: [] for what in programs}
        for _ in range(options.runs):
            for what, program in programs.items():
                seconds[what].append(collect(program, folder, file))
        median = {what: statistics.median(times) for what, times in seconds.items()}
        for what, time_taken in median.items():
            print(f"{options.lines} lines, {what:20} {time_taken:8.2f} s")
        imported = statistics.median(peer(folder, file) for _ in range(min(options.runs, 3)))
        print(f"{'imported and summed by sqlite3':36} {imported:8.2f} s")
        print(f"{imported / median['this program']:.1f} times as fast as sqlite3 (at least 3)")
        if options.before:
            print(f"{median['this program'] / median['the one before']:.3f} times the time of the one before")


if __name__ == "__main__":
    main()
