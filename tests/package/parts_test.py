#!/usr/bin/env python3
"""What the package is made of, without making it: starter configuration, manual, completion."""

import gzip
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import PROGRAM, ROOT, Workspace, run


class Starter(unittest.TestCase):
    def test_it_checks(self):
        with Workspace() as space:
            text = (ROOT / "cmake/debian/waymark.toml").read_text()
            installed = "/usr/share/waymark/bank-holidays-england.txt"
            self.assertIn(installed, text)
            space.config.write_text(text.replace(installed, f"{ROOT}/config/bank-holidays-england.txt"))
            shutil.copy(ROOT / "cmake/debian/plan.toml", space.folder)
            self.assertIn("no mistakes", run("check", "--config.file", space.config))


class Manual(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.made.name)
        subprocess.run([sys.executable, ROOT / "cmake/manual.py", PROGRAM, "1.2.3", cls.folder,
                        f"{ROOT}/CHANGELOG.md=changelog.gz"], check=True, timeout=60)

    @classmethod
    def tearDownClass(cls):
        cls.made.cleanup()

    def page(self, name):
        return gzip.decompress((self.folder / "man1" / f"{name}.1.gz").read_bytes()).decode()

    def test_every_command_has_a_page(self):
        commands = re.findall(r"(?m)^  (\w+)  ", run("--help").split("Subcommands:")[1])
        self.assertGreater(len(commands), 8)
        for command in commands:
            self.assertIn(f'.TH "WAYMARK-{command.upper()}" 1', self.page(f"waymark-{command}"))
            self.assertIn(f"\\fBwaymark\\-{command}\\fR(1)", self.page("waymark"))

    def test_a_page_says_what_the_help_says(self):
        page = self.page("waymark-serve")
        helped = run("serve", "--help")
        for option in re.findall(r"--[a-z][\w.-]+", helped):
            self.assertIn(option.replace("-", "\\-"), page)
        self.assertIn(".SH EXIT STATUS\n0 fine, 1 the answer is no", page)
        self.assertIn("Copy the ledger while it is in use", self.page("waymark-ledger").replace("\\-", "-"))

    def test_pages_are_sound_roff(self):
        if not shutil.which("mandoc"):
            self.skipTest("mandoc is not installed")
        for file in sorted((self.folder / "man1").iterdir()):
            done = subprocess.run(["mandoc", "-T", "lint", "-W", "error"], input=gzip.decompress(file.read_bytes()),
                                  capture_output=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout), (0, b""), file.name)

    def test_completion_knows_commands_options_and_words(self):
        script = (f'source "{self.folder}/waymark"; cd "{self.folder}/man1"; '
                  'try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _waymark; echo "${COMPREPLY[@]}"; }; '
                  "try waymark ser; try waymark ledger ba; try waymark serve --log.format j; try waymark status --as")
        said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, timeout=60)
        self.assertEqual(said.stdout.splitlines(), ["serve", "backup", "json", "--as-of"])
        self.assertEqual(said.stderr, "")

    def test_other_files_are_packed_with_it(self):
        packed = (self.folder / "changelog.gz").read_bytes()
        self.assertEqual(gzip.decompress(packed).decode(), (ROOT / "CHANGELOG.md").read_text())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
