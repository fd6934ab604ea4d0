#!/usr/bin/env python3
"""Checks which folder may include which: the house stands only as long as the arrows point one way.

    include_rules.py [ROOT]     prints each breach as file:line: reason; exit code 1 if there is one
"""

import re
import sys
from pathlib import Path

# A folder's files may include headers that match, besides the folder's own.
READER = r"config/(reader|diagnostics|collector_entry|source)\.hpp"
CONTRACT = r"collectors/collector\.hpp"
CELLS = r"collectors/cells/"  # what rows and cells mean, for every collector
DIGEST = r"daemon/digest/"
LEDGER = r"daemon/ledger/(acts|ledger|moment|view)\.hpp"  # its contract
LEDGER_BACK_ENDS = r"daemon/ledger/(acts|ledger|moment|view|open)\.hpp"  # for those who put everything together
LIBRARY = r"daemon/library/"
LOCAL_TIME = r"daemon/local_time/"
POSIX = r"daemon/posix/"
SQLITE = r"daemon/sqlite/"
MAY_INCLUDE = {
    "daemon/core": [],
    "daemon/digest": [r"daemon/core/"],
    "daemon/library": [],
    "daemon/local_time": [r"daemon/core/"],
    "daemon/posix": [],
    "daemon/sqlite": [],
    "config": [r"daemon/core/"],
    "daemon/ledger": [r"daemon/core/", DIGEST, POSIX, SQLITE],
    "collectors": [r"daemon/core/", READER, DIGEST, LIBRARY, LOCAL_TIME, POSIX, SQLITE],
    "daemon/metrics": [r"daemon/core/"],
    "daemon/history": [r"daemon/core/", r"daemon/metrics/(exposition|samples)\.hpp"],
    "daemon/remote_write": [r"daemon/core/", r"daemon/history/", LIBRARY, SQLITE],
    "daemon/present": [r"daemon/core/"],
    "daemon/report": [r"daemon/core/", r"daemon/present/"],
    "daemon/http": [r"daemon/core/", r"daemon/present/"],
    "daemon/runtime": [r"daemon/core/", CONTRACT, LEDGER, LIBRARY, LOCAL_TIME],
    "daemon": [LEDGER_BACK_ENDS, r"(?!daemon/ledger/)"],
}

# The core knows the standard library and header-only mathematics.
CORE_SYSTEM = r"[a-z_0-9]+|boost/math/.*|sys/types\.h"

# They cost seconds in every file that sees them, so they stay in the .cpp that needs them.
SOURCE_ONLY = r"boost/beast|toml\+\+/|nlohmann/json\.hpp|regex$|re2/"

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"(?P<project>[^"]+)"|<(?P<system>[^>]+)>)')
LONG_FILE = 400


def folder_of(file):
    """The longest folder of MAY_INCLUDE that holds the file; collectors/csv is a folder of its own."""
    parts = file.parts
    if parts[0] == "collectors" and len(parts) > 2:
        return "/".join(parts[:2])
    if parts[0] == "daemon" and len(parts) > 2 and f"daemon/{parts[1]}" in MAY_INCLUDE:
        return f"daemon/{parts[1]}"
    return parts[0]


def may_include(folder, header):
    if folder.startswith("collectors/"):
        patterns = MAY_INCLUDE["collectors"] + [CONTRACT, CELLS]
    else:
        patterns = MAY_INCLUDE[folder]
    own = f"{folder}/" if folder != "daemon" else LEDGER_BACK_ENDS
    if folder == "collectors":  # the registry names every collector and hands each its table
        own = r"collectors/|config/configuration\.hpp"
    return header.startswith("resources/") or any(re.match(p, header) for p in [own, *patterns])


def check(root):
    """All breaches, and all warnings, as lines."""
    breaches, warnings = [], []
    files = [f for top in ("config", "collectors", "daemon") for f in sorted((root / top).rglob("*.[ch]pp"))]
    for path in files:
        file = path.relative_to(root)
        folder = folder_of(file)
        lines = path.read_text(encoding="utf-8").splitlines()
        if path.suffix == ".hpp" and "#pragma once" not in lines:
            breaches.append(f"{file}:1: a header without #pragma once")
        if len(lines) > LONG_FILE:
            warnings.append(f"{file}: {len(lines)} lines; look for the part that stands alone")
        for number, line in enumerate(lines, 1):
            include = INCLUDE.match(line)
            if not include:
                continue
            header = include["project"] or include["system"]
            where = f"{file}:{number}:"
            if include["project"]:
                if not header.startswith("resources/") and not (root / header).is_file():
                    breaches.append(f'{where} "{header}" is not a file counted from the repository\'s root')
                elif not may_include(folder, header):
                    breaches.append(f'{where} {folder} may not include "{header}"')
            elif folder == "daemon/core" and not re.fullmatch(CORE_SYSTEM, header):
                breaches.append(f"{where} the core may not include <{header}>, only the standard library")
            if path.suffix == ".hpp" and re.match(SOURCE_ONLY, header):
                breaches.append(f"{where} <{header}> is slow to compile: include it in a .cpp only")
    return breaches, warnings


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2])
    breaches, warnings = check(root)
    for line in warnings:
        print(f"warning: {line}")
    for line in breaches:
        print(line)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
