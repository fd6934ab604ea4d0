#!/usr/bin/env python3
"""The soak of tests/bench for some seconds: soak_test.py PROGRAM [MOST_MB]"""

import subprocess
import sys

from support import LIMIT, ROOT

SECONDS = 12

most = sys.argv[2] if len(sys.argv) > 2 else "6"  # so short a time is all warm-up
sys.exit(subprocess.run([sys.executable, ROOT / "tests/bench/soak.py", str(SECONDS), "--most-mb", most],
                        timeout=SECONDS + 2 * LIMIT).returncode)
