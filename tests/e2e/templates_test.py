#!/usr/bin/env python3
"""A council's own templates: in place of the bundled ones, read again on reload, refused whole when unusable."""

import sys
import unittest

from support import Daemon, Workspace


class Templates(unittest.TestCase):
    def test_a_folder_replaces_what_it_holds(self):
        with Workspace("rossendale") as space:
            space.waymark("collect --now")
            folder = space.config.parent / "own"
            folder.mkdir()
            foot = folder / "page_foot.mustache"
            foot.write_text("</main><p>Our own foot</p></body></html>")
            (folder / "waymark.css").write_text("body { color: black }")
            text = space.config.read_text()
            self.assertIn("[http]\n", text)
            space.config.write_text(text.replace("[http]\n", '[http]\ntemplates = "own"\n'))
            with Daemon(space.config, "--web.enable-lifecycle") as daemon:
                self.assertIn("Our own foot", daemon.get("/")[1])
                self.assertIn("8.29%", daemon.get("/a/E07000125/")[1])
                self.assertEqual(daemon.get("/assets/waymark.css"), (200, "body { color: black }"))

                foot.write_text("{{#open}}")
                status, _, said = daemon.request("POST", "/-/reload")
                self.assertEqual(status, 422)
                self.assertRegex(said.decode(), r"waymark\.toml:\d+:13: .*page_foot\.mustache: ")
                self.assertIn("Our own foot", daemon.get("/")[1])

                foot.write_text("</main><p>Another foot</p></body></html>")
                self.assertEqual(daemon.request("POST", "/-/reload")[0], 200)
                self.assertIn("Another foot", daemon.get("/")[1])

                foot.unlink()
                (folder / "waymark.css").unlink()
                folder.rmdir()
                status, _, said = daemon.request("POST", "/-/reload")
                self.assertEqual(status, 422)
                self.assertIn(f"{folder} is not a folder that can be read", said.decode())
                self.assertIn("Another foot", daemon.get("/")[1])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
