#!/usr/bin/env python3
"""Runs clang-tidy over the program's sources, as many at once as there are cores.

    tidy.py BUILD_DIR [FILE...]     BUILD_DIR holds compile_commands.json; without FILEs, all sources

Most of the time goes into the libraries' headers, so files of a folder are looked at six at a time, as one
translation unit that includes them. Where that is not clean (two files may use a name each for itself), each
is looked at alone, and that is what counts.

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
TOGETHER = 6


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


class Source:
    def __init__(self, file, entry, version):
        self.file, self.directory = file, entry["directory"]
        self.arguments = [word for word in arguments(entry) if word != str(file)]
        self.key = verdict_key(file, entry, version)


def complaints(file, like, *options):
    """What clang-tidy has against a file that is compiled like a source; nothing when it is clean."""
    command = [TIDY, "--quiet", f"--config-file={ROOT}/.clang-tidy", *options, str(file), "--", *like.arguments, *EXTRA]
    ran = subprocess.run(command, cwd=like.directory, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr if ran.returncode else ""


def groups(all_sources):
    """Sources of one folder that are compiled alike, at most so many together."""
    alike = {}
    for source in all_sources:
        alike.setdefault((source.file.parent, *source.arguments), []).append(source)
    for files in alike.values():
        pieces = -(-len(files) // TOGETHER)
        for i in range(pieces):
            yield files[i * len(files) // pieces:(i + 1) * len(files) // pieces]


def check(group, remembered):
    """What there is against each file of a group that has something against it."""
    together = ""
    if len(group) > 1:
        unit = remembered / f"{group[0].key or 'group'}.cpp"
        unit.write_text("".join(f'#include "{source.file}"\n' for source in group))
        together = complaints(unit, group[0], "--checks=-bugprone-suspicious-include")
        unit.unlink()
    found = []
    for source in group:
        against = complaints(source.file, source) if together or len(group) == 1 else ""
        if against:
            found.append(against)
        elif source.key:
            (remembered / source.key).touch()
    return found


def main():
    build = Path(sys.argv[1]).resolve()
    wanted = {Path(f).resolve() for f in sys.argv[2:]}
    remembered = build / "tidy"
    remembered.mkdir(exist_ok=True)
    version = subprocess.run([TIDY, "--version"], capture_output=True, text=True, check=True).stdout
    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        everything = list(pool.map(lambda s: Source(*s, version), sources(build, wanted)))
        todo = [s for s in everything if not s.key or not (remembered / s.key).exists()]
        for found in pool.map(lambda group: check(group, remembered), groups(todo)):
            failed += len(found)
            print(*found, sep="", end="", flush=True)
    print(f"clang-tidy: {len(everything)} files, {len(todo)} of them new or changed, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
