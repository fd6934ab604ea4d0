#!/usr/bin/env python3
"""Each forbidden include is found, and each allowed one is not."""

import tempfile
import unittest
from pathlib import Path

from include_rules import check

ALLOWED = {
    "daemon/core/period.hpp": "#pragma once\n#include <chrono>\n#include <boost/math/distributions/normal.hpp>\n",
    "daemon/digest/sha256.hpp": '#pragma once\n#include "daemon/core/period.hpp"\n',
    "daemon/library/library.hpp": "#pragma once\n",
    "daemon/ledger/plans.cpp": '#include "daemon/digest/sha256.hpp"\n',
    "daemon/remote_write/client.cpp": '#include "daemon/library/library.hpp"\n',
    "daemon/ledger/ledger.hpp": '#pragma once\n#include "daemon/core/period.hpp"\n',
    "daemon/ledger/schema.cpp": '#include "resources/ledger.hpp"\n',
    "daemon/present/words.hpp": '#pragma once\n#include "daemon/core/period.hpp"\n',
    "daemon/http/server.hpp": '#pragma once\n#include "daemon/present/words.hpp"\n',
    "daemon/http/server.cpp": "#include <boost/beast.hpp>\n",
    "config/reader.hpp": '#pragma once\n#include "daemon/core/period.hpp"\n',
    "config/plan_loader.hpp": "#pragma once\n",
    "collectors/collector.hpp": '#pragma once\n#include "config/reader.hpp"\n',
    "collectors/registry.cpp": '#include "collectors/csv/csv.hpp"\n',
    "collectors/cells/row.hpp": '#pragma once\n#include "daemon/core/period.hpp"\n',
    "collectors/csv/csv.hpp": '#pragma once\n#include "collectors/collector.hpp"\n',
    "collectors/csv/csv.cpp": '#include "collectors/cells/row.hpp"\n#include "daemon/digest/sha256.hpp"\n',
    "collectors/database/odbc.cpp": '#include "daemon/library/library.hpp"\n',
    "daemon/runtime/runner.cpp": '#include "collectors/collector.hpp"\n#include "daemon/ledger/ledger.hpp"\n',
    "daemon/metrics/text.hpp": "#pragma once\n",
    "daemon/app/app.cpp": '#include "config/plan_loader.hpp"\n#include "daemon/http/server.hpp"\n',
    "daemon/main.cpp": '#include "daemon/metrics/text.hpp"\n',
}

FORBIDDEN = [
    ("daemon/core/a.cpp", '#include "daemon/ledger/ledger.hpp"', "daemon/core may not include"),
    ("daemon/core/a.cpp", "#include <fmt/core.h>", "only the standard library"),
    ("daemon/ledger/a.cpp", '#include "daemon/metrics/text.hpp"', "daemon/ledger may not include"),
    ("daemon/ledger/a.cpp", '#include "daemon/library/library.hpp"', "daemon/ledger may not include"),
    ("daemon/library/a.cpp", '#include "daemon/core/period.hpp"', "daemon/library may not include"),
    ("daemon/metrics/a.cpp", '  # include "daemon/present/words.hpp"', "daemon/metrics may not include"),
    ("daemon/http/a.cpp", '#include "daemon/ledger/ledger.hpp"', "daemon/http may not include"),
    ("daemon/http/a.hpp", "#pragma once\n#include <boost/beast/http.hpp>", "in a .cpp only"),
    ("config/a.hpp", "#pragma once\n#include <toml++/toml.h>", "in a .cpp only"),
    ("config/a.cpp", '#include "collectors/collector.hpp"', "config may not include"),
    ("collectors/csv/a.cpp", '#include "config/plan_loader.hpp"', "collectors/csv may not include"),
    ("collectors/cells/a.cpp", '#include "collectors/csv/csv.hpp"', "collectors/cells may not include"),
    ("collectors/database/a.cpp", '#include "collectors/csv/csv.hpp"', "collectors/database may not include"),
    ("daemon/runtime/a.cpp", '#include "collectors/csv/csv.hpp"', "daemon/runtime may not include"),
    ("daemon/runtime/a.cpp", '#include "daemon/http/server.hpp"', "daemon/runtime may not include"),
    ("daemon/a.cpp", '#include "period.hpp"', "from the repository's root"),
    ("daemon/core/a.hpp", "int a();", "without #pragma once"),
]


class IncludeRules(unittest.TestCase):
    def breaches(self, extra):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**ALLOWED, **extra}.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text + "\n", encoding="utf-8")
            return check(Path(folder))

    def test_allowed(self):
        self.assertEqual(self.breaches({}), ([], []))

    def test_forbidden(self):
        for name, text, reason in FORBIDDEN:
            with self.subTest(name=name, text=text):
                breaches, _ = self.breaches({name: text})
                self.assertEqual(len(breaches), 1, breaches)
                self.assertIn(reason, breaches[0])

    def test_long_file_is_a_warning(self):
        breaches, warnings = self.breaches({"daemon/core/long.cpp": "//\n" * 500})
        self.assertEqual((breaches, len(warnings)), ([], 1))


if __name__ == "__main__":
    unittest.main()
