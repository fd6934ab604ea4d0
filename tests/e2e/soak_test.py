#!/usr/bin/env python3
"""The soak of tests/bench for some seconds: soak_test.py PROGRAM [MOST_MB]"""

import subprocess
import sys

from support import LIMIT, ROOT

SECONDS = 12

# So short a time is all warm-up: memory grows, and connections to the ledger are opened as several threads first
# read at once (two descriptors each, at most two more). What is lost at every file would be sixteen in a third.
most = sys.argv[2] if len(sys.argv) > 2 else "12"
sys.exit(subprocess.run([sys.executable, ROOT / "tests/bench/soak.py", str(SECONDS), "--every", "0.25",
                         "--most-mb", most, "--most-descriptors", "4"], timeout=SECONDS + 2 * LIMIT).returncode)
