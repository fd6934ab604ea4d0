#!/usr/bin/env python3
"""What-if and backtest on the demo's figures."""

import json
import sys
import unittest

from support import Workspace


EXAMPLESHIRE = ("--authority", "E10999999")


class Analysis(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.space = Workspace("demo")
        # Some rows of the demo are wrong on purpose, which collect says.
        cls.space.waymark("collect --now", expect=1)

    @classmethod
    def tearDownClass(cls):
        cls.space.__exit__()

    def test_what_if_shows_now_and_then_and_records_nothing(self):
        before = self.space.waymark("status --json", *EXAMPLESHIRE)
        text = self.space.waymark("whatif debt_down --value 5400000 --period", "Dec 2026", *EXAMPLESHIRE)
        self.assertRegex(text, r"if it were £5,400,000 in Dec 2026\. Nothing is recorded\.")
        self.assertRegex(text, r"(?m)^Now   \w")
        self.assertRegex(text, r"(?m)^Then  On track: £5,400,000 is ")
        self.assertIn("Forecast for Mar 2028", text)
        self.assertEqual(self.space.waymark("status --json", *EXAMPLESHIRE), before)

    def test_a_forecast_is_made_from_the_whole_history(self):
        board = json.loads(self.space.waymark("status --json", *EXAMPLESHIRE))
        made = {c["id"]: c["forecast"] for c in board["commitments"] if c["forecast"]}
        self.assertEqual(made["debt_down"]["points"], 67)
        self.assertEqual(made["reserves"]["refusal"], "too_few")
        self.assertIn("partial_total", {finding["kind"] for finding in board["findings"]})

    def test_what_if_of_a_computed_figure(self):
        answer = json.loads(self.space.waymark("whatif agency_down --json --value 4 --period", "2026/27 Q4", *EXAMPLESHIRE))
        self.assertEqual(answer["then"]["latest"]["value"], 4)
        self.assertEqual(answer["then"]["status"], "on_track")
        self.assertNotEqual(answer["now"]["latest"]["value"], 4)

    def test_what_if_says_what_is_wrong(self):
        said = self.space.waymark("whatif debt_dwn --value 5 --period", "Dec 2026", *EXAMPLESHIRE, expect=2)
        self.assertIn('no commitment "debt_dwn"; did you mean "debt_down"?', said)
        said = self.space.waymark("whatif debt_down --value 5% --period", "Dec 2026", *EXAMPLESHIRE, expect=2)
        self.assertIn('--value: "5%" is not a number', said)
        said = self.space.waymark("whatif debt_down --value 5 --period", "Q1", *EXAMPLESHIRE, expect=2)
        self.assertIn("--period:", said)

    def test_backtest_counts_every_forecast(self):
        answer = json.loads(self.space.waymark("backtest --json", *EXAMPLESHIRE))
        total = answer["all"]
        self.assertGreater(total["forecasts"], 100)
        self.assertEqual(total["forecasts"], sum(line["forecasts"] for line in answer["commitments"]))
        self.assertLessEqual(total["within_80"], total["within_95"])
        self.assertLessEqual(total["within_95"], total["forecasts"])
        self.assertTrue(0 <= total["brier"] <= 1)
        text = self.space.waymark("backtest", *EXAMPLESHIRE)
        self.assertIn("As last year", text)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
