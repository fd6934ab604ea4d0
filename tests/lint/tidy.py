#!/usr/bin/env python3
"""Runs clang-tidy over the program's sources, as many at once as there are cores.

    tidy.py BUILD_DIR [FILE...]     BUILD_DIR holds compile_commands.json; without FILEs, all sources

A clean file is remembered under BUILD_DIR/tidy by what went into the verdict (the source, every project
header it includes, the command, .clang-tidy and clang-tidy itself), so that a second run checks only changes.
"""

import hashlib
import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
TIDY = "clang-tidy-19"
CLANG = "clang++-19"
# Boost 1.81 does not know clang 19's coroutines; g++'s own warning switches mean nothing to clang.
EXTRA = ["-DBOOST_ASIO_HAS_CO_AWAIT", "-DBOOST_ASIO_HAS_STD_COROUTINE", "-Wno-unknown-warning-option"]
# Tests are held by the compiler's warnings; GoogleTest's macros would cost more than tidy finds in them.
FOLDERS = ("config", "collectors", "daemon")


def sources(build, wanted):
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = Path(entry["file"])
        if not file.is_relative_to(ROOT) or file.is_relative_to(build):
            continue
        if file.relative_to(ROOT).parts[0] not in FOLDERS or not file.exists():
            continue
        if not wanted or file in wanted:
            yield file, entry


def arguments(entry):
    """The compile command without compiler, launcher and outputs."""
    words = shlex.split(entry["command"])
    start = next(i for i, word in enumerate(words) if word.endswith("++")) + 1
    kept, skip = [], False
    for word in words[start:]:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MT", "-c"):
            skip = True
        elif word != "-MD":
            kept.append(word)
    return kept


def verdict_key(file, entry, version):
    command = [CLANG, *arguments(entry), *EXTRA, "-MM", str(file)]
    made = subprocess.run(command, cwd=entry["directory"], capture_output=True, text=True, check=False)
    if made.returncode:
        return None  # tidy will say what is wrong
    headers = made.stdout.split(":", 1)[1].replace("\\\n", " ").split()
    digest = hashlib.sha256("\0".join([version, *command]).encode())
    for path in [ROOT / ".clang-tidy", *(Path(entry["directory"], h) for h in headers)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def tidy(file, entry, build, version):
    """What clang-tidy has against the file; nothing when it is clean."""
    key = verdict_key(file, entry, version)
    remembered = build / "tidy" / key if key else None
    if remembered and remembered.exists():
        return ""
    extra = [f"--extra-arg={e}" for e in EXTRA]
    command = [TIDY, "--quiet", "-p", str(build), *extra, str(file)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode == 0 and remembered:
        remembered.touch()
        return ""
    return ran.stdout + ("" if ran.returncode == 0 else ran.stderr)


def main():
    build = Path(sys.argv[1]).resolve()
    wanted = {Path(f).resolve() for f in sys.argv[2:]}
    (build / "tidy").mkdir(exist_ok=True)
    version = subprocess.run([TIDY, "--version"], capture_output=True, text=True, check=True).stdout
    failed = 0
    todo = list(sources(build, wanted))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for complaint in pool.map(lambda s: tidy(*s, build, version), todo):
            if complaint:
                failed += 1
                print(complaint, flush=True)
    print(f"clang-tidy: {len(todo)} files, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
