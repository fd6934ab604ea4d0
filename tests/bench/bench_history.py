#!/usr/bin/env python3
"""Ten years of months of 10,000 series: exported, made into blocks by promtool, and read back from Prometheus.

    bench_history.py [--indicators N] [--scopes N] [--months N]     WAYMARK_PROGRAM names the program

Fails when one of the figures read back differs from the ledger's.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import history_data  # noqa: E402

PROGRAM = Path(os.environ.get("WAYMARK_PROGRAM", "build/release/waymark")).resolve()
FIRST_YEAR = 2015
LIMIT = 600


def timed(what, *command, **options):
    started = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], **options)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command}: exit {process.returncode}")
    print(f"{what:<44} {time.perf_counter() - started:7.1f} s {usage.ru_maxrss / 1024:7.0f} MB", flush=True)


class Prometheus:
    def __init__(self, folder, blocks):
        (folder / "prometheus.yml").write_text("")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={blocks}",
             "--storage.tsdb.retention.time=100y", f"--web.listen-address=127.0.0.1:{self.port}",
             "--log.level=error"], stdin=subprocess.DEVNULL)
        for _ in range(LIMIT):
            try:
                if self.get("/-/ready"):
                    return
            except OSError:
                time.sleep(0.1)
        sys.exit("Prometheus does not get ready")

    def get(self, path, **parameters):
        address = f"http://127.0.0.1:{self.port}{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(address, timeout=LIMIT) as answer:
            return answer.read().decode()

    def stop(self):
        self.process.terminate()
        self.process.wait()


def compare(prometheus, copy, indicators):
    started = time.perf_counter()
    count = 0
    for i in range(1, indicators + 1):
        held = history_data.ledger(copy, f"authority = '{history_data.AUTHORITY}' AND indicator = 'i{i}'")
        query = f'kpi_period_value{{indicator="i{i}"}}[20y]'
        if history_data.from_prometheus(prometheus.get("/api/v1/query", query=query)) != held:
            sys.exit(f"i{i}: Prometheus does not have what the ledger says")
        count += len(held)
    print(f"{'read back, equal to the view':<44} {time.perf_counter() - started:7.1f} s {count:10,} figures")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indicators", type=int, default=100)
    parser.add_argument("--scopes", type=int, default=100)
    parser.add_argument("--months", type=int, default=120)
    size = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="waymark-bench-"))
    try:
        configuration = history_data.write(folder / "council", size.indicators, size.scopes, FIRST_YEAR, size.months)
        timed("collect", PROGRAM, "collect", "--now", "--config.file", configuration, stdout=subprocess.DEVNULL)
        with (folder / "history.om").open("wb") as text:
            timed("export openmetrics", PROGRAM, "export", "openmetrics", "--config.file", configuration, stdout=text)
        print(f"{'':<44} {(folder / 'history.om').stat().st_size / 1e6:7.0f} MB of text")
        timed("promtool tsdb create-blocks-from openmetrics", "promtool", "tsdb", "create-blocks-from", "openmetrics",
              "-q", folder / "history.om", folder / "tsdb", stdout=subprocess.DEVNULL)
        timed("ledger backup", PROGRAM, "ledger", "backup", folder / "copy.db", "--config.file", configuration,
              stdout=subprocess.DEVNULL)
        prometheus = Prometheus(folder, folder / "tsdb")
        try:
            compare(prometheus, folder / "copy.db", size.indicators)
        finally:
            prometheus.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
