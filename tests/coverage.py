#!/usr/bin/env python3
"""Runs the tests of a build with --coverage and prints which share of the branches they take.

    coverage.py BUILD [--worst N]      the tests of core and ledger in BUILD/tests are run, and those of faults

Branches that only an exception takes, which a compiler puts behind every call, do not count. Folders with a share
that is asked for: exit 1 when one is below.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASKED = {"daemon/core": 90, "daemon/ledger": 90}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--worst", type=int, default=10, help="so many files with the most branches not taken")
    options = parser.parse_args()
    build = options.build.resolve()
    for old in build.rglob("*.gcda"):
        old.unlink()
    # Tests that go on as another user count, too.
    os.umask(0)
    for folder in ASKED:
        for place in (build / folder).rglob("*"):
            if place.is_dir():
                place.chmod(0o777)
    failed = False
    for name in ("core/core", "ledger/ledger", "ledger/contract/ledger_contract"):
        failed |= subprocess.run([build / f"tests/{name}_tests", "--gtest_brief=1"], check=False,
                                 timeout=1200).returncode != 0
    # What happens when the disk fails is in the tests of faults, what another user may do in those of the program.
    environment = {**os.environ, "WAYMARK_PROGRAM": str(build / "waymark"), "WAYMARK_FAULT_ONLY_SITES": "1",
                   "WAYMARK_SHIM": str(build / "tests/faults/waymark_faults.so"), "PYTHONDONTWRITEBYTECODE": "1"}
    for words in (["e2e/ledger_file_test.py"], ["faults/ledger_file_test.py"],
                  *([f"faults/{name}_test.py", "--seconds", "60", "--seed", "1"] for name in ("calls", "migration"))):
        failed |= subprocess.run([sys.executable, ROOT / "tests" / words[0], *words[1:]], check=False, timeout=1200,
                                 env=environment).returncode not in (0, 77)
    report = build / "coverage.json"
    filters = [part for folder in ASKED for part in ("--filter", f"{ROOT}/{folder}/")]
    subprocess.run(["gcovr", "--root", ROOT, "--object-directory", build, *filters, "--exclude-throw-branches",
                    "--exclude-unreachable-branches", "-j", str(os.cpu_count()), "--json-summary", report,
                    *(str(build / folder) for folder in ASKED)],
                   check=True)
    files = json.loads(report.read_text())["files"]
    for folder, asked in ASKED.items():
        mine = [file for file in files if file["filename"].startswith(folder + "/")]
        branches, taken = (sum(file[f"branch_{what}"] for file in mine) for what in ("total", "covered"))
        lines, run = (sum(file[f"line_{what}"] for file in mine) for what in ("total", "covered"))
        share = 100 * taken / max(branches, 1)
        print(f"{folder:14} {share:5.1f}% of {branches} branches, {100 * run / max(lines, 1):5.1f}% of {lines} lines"
              f" (asked: {asked}% of the branches){'' if share >= asked else '   <- not reached'}")
        failed |= share < asked
    files.sort(key=lambda file: file["branch_covered"] - file["branch_total"])
    for file in files[:options.worst]:
        print(f"  {file['branch_total'] - file['branch_covered']:4} of {file['branch_total']:4} not taken in "
              f"{file['filename']}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
