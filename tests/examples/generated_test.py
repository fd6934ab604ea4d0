#!/usr/bin/env python3
"""The figures of the demo are what its script writes, byte for byte, and the script is the same twice."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "config/examples/demo"


def contents(folder):
    files = (path for path in folder.rglob("*.csv") if ".waymark" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def generated():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(DEMO / "generate.py"), folder], check=True, timeout=60)
        return contents(Path(folder) / "inbox")


class Generated(unittest.TestCase):
    def test_committed_files_are_what_the_script_writes(self):
        written, committed = generated(), contents(DEMO / "inbox")
        self.assertEqual(sorted(written), sorted(committed))
        changed = [name for name in written if written[name] != committed[name]]
        self.assertEqual(changed, [], "run config/examples/demo/generate.py and commit what it writes")

    def test_the_same_twice(self):
        self.assertEqual(generated(), generated())

    def test_stays_small(self):
        self.assertLess(sum(map(len, contents(DEMO / "inbox").values())), 1_000_000)

    def test_says_that_it_is_invented(self):
        self.assertIn("invented = true", (DEMO / "waymark.toml").read_text())
        for plan in DEMO.glob("plan/*.toml"):
            with self.subTest(plan=plan.name):
                self.assertIn("invented", plan.read_text().splitlines()[0])


if __name__ == "__main__":
    unittest.main()
