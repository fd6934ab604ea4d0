#!/usr/bin/env python3
"""Collecting 10 million rows as a whole process, beside DuckDB, the sqlite3 shell, parsing alone and sha256sum.

    bench_collect.py [--rows N] [--runs N] [--large]      WAYMARK_PROGRAM names the program

Medians of the runs; every ratio comes from one call. --large adds a file ten times as large (memory only).
"""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = Path(os.environ.get("WAYMARK_PROGRAM", "build/release/waymark")).resolve()
TOOLS = PROGRAM.parent / "tests/bench"


def timed(*command, expect=(0,), **options):
    """Seconds, peak MB and output of one process."""
    started = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode not in expect:
        sys.exit(f"{command}: exit {process.returncode}\n{output}")
    return seconds, usage.ru_maxrss / 1024, output


def forget_files():
    """Lets the system keep nothing of any file in memory; false where this user may not."""
    try:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3")
    except OSError:
        return False
    return True


class Bench:
    def __init__(self, folder, rows, runs):
        self.folder, self.rows, self.runs = folder, rows, runs
        self.base = folder / "base"

    def make(self, file, *arguments):
        timed(TOOLS / "make_rows", file, "--rows", self.rows, *arguments)

    def space(self, name="space"):
        space = self.folder / name
        shutil.rmtree(space, ignore_errors=True)
        timed(TOOLS / "make_rows", "--configuration", space)
        return space

    def collect(self, space):
        return timed(PROGRAM, "collect", "--now", "--config.file", space / "waymark.toml")

    def median(self, what, once):
        results = [once() for _ in range(self.runs)]
        seconds = statistics.median(r[0] for r in results)
        memory = max(r[1] for r in results)
        print(f"{what:52} {seconds:8.2f} s  {memory:7.0f} MB", flush=True)
        return seconds

    def new_ledger(self):
        space = self.space()
        shutil.copyfile(self.base / "rows.csv", space / "inbox/rows.csv")
        result = self.collect(space)
        assert f"{self.rows} new" in result[2], result[2]
        return result

    def duckdb(self):
        database = self.folder / "peer.duckdb"
        database.unlink(missing_ok=True)
        return timed("node", HERE / "duckdb_insert.mjs", self.base / "rows.csv", database)

    def sqlite_import(self):
        database = self.folder / "peer.db"
        database.unlink(missing_ok=True)
        script = ("PRAGMA journal_mode = WAL; CREATE TABLE observation (indicator TEXT, service TEXT, period TEXT, "
                  "value REAL, PRIMARY KEY (indicator, service, period)) WITHOUT ROWID;\n"
                  f".import --csv --skip 1 {self.base}/sorted.csv observation\n")
        file = self.folder / "import.sql"
        file.write_text(script)
        with open(file) as text:
            return timed("sqlite3", database, stdin=text)

    def parse_alone(self):
        environment = dict(os.environ, WAYMARK_BENCH_ROWS=str(self.rows))
        output = timed(TOOLS / "bench_csv", "--benchmark_filter=^csv_parse_alone", "--benchmark_format=json",
                       f"--benchmark_repetitions={self.runs}", env=environment)[2]
        report = json.loads(output[output.index("{"):])
        times = [b["real_time"] / 1e3 for b in report["benchmarks"] if b["run_type"] == "iteration"]
        seconds = statistics.median(times)
        print(f"{'parsing alone':52} {seconds:8.2f} s", flush=True)
        return seconds

    def stored(self):
        """A ledger that holds the rows; made once, copied for each run."""
        kept = self.folder / "kept"
        if not kept.exists():
            space = self.space("kept")
            shutil.copyfile(self.base / "rows.csv", space / "inbox/rows.csv")
            self.collect(space)
        return kept

    def another_file(self, source, expect):
        """Collects one further file into a ledger that holds all rows; what it wrote to the WAL is printed."""
        kept = self.stored()
        for file in (kept / "inbox").glob("*.csv"):
            file.unlink()
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(kept, copy)
        shutil.copyfile(source, copy / "inbox" / source.name)
        before = (copy / "state/ledger.db").stat().st_size
        result = self.collect(copy)
        assert expect in result[2], result[2]
        self.grown = (copy / "state/ledger.db").stat().st_size - before
        return result

    def same_file(self):
        kept = self.stored()
        if not (kept / "inbox/rows.csv").exists():
            shutil.copyfile(self.base / "rows.csv", kept / "inbox/rows.csv")
        return self.collect(kept)

    def cold_start(self):
        forget_files()
        return self.start()

    def start(self):
        """From exec to the first 200 of /-/ready."""
        kept = self.stored()
        for file in (kept / "inbox").glob("*.csv"):
            file.unlink()
        process = subprocess.Popen([PROGRAM, "serve", "--config.file", kept / "waymark.toml",
                                    "--web.listen-address", "127.0.0.1:19475"], stderr=subprocess.DEVNULL)
        started = time.perf_counter()
        try:
            while time.perf_counter() - started < 30:
                try:
                    with urllib.request.urlopen("http://127.0.0.1:19475/-/ready", timeout=5):
                        break
                except OSError:
                    time.sleep(0.002)
            seconds = time.perf_counter() - started
            status = Path(f"/proc/{process.pid}/status").read_text()
            memory = int(status.split("VmRSS:")[1].split()[0]) / 1024
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
        return seconds, memory, ""


def ratio(what, value, limit, better="at most"):
    good = value <= limit if better == "at most" else value >= limit
    print(f"  {what}: {value:.2f} ({better} {limit}){'' if good else '   <- not reached'}", flush=True)


def idle_memory(folder):
    """Resident memory of the Rossendale example, collected and at rest."""
    example = folder / "config"
    shutil.copytree(HERE.parents[1] / "config", example, ignore=shutil.ignore_patterns("state"))
    configuration = example / "examples/rossendale/waymark.toml"
    process = subprocess.Popen([PROGRAM, "serve", "--config.file", configuration,
                                "--web.listen-address", "127.0.0.1:0"], stderr=subprocess.DEVNULL)
    try:
        time.sleep(3)
        fields = Path(f"/proc/{process.pid}/status").read_text()
        return int(fields.split("VmRSS:")[1].split()[0]) / 1024
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as name:
        folder = Path(name)
        bench = Bench(folder, options.rows, options.runs)
        bench.base.mkdir()
        bench.make(bench.base / "rows.csv")
        print(f"{options.rows} rows, {(bench.base / 'rows.csv').stat().st_size / 1e6:.0f} MB, medians of {options.runs}")

        parse = bench.parse_alone()
        collect = bench.median("collect into a new ledger", bench.new_ledger)
        ratio("times parsing alone", collect / parse, 6)
        duckdb = bench.median("DuckDB into a table with the same key", bench.duckdb)
        ratio("times as fast as DuckDB", duckdb / collect, 3, "at least")
        bench.make(bench.base / "sorted.csv", "--order", "key")
        shell = bench.median("sqlite3 .import of the file sorted by key", bench.sqlite_import)
        ratio("times as fast as sqlite3 .import", shell / collect, 6, "at least")
        (bench.base / "sorted.csv").unlink()

        digest = bench.median("sha256sum", lambda: timed("sha256sum", bench.base / "rows.csv"))
        bench.stored()
        same = bench.median("the same file again", bench.same_file)
        ratio("times sha256sum", same / digest, 1.3)
        bench.make(bench.base / "rewritten.csv", "--rewritten")
        rewritten = bench.median("the same rows rewritten, nothing changed",
                                 lambda: bench.another_file(bench.base / "rewritten.csv", "unchanged"))
        print(f"  ledger grew by {bench.grown} bytes")
        ratio("times parsing alone", rewritten / parse, 3)
        (bench.base / "rewritten.csv").unlink()
        bench.make(bench.base / "shuffled.csv", "--order", "shuffled", "--rewritten")
        shuffled = bench.median("the same rows shuffled",
                                lambda: bench.another_file(bench.base / "shuffled.csv", "unchanged"))
        ratio("times parsing alone", shuffled / parse, 5)
        (bench.base / "shuffled.csv").unlink()
        timed(TOOLS / "make_rows", bench.base / "next.csv", "--rows", 5000, "--skip", options.rows)
        added = bench.median("5,000 new rows",
                             lambda: bench.another_file(bench.base / "next.csv", "5000 new"))
        ratio("seconds", added, 0.3)
        start = bench.median("start until ready, warm", bench.start)
        ratio("seconds", start, 0.15)
        if forget_files():
            ratio("seconds", bench.median("start until ready, cold caches", bench.cold_start), 1)
        ratio("MB idle with the Rossendale example", idle_memory(folder), 16)
        if options.large:
            large = Bench(folder, options.rows * 10, 1)
            large.make(bench.base / "large.csv")
            os.replace(bench.base / "large.csv", bench.base / "rows.csv")
            large.median("ten times as many rows", large.new_ledger)


if __name__ == "__main__":
    main()
