#!/usr/bin/env python3
"""Money that lies in two places counts once, or it is said that it counts twice."""

import sys
import unittest

from council import SPEND, Council, indicator

SUM = '[[collector.sum]]\nindicator = "spend"\n'
HEAD = "Date,Supplier,Amount\n"
APRIL = HEAD + "".join(f"{day:02}/04/2025,Agency {day},10.00\n" for day in range(1, 29))


class Spend(Council):
    """A council that sums what files of transactions say."""

    def __init__(self, keys=""):
        super().__init__(SPEND.format(keys=keys) + SUM, indicator("spend", "gbp", aggregation="flow"))

    def drop(self, name, text, expect=0):
        (self.inbox / name).write_text(text)
        return self.collect(expect=expect)

    def april(self):
        return self.waymark("explain spend --period 2025-04")


class Files(unittest.TestCase):
    def test_a_corrected_file_under_a_new_name_is_said_to_count_twice(self):
        with Spend() as space:
            space.drop("april.csv", APRIL)
            said = space.drop("april-corrected.csv", APRIL.replace("Agency 28,10.00", "Agency 28,12.00"))
            self.assertIn("27 of its lines stand in april.csv too, which come to 270.00: they count twice; where "
                          'they are the same payments, set duplicates = "once"', said)
            self.assertIn("562.00", space.april())

    def test_a_line_counts_once_where_it_is_set_to(self):
        with Spend('duplicates = "once"') as space:
            space.drop("april.csv", APRIL)
            said = space.drop("april-corrected.csv", APRIL.replace("Agency 28,10.00", "Agency 28,12.00"))
            self.assertIn("27 of its lines stand in april.csv too, which come to 270.00: they count once", said)
            self.assertIn("292.00", space.april())
            space.drop("april.csv", HEAD)
            self.assertIn("282.00", space.april())
            self.assertIn("sound", space.waymark("ledger check"))

    def test_a_file_is_refused_where_it_is_set_to(self):
        with Spend('duplicates = "refuse"') as space:
            space.drop("april.csv", APRIL)
            said = space.drop("again.csv", APRIL + "29/04/2025,Agency 29,5\n", expect=1)
            self.assertIn('nothing of it counts, since duplicates = "refuse"', said)
            reasons = (space.inbox / "quarantine/again.csv.errors.csv").read_text()
            self.assertIn("28 of its lines stand in april.csv too", reasons)
            self.assertIn("280.00", space.april())

    def test_a_setting_that_comes_later_refuses_the_later_file(self):
        with Spend() as space:
            space.drop("april.csv", APRIL)
            space.drop("again.csv", APRIL + "29/04/2025,Agency 29,5\n")
            space.settings(SPEND.format(keys='duplicates = "refuse"') + SUM)
            said = space.collect("--again", expect=1)
            self.assertNotIn("april.csv: quarantined", said)
            self.assertIn("again.csv: quarantined: 28 of its lines stand in april.csv too", said)

    def test_a_file_that_a_spreadsheet_saved_again(self):
        with Spend() as space:
            space.drop("april.csv", APRIL)
            saved = "".join(f"2025-04-{day:02},Agency {day},10\r\n" for day in range(1, 29))
            said = space.drop("april (2).csv", HEAD + saved + ",,\r\n")
            self.assertIn("28 of its lines stand in april.csv too, which come to 280", said)


class Collectors(unittest.TestCase):
    def test_contributions_to_one_indicator_add_up(self):
        second = SPEND.replace('"spend"', '"cards"').replace('"inbox"', '"cards"')
        with Council(SPEND.format(keys="") + SUM + second.format(keys="") + SUM,
                     indicator("spend", "gbp", aggregation="flow")) as space:
            cards = space.folder / "cards"
            cards.mkdir()
            (space.inbox / "a.csv").write_text(HEAD + "01/04/2025,Agency,10\n")
            (cards / "a.csv").write_text(HEAD + "02/04/2025,Hotel,7\n")
            space.collect()
            said = space.waymark("explain spend --period 2025-04")
            self.assertIn("17", said)
            self.assertRegex(said, r"a\.csv of (cards|spend): £")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
