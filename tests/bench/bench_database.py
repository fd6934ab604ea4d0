#!/usr/bin/env python3
"""Rows from PostgreSQL into the ledger, beside what psql takes to fetch them and the ledger to store them.

    bench_database.py [--rows N] [--runs N] [--large]     WAYMARK_PROGRAM names the program

Starts a PostgreSQL server of its own. Medians of the runs; the ratio's parts come from one call. --large asks for ten
times as many rows too, for the memory.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = Path(os.environ.setdefault("WAYMARK_PROGRAM", "build/release/waymark")).resolve()
os.environ["WAYMARK_PROGRAM"] = str(PROGRAM)
MAKE_ROWS = PROGRAM.parent / "tests/bench/make_rows"
sys.path.insert(0, str(HERE.parent / "database"))
from servers import Postgresql  # noqa: E402


def timed(*command):
    """Seconds, peak MB and output of one process."""
    started = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command}: exit {process.returncode}\n{output}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024, output


class Bench:
    def __init__(self, folder, server, rows, runs):
        self.folder, self.server, self.rows, self.runs = folder, server, rows, runs
        self.file = folder / "rows.csv"
        timed(MAKE_ROWS, self.file, "--rows", rows)
        self.columns = self.file.open().readline().strip().split(",")
        server.own(folder, 0o755)
        columns = ", ".join(f'"{c}" {"numeric" if c == self.columns[-1] else "text"}' for c in self.columns)
        server.psql(f"DROP TABLE IF EXISTS rows; CREATE UNLOGGED TABLE rows ({columns});\n"
                    f"\\copy rows FROM '{self.file}' CSV HEADER\n")

    def space(self, database):
        space = self.folder / "space"
        shutil.rmtree(space, ignore_errors=True)
        timed(MAKE_ROWS, "--configuration", space)
        text = (space / "waymark.toml").read_text()
        if database:
            before, collector = text.split("[[collector]]", 1)
            collector = re.sub(r"(?m)^(path|files|after|settle) = .*\n", "", collector)
            collector = collector.replace('type = "csv"', 'type = "database"\nsource = "bench"\nquery = "SELECT * FROM rows"\n'
                                                          'max_rows = 100_000_000')
            text = (f'{before}[[source]]\nname = "bench"\ndriver = "postgresql"\nhost = "127.0.0.1"\nport = '
                    f'{self.server.port}\ndatabase = "postgres"\nuser = "owner"\ntls = "disable"\n\n[[collector]]{collector}')
            (space / "waymark.toml").write_text(text)
        else:
            (space / "inbox").mkdir(exist_ok=True)
            shutil.copyfile(self.file, space / "inbox/rows.csv")
        return space / "waymark.toml"

    def collect(self, database):
        result = timed(PROGRAM, "collect", "--now", "--config.file", self.space(database))
        assert f"{self.rows} new" in result[2], result[2]
        return result

    def copy(self):
        return timed("psql", "-X", "-q", "-h", "127.0.0.1", "-p", self.server.port, "-U", "owner", "-d", "postgres", "-c",
                     "\\copy (SELECT * FROM rows) to '/dev/null'")

    def median(self, what, once):
        results = [once() for _ in range(self.runs)]
        seconds = statistics.median(r[0] for r in results)
        print(f"{what:52} {seconds:8.2f} s  {max(r[1] for r in results):7.0f} MB", flush=True)
        return seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    server = Postgresql()
    try:
        with tempfile.TemporaryDirectory(prefix="waymark-bench-", dir="/tmp") as name:
            server.up()
            bench = Bench(Path(name), server, options.rows, options.runs)
            print(f"{options.rows} rows from PostgreSQL, medians of {options.runs}")
            copy = bench.median("psql \\copy (query) to '/dev/null'", bench.copy)
            ledger = bench.median("the same rows from a CSV file into a new ledger", lambda: bench.collect(False))
            collect = bench.median("the query into a new ledger", lambda: bench.collect(True))
            print(f"  {collect / (copy + ledger):.2f} times both together (at most 2)")
            if options.large:
                large = Bench(Path(name), server, options.rows * 10, 1)
                large.median("ten times as many rows into a new ledger", lambda: large.collect(True))
    finally:
        server.remove()


if __name__ == "__main__":
    main()
