#!/usr/bin/env python3
"""Figures that are right or refused, or kept and reported: future periods, fractions, repeated files, two ways in."""

import datetime
import json
import sys
import unittest

from support import HEAD, Workspace

PLAN = """
[[plan]]
id = "p"
title = "Plan"
[[theme]]
id = "t"
title = "Theme"
[[scope]]
path = "waste"
title = "Waste"
[[scope]]
path = "housing"
title = "Housing"
[[indicator]]
id = "measure"
title = "Measure"
polarity = "lower"
"""
LONG = """
[[collector]]
name = "ready"
type = "csv"
path = "inbox"
files = "*.csv"
layout = "long"
indicator = "measure"
max_bad_rows = 5
[collector.columns]
period = "When"
value = "Value"
"""
SPEND = """
[[collector]]
name = "spend"
type = "csv"
path = "spend"
layout = "transactions"
[collector.columns]
date = "Date"
amount = "Amount"
[[collector.sum]]
indicator = "measure"
"""


class Council(Workspace):
    def __init__(self, indicator, collectors=LONG, **files):
        super().__init__()
        (self.folder / "plan.toml").write_text(PLAN + indicator)
        self.config.write_text(HEAD + collectors)
        for name in ("inbox", "spend"):
            (self.folder / name).mkdir()
        for name, text in files.items():
            (self.folder / "inbox" / f"{name}.csv").write_text(text)

    def findings(self):
        board = json.loads(self.waymark("status", "--json"))
        return [(finding["kind"], finding["sentence"]) for finding in board["findings"]]


SHARE = 'unit = "percent"\nfrequency = "financial_year"\naggregation = "ratio"\n'
QUARTERLY = SHARE.replace("financial_year", "quarter")
FTE = 'unit = "fte"\nfrequency = "month"\naggregation = "stock"\nscopes = ["waste", "housing"]\n'
COMMITMENT = """
[[commitment]]
id = "less"
title = "Less"
indicator = "measure"
target = { period = "2099/00 Q4", value = 7.5 }
baseline = { period = "2020/21 Q4", value = 8.77 }
tolerance = { points = 0.5 }
"""


class DoubtfulFigures(unittest.TestCase):
    def test_a_period_that_has_not_begun_is_refused(self):
        rows = "When,Value\n2023/24 Q4,8.1\n2024/25 Q1,8.4\n2162/63 Q2,7.4\n2162/63 Q3,7.3 [f]\n"
        with Council(QUARTERLY + COMMITMENT, a=rows) as council:
            said = council.waymark("collect --now", expect=None)
            self.assertIn("3 new, 1 rejected", said)
            self.assertIn("2162/63 Q2 has not begun (today is", council.waymark("rejects"))
            status = council.waymark("status")
            self.assertIn("the latest figure is 2024/25 Q1 (8.4%)", status)

    def test_today_is_the_councils_own_day(self):
        today = datetime.date.today()
        rows = f"When,Value\n{today:%b %Y},3\n{today.replace(day=1) + datetime.timedelta(days=63):%b %Y},3\n"
        with Council('unit = "count"\nfrequency = "month"\naggregation = "flow"\n', a=rows) as council:
            self.assertIn("1 new, 1 rejected", council.waymark("collect --now", expect=None))

    def test_a_budget_is_known_ahead(self):
        rows = "When,Value\n2162/63,1000\n"
        budget = 'unit = "gbp"\nfrequency = "financial_year"\naggregation = "flow"\nahead = true\n'
        with Council(budget, a=rows) as council:
            self.assertNotIn("rejected", council.waymark("collect --now"))

    def test_a_fraction_and_a_missing_point_among_percentages(self):
        for figure, kinds in (("0.0829", ["jump"]), ("829", ["implausible", "jump"]), ("-3", ["implausible"])):
            rows = f"When,Value\n2020/21,8.77\n2021/22,9.54\n2022/23,{figure}\n2023/24,8.1\n"
            with self.subTest(figure), Council(SHARE, a=rows) as council:
                council.waymark("collect --now")
                self.assertEqual([kind for kind, _ in council.findings()], kinds)
                self.assertIn(f"{figure}% for 2022/23", council.waymark("status"))

    def test_a_file_that_repeats_the_month_before(self):
        columns = 'scope = "Service"\n[collector.scopes]\n"Waste" = "waste"\n"Housing" = "housing"\n'
        month = "When,Service,Value\n{0},Waste,41.62\n{0},Housing,{1}\n"
        files = {"b": month.format("Aug 2025", "112.80"), "c": month.format("Sep 2025", "112.80")}
        with Council(FTE, LONG + columns, **files) as council:
            council.waymark("collect --now")
            (kind, sentence), = council.findings()
            self.assertEqual(kind, "repeated")
            self.assertIn("All 2 figures that came together for Sep 2025 equal those of Aug 2025", sentence)
            (council.folder / "inbox/d.csv").write_text(month.format("Sep 2025", "113.40"))
            council.waymark("collect --now")
            self.assertEqual(council.findings(), [])

    def test_transactions_and_ready_figures_of_one_indicator(self):
        flow = 'unit = "gbp"\nfrequency = "month"\naggregation = "flow"\n'
        with Council(flow, LONG + SPEND) as council:
            said = council.waymark("check", expect=1)
            self.assertIn('collector "spend" adds up indicator "measure" from transactions', said)
            by_column = LONG.replace('indicator = "measure"\n', "") + 'indicator = "Measure"\n'
            council.config.write_text(HEAD + by_column + SPEND)
            council.waymark("check")
            (council.folder / "inbox/a.csv").write_text("When,Measure,Value\nApr 2025,measure,12\n")
            council.waymark("collect --now", expect=None)
            self.assertIn('collector "spend" adds up indicator "measure"', council.waymark("rejects"))

    def test_working_days_behind_the_bank_holidays(self):
        plan = QUARTERLY + 'due_after = "20 working days"\n' + COMMITMENT
        with Council(plan) as council:
            self.assertIn("bank holidays are known until 31 December", council.waymark("check"))

    def test_a_command_that_is_none(self):
        with Workspace() as space:
            self.assertIn('did you mean "status"?', space.waymark("statsu", expect=2))
            self.assertIn('did you mean "--json"?', space.waymark("status --jsn", expect=2))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
