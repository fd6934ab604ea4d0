#!/usr/bin/env python3
"""The units as systemd's own tools judge them."""

import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import PROGRAM, ROOT

UNITS = ROOT / "systemd"
MOST_EXPOSED = 2.0


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", "--no-pager", *map(str, arguments)],
                          capture_output=True, text=True, timeout=60)


class Unit(unittest.TestCase):
    def test_exposure_is_low(self):
        said = analyze("security", "--offline=yes", UNITS / "waymark.service")
        level = re.search(r"Overall exposure level for waymark\.service: ([\d.]+)", said.stdout)
        self.assertIsNotNone(level, said.stdout + said.stderr)
        self.assertLessEqual(float(level.group(1)), MOST_EXPOSED, said.stdout)

    def test_units_and_drop_ins_verify(self):
        drop_ins = [[], ["socket-activation.conf"]]
        if int(re.search(r"systemd (\d+)", analyze("--version").stdout).group(1)) >= 253:
            drop_ins.append(["notify-reload.conf"])
        for names in drop_ins:
            with self.subTest(drop_ins=names), tempfile.TemporaryDirectory() as folder:
                folder = Path(folder)
                # The program is not installed where the unit has it.
                unit = (UNITS / "waymark.service").read_text().replace("/usr/bin/waymark", PROGRAM)
                (folder / "waymark.service").write_text(unit)
                shutil.copy(UNITS / "waymark.socket", folder)
                (folder / "waymark.service.d").mkdir()
                for name in names:
                    shutil.copy(UNITS / name, folder / "waymark.service.d")
                said = analyze("verify", "--man=no", folder / "waymark.service", folder / "waymark.socket")
                ours = [line for line in said.stderr.splitlines() if "waymark" in line]
                self.assertEqual((said.returncode, ours), (0, []))

    def test_a_mistake_would_be_found(self):
        with tempfile.TemporaryDirectory() as folder:
            unit = Path(folder) / "waymark.service"
            unit.write_text((UNITS / "waymark.service").read_text()
                            .replace("/usr/bin/waymark", PROGRAM).replace("UMask=", "UMsak="))
            self.assertIn("UMsak", analyze("verify", "--man=no", unit).stderr)


class Users(unittest.TestCase):
    def test_the_user_and_the_group_of_those_who_deliver_files(self):
        with tempfile.TemporaryDirectory() as root:
            (Path(root) / "etc").mkdir()
            done = subprocess.run(["systemd-sysusers", f"--root={root}", UNITS / "sysusers.conf"],
                                  capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex((Path(root) / "etc/passwd").read_text(),
                             r"(?m)^waymark:x:\d+:\d+:Waymark:/var/lib/waymark:/usr/sbin/nologin$")
            self.assertRegex((Path(root) / "etc/group").read_text(), r"(?m)^waymark-inbox:x:\d+:waymark$")

    def test_the_inbox_is_group_writable_and_keeps_its_group(self):
        lines = (UNITS / "tmpfiles.conf").read_text().splitlines()
        self.assertIn("d /var/spool/waymark/inbox 2770 waymark waymark-inbox", lines)


if __name__ == "__main__":
    if not shutil.which("systemd-analyze"):
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
