"""A council whose files the tests drop, and what became of them."""

from support import Workspace

PLAN = """
[[indicator]]
id = "{id}"
title = "Measure"
unit = "{unit}"
polarity = "lower"
frequency = "{frequency}"
aggregation = "{aggregation}"
"""
CONFIG = """
[ledger]
path = "state/ledger.db"
[[authority]]
code = "E10999999"
name = "Testshire"
invented = true
plans = ["plan.toml"]
"""
FTE = """
[[collector]]
name = "fte"
type = "csv"
path = "inbox"
layout = "long"
indicator = "fte"
{keys}
[collector.columns]
period = "Month"
value = "{value}"
"""
SPEND = """
[[collector]]
name = "spend"
type = "csv"
path = "inbox"
layout = "transactions"
{keys}
[collector.columns]
date = "Date"
amount = "Amount"
"""
APRIL = "Month,FTE\nApr 2025,153\n"


def indicator(name, unit="fte", frequency="month", aggregation="stock"):
    return PLAN.format(id=name, unit=unit, frequency=frequency, aggregation=aggregation)


class Council(Workspace):
    """A council with one collector; what it holds, by period."""

    def __init__(self, collectors, plan=indicator("fte")):
        super().__init__()
        (self.folder / "plan.toml").write_text(plan)
        self.inbox = self.folder / "inbox"
        self.inbox.mkdir()
        self.settings(collectors)

    def settings(self, collectors):
        self.config.write_text(CONFIG + collectors)

    def collect(self, *arguments, expect=0):
        return self.waymark("collect --now", *arguments, expect=expect)

    def value(self, name, period):
        """The figure and the file that it is from."""
        said = self.waymark("export csv", "--authority", "E10999999")
        for line in said.splitlines():
            cells = line.split(",")
            if name in cells and period in cells:
                return line
        return None

    def explained(self, name, period):
        return self.waymark("explain", name, "--period", period)

    def stored(self):
        return sorted(str(file.relative_to(self.inbox)) for file in self.inbox.rglob("*")
                      if file.is_file() and not file.name.startswith("."))
