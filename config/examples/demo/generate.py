#!/usr/bin/env python3
"""Writes the figures of Exampleshire, a council that does not exist.

    python3 generate.py [FOLDER]     into FOLDER/inbox (default: beside this script)

The same figures every time: a fixed seed for each series, no clock. A test runs this again and compares the
result with what is committed. Nothing here is about a real council, service, supplier or person.
"""

import math
import random
import sys
from datetime import date, timedelta
from pathlib import Path

FIRST_YEAR, LAST_YEAR = 2021, 2026  # financial years 2021/22 to 2026/27
MONTHS = [(year + (month < 4), month) for year in range(FIRST_YEAR, LAST_YEAR + 1)
          for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)][:67]  # to October 2026
QUARTERS = [(year, quarter) for year in range(FIRST_YEAR, LAST_YEAR + 1) for quarter in (1, 2, 3, 4)][:22]
YEARS = list(range(FIRST_YEAR, LAST_YEAR))  # complete ones
FINANCE = {"newline": "\r\n", "encoding": "cp1252"}

SERVICES = {  # name: FTE, share of the staff budget that goes to agencies at first and at last, in %
    "Adult social care": (1400, 9.4, 7.0),
    "Children's services": (1290, 10.8, 10.6),
    "Public health": (140, 3.1, 2.2),
    "Highways and transport": (450, 5.9, 5.1),
    "Waste and recycling": (120, 4.4, 3.0),
    "Libraries and registration": (260, 1.6, 1.0),
    "Customer and digital": (330, 6.2, 3.6),
    "Resources": (610, 5.8, 2.9),
}


def financial_year(year):
    return f"{year}/{(year + 1) % 100:02d}"


def quarter_label(at):
    return f"Q{at[1]} {financial_year(at[0])}"


def month_label(at):
    return date(at[0], at[1], 1).strftime("%b-%y")  # Apr-21


def last_day(at):
    year, month = at
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1))


def quarter_end(at):
    year, quarter = at
    return [date(year, 6, 30), date(year, 9, 30), date(year, 12, 31), date(year + 1, 3, 31)][quarter - 1]


class Noise:
    """Uniform noise, the same for a name on every machine."""

    def __init__(self, name):
        self.random = random.Random("exampleshire " + name)

    def __call__(self, size):
        return (self.random.random() + self.random.random() - 1.0) * size


def course(name, count, start, end, *, season=0.0, peak=0, cycle=12, noise=0.0, bend=1.0):
    """`count` values from start to end; `season` swings with a peak at that place of the cycle."""
    wobble = Noise(name)
    values = []
    for i in range(count):
        share = (i / (count - 1)) ** bend if count > 1 else 0.0
        swing = season * math.cos(2 * math.pi * (i - peak) / cycle)
        values.append(start + (end - start) * share + swing + wobble(noise))
    return values


def to_date(values):
    """Year-to-date sums, starting again each April; one value a quarter."""
    total, result = 0.0, []
    for i, value in enumerate(values):
        total = value if i % 4 == 0 else total + value
        result.append(total)
    return result


def pounds(value):
    text = f"£{abs(value):,.0f}"
    return f"({text})" if value < 0 else text


def cell(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',;"\n') else text


def write(folder, name, rows, *, delimiter=",", newline="\n", encoding="utf-8"):
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(delimiter.join(map(cell, row)) + newline for row in rows)
    (folder / name).write_bytes(text.encode(encoding))


def year_of(at):
    return at[0]


def month_year(at):
    return at[0] - (at[1] < 4)


# --- long: staff, budgets and agency spend by service


def workforce(inbox):
    header = ["Measure", "Service", "Period", "Value", "Note"]
    files = {year: [header] for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    budgets = [0.0] * len(QUARTERS)
    for service, (fte, first, last) in SERVICES.items():
        staff = course("fte " + service, len(MONTHS), fte, fte * 0.95, noise=fte * 0.012)
        for i, (at, value) in enumerate(zip(MONTHS, staff)):
            # The libraries' establishment list for September and October 2026 has not come in.
            if service.startswith("Libraries") and at in ((2026, 9), (2026, 10)):
                continue
            files[month_year(at)].append(["FTE", service, f"{at[0]}-{at[1]:02d}", f"{value:.1f}", ""])
        share = course("agency " + service, len(QUARTERS), first, last, season=0.25, peak=3, cycle=4, noise=0.2)
        for i, at in enumerate(QUARTERS):
            budget = round(fte * (11200 + 95 * i) * (1 - 0.05 * i / 21))
            budgets[i] += budget
            label = f"{financial_year(at[0])} Q{at[1]}"
            files[year_of(at)].append(["Staff budget", service, label, f"{budget}", ""])
            files[year_of(at)].append(["Agency spend", service, label, f"{budget * share[i] / 100:.2f}", ""])
    consultants = course("consultants", len(QUARTERS), 1.4, 4.9, noise=0.15, bend=1.6)
    for i, at in enumerate(QUARTERS):
        label = f"{financial_year(at[0])} Q{at[1]}"
        note = "p" if i == len(QUARTERS) - 1 else ""
        spend = budgets[i] * consultants[i] / 100
        files[year_of(at)].append(["Consultant spend", "Whole council", label, f"{spend:.2f}", note])
    for year, rows in files.items():
        write(inbox / "workforce", f"{year}-{(year + 1) % 100:02d}.csv", rows)
    # A later file corrects two quarters of one service: both stay in the ledger, the first as it was.
    corrected = [row for row in files[2025] if row[:2] == ["Agency spend", "Children's services"]][-2:]
    write(inbox / "workforce", "2025-26_corrected.csv",
          [header] + [row[:3] + [f"{float(row[3]) * 1.035:.2f}", "r"] for row in corrected])


# --- wide: a column for each month


def services(inbox):
    count = len(MONTHS)
    potholes = course("potholes", count, 78, 88.6, season=-7, peak=10, noise=2.5)
    potholes[-3:] = [91.2, 89.9, 87.4]
    rows = {
        ("Care reviews done on time, %", "Adult social care"):
            (1, course("reviews", count, 71, 83.5, noise=2.4)),
        ("Days of delayed discharge", "Adult social care"):
            (0, course("discharge", count, 760, 640, season=140, peak=9, noise=60)),
        ("Wait for home care, days", "Adult social care"):
            (1, course("home care", count, 26, 14.2, season=2.5, peak=9, noise=1.6)),
        ("Education, health and care plans within 20 weeks, %", "Children's services"):
            (1, course("plans", count, 58, 43.5, season=3, peak=3, noise=3)),
        ("Potholes repaired in time, %", "Highways and transport"): (1, potholes),
        ("Highway claims received", "Highways and transport"):
            (0, course("claims", count, 88, 71, season=26, peak=10, noise=9)),
        ("Street light repair, days", "Highways and transport"):
            (1, course("lights", count, 7.4, 5.1, season=0.8, peak=8, noise=0.5)),
        ("Library visits", "Libraries and registration"):
            (0, course("visits", count, 61000, 84500, season=6500, peak=3, noise=2200, bend=0.6)),
        ("Calls answered within 2 minutes, %", "Customer and digital"):
            (1, course("calls", count, 68, 80.5, season=-4, peak=0, noise=2.2)),
        ("Contacts made online, %", "Customer and digital"):
            (1, [value + (9 if i >= 30 else 0)
                 for i, value in enumerate(course("online", count, 41, 57, noise=1.2))]),
        ("Hours saved by automation", "Whole council"):
            (0, [None] * 48 + course("automation", count - 48, 120, 610, noise=40)),
        ("Planned works finished on the planned day, %", "Highways and transport"):
            (1, course("works", count, 84, 90, noise=3)),
    }
    gaps = {  # what the files say instead of a figure
        ("Library visits", (2022, 1)): "NA", ("Library visits", (2022, 2)): "NA",
        ("Street light repair, days", (2023, 6)): "-", ("Street light repair, days", (2023, 7)): "-",
        ("Street light repair, days", (2023, 8)): "-", ("Wait for home care, days", (2024, 12)): "x",
        ("Highway claims received", (2026, 10)): "-",
    }

    def text(measure, at, value, digits):
        if value is None:
            return ""
        return gaps.get((measure, at), f"{min(value, 99.6) if '%' in measure else value:.{digits}f}")

    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        months = [i for i, at in enumerate(MONTHS) if month_year(at) == year]
        table = [["Measure", "Service", "Lead"] + [month_label(MONTHS[i]) for i in months]]
        for (measure, service), (digits, values) in rows.items():
            if all(values[i] is None for i in months):
                continue
            table.append([measure, service, "Performance team"] +
                         [text(measure, MONTHS[i], values[i], digits) for i in months])
        write(inbox / "services", f"services_{year}-{(year + 1) % 100:02d}.csv", table, newline="\r\n",
              encoding="utf-8-sig")
    # A month of automation was counted twice; the correction came with the next return.
    at = MONTHS.index((2026, 2))
    halved = rows[("Hours saved by automation", "Whole council")][1][at] * 0.6
    write(inbox / "services", "services_2025-26_corrected.csv",
          [["Measure", "Service", "Feb-26"], ["Hours saved by automation", "Whole council", f"{halved:.0f}"]])


# --- long with the two parts of each ratio, semicolons between


def rates(inbox):
    count = len(QUARTERS)
    table = [["Measure", "Service", "Period", "Part", "Whole", "Note"]]

    def quarterly(measure, service, base, digits, percent, spread, notes=None):
        base_noise = Noise("base " + measure)
        for i, at in enumerate(QUARTERS):
            whole = base + base_noise(spread)
            part = whole * percent[i] / 100
            table.append([measure, service, quarter_label(at), f"{part:.{digits}f}", f"{whole:.{digits}f}",
                          (notes or {}).get(at, "")])

    quarterly("Waste recycled or composted", "Waste and recycling", 81000, 0,
              course("recycling", count, 46.5, 51.2, season=3.4, peak=1, cycle=4, noise=0.7), 2500)
    quarterly("At home 91 days after reablement", "Adult social care", 430, 0,
              course("reablement", count, 79, 84.2, noise=1.8), 30)
    quarterly("Children placed with the council's own carers", "Children's services", 820, 0,
              course("placements", count, 52, 55.5, noise=1.2), 18)
    # From April 2024 posts held for restructuring no longer count: a break in the series.
    vacancies = course("vacancies", count, 21.5, 20.4, noise=0.9)
    quarterly("Social worker posts vacant", "Children's services", 345, 1,
              [value - (5.2 if i >= 12 else 0) for i, value in enumerate(vacancies)], 6, {(2024, 1): "b"})
    quarterly("Staff who left in the year", "Whole council", 4600, 0,
              course("turnover", count, 14.9, 11.8, season=0.4, peak=2, cycle=4, noise=0.5), 40)
    quarterly("Invoices paid within 30 days", "Resources", 26000, 0,
              course("invoices", count, 90, 96.2, noise=0.8), 1500)
    quarterly("Orders raised before the invoice", "Resources", 9400, 0,
              course("orders", count, 82, 91.3, noise=1.4), 500)
    quarterly("Records complete in the data quality audit", "Resources", 1200, 0,
              course("records", count, 88, 95.5, noise=0.9), 0)
    quarterly("Loans that are digital", "Libraries and registration", 410000, 0,
              course("loans", count, 22, 37.5, season=1.2, peak=3, cycle=4, noise=0.6), 22000)
    cost = course("contact cost", count, 5.9, 4.35, noise=0.16)
    contacts = course("contacts", count, 238000, 214000, noise=6000)
    for i, at in enumerate(QUARTERS):
        table.append(["Cost of a contact", "Customer and digital", quarter_label(at),
                      f"{cost[i] * contacts[i]:.2f}", f"{contacts[i]:.0f}", ""])
    for i, year in enumerate(YEARS):
        bill = 206_400_000 + 4_150_000 * i
        table.append(["Trade union facility time", "Whole council", financial_year(year),
                      f"{bill * (0.00142 - 0.00004 * i):.2f}", f"{bill}", ""])
    # Two lines of a kind that every collector meets; they are rejected and shown with their reasons.
    table.insert(40, ["Invoices payed in 30 days", "Resources", "Q1 2023/24", "24119", "25730", ""])
    table.insert(90, ["Orders raised before the invoice", "Resources", "Q5 2024/25", "8121", "9260", ""])
    write(inbox / "rates", "rates.csv", table, delimiter=";")


# --- long, quarterly and yearly values


def returns(inbox):
    count = len(QUARTERS)
    rows = []

    def quarterly(measure, service, digits, values, skip=()):
        for at, value in zip(QUARTERS, values):
            if at not in skip:
                rows.append([measure, service, quarter_label(at), f"{value:.{digits}f}", ""])

    quarterly("Sickness days per FTE, year to date", "Whole council", 2,
              to_date(course("sickness", count, 2.35, 2.22, season=0.38, peak=2.5, cycle=4, noise=0.12)))
    quarterly("Agency workers and consultants in place over a year", "Whole council", 0,
              course("long stays", count, 46, 29, noise=4))
    quarterly("Children in care per 1,000", "Children's services", 1,
              course("care", count, 7.1, 7.9, noise=0.15))
    quarterly("Residential care, cost of a week", "Adult social care", 2,
              course("residential", count, 812, 1043, noise=9))
    # The disposal contractor's returns stopped in the spring of 2026.
    quarterly("Tonnes sent to landfill", "Waste and recycling", 0,
              course("landfill", count, 9800, 5200, season=500, peak=1, cycle=4, noise=250),
              skip=((2023, 2), (2026, 1), (2026, 2)))
    quarterly("Data sets published", "Whole council", 0, course("data sets", count, 38, 92, noise=2))
    quarterly("Health checks, year to date", "Public health", 0,
              to_date(course("checks", count, 3900, 4700, season=260, peak=3, cycle=4, noise=180)))
    quarterly("Young people who left care and are not in work or learning", "Children's services", 0,
              course("care leavers", count, 13, 5, noise=3.4))
    for i, year in enumerate(YEARS):
        label = financial_year(year)
        rows.append(["Returned by invest to save", "Resources", label,
                     f"{310000 + 145000 * i + Noise(f'invest {year}')(30000):.0f}", ""])
        rows.append(["Cost avoided by prevention", "Adult social care", label,
                     f"{1180000 + 190000 * i + Noise(f'avoided {year}')(90000):.0f}", "e"])
        rows.append(["Reserves as a share of net revenue", "Resources", label,
                     f"{8.9 - 0.62 * i + Noise(f'reserves {year}')(0.2):.1f}", ""])
        rows.append(["Hours of equality training", "Resources", label,
                     f"{9400 - 420 * i + Noise(f'training {year}')(300):.0f}", ""])
    header = ["Indicator", "Service", "Period", "Value", "Note"]
    rows.sort(key=lambda row: row[0])
    write(inbox / "returns", "returns.csv", [header] + rows)
    # What the auditors changed in the accounts of 2024/25, in a file of its own.
    write(inbox / "returns", "returns_audited.csv", [
        header, ["Reserves as a share of net revenue", "Resources", "2024/25", "6.9", "r"],
        ["Returned by invest to save", "Resources", "2024/25", "731500", "r"]])


# --- as a ledger system exports it: title block, pound signs, brackets, day-first dates, Windows-1252


def finance(inbox):
    count = len(QUARTERS)
    savings = to_date(course("savings", count, 1_650_000, 3_150_000, season=380_000, peak=3, cycle=4, noise=150_000))
    capital = to_date(course("capital", count, 9_000_000, 14_500_000, season=2_600_000, peak=3, cycle=4,
                             noise=800_000))
    waste = to_date(course("waste", count, 60_000, 148_000, noise=18_000))
    variance = course("variance", len(MONTHS), 300_000, 120_000, season=420_000, peak=9, noise=260_000)
    debt = course("debt", len(MONTHS), 9_400_000, 7_150_000, noise=320_000)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        lines = [["Exampleshire County Council (invented)", "", "", ""],
                 [f"Budget monitoring £ {financial_year(year)}", "", "", ""], ["", "", "", ""],
                 ["Measure", "Period ending", "Amount (£)", "Note"]]
        for at, value, owed in zip(MONTHS, variance, debt):
            if month_year(at) == year:
                day = last_day(at).strftime("%d/%m/%Y")
                lines.append(["Variance from budget", day, pounds(round(value, -2)), ""])
                lines.append(["Debt over 90 days", day, pounds(owed), ""])
        for at, saved, built, less in zip(QUARTERS, savings, capital, waste):
            if at[0] == year:
                day = quarter_end(at).strftime("%d/%m/%Y")
                note = "p" if at == QUARTERS[-1] else ""
                lines.append(["Savings delivered, year to date", day, pounds(round(saved, -3)), note])
                lines.append(["Capital spend, year to date", day, pounds(round(built, -3)), note])
                lines.append(["Waste removed, year to date", day, pounds(round(less, -2)), note])
        lines.append(["", "", "", ""])
        write(inbox / "finance", f"budget_monitoring_{year}.csv", lines, **FINANCE)


# --- one indicator, a row for each week, the week given by a day in it


def contact_centre(inbox):
    first = date(2021, 4, 11)  # Sundays
    weeks = (date(2026, 11, 15) - first).days // 7 + 1
    waits = course("call wait", weeks, 6.4, 3.4, season=1.0, peak=51, cycle=52, noise=0.9)
    rows = [["Week ending", "Average wait (minutes)"]]
    for i, value in enumerate(waits):
        if 96 <= i < 99:  # the telephone system was replaced, three weeks were not measured
            continue
        rows.append([(first + timedelta(days=7 * i)).strftime("%d/%m/%Y"), f"{max(value, 0.4):.1f}"])
    rows[-20][1] = "2.9 min."  # rejected: a figure with words in it
    write(inbox / "contact_centre", "waits.csv", rows)


# --- transactions: spend lines without payees


def spend(inbox):
    kinds = [("Agency staff - social work", 16, 4200), ("Agency staff - other", 10, 2600),
             ("Consultancy", 7, 9800), ("Repairs and maintenance", 22, 3100), ("Software licences", 8, 5400),
             ("Transport", 20, 1900), ("Printing and stationery", 14, 640), ("Training", 6, 1200)]
    names = list(SERVICES)
    for at in MONTHS[-12:]:
        draw = random.Random(f"exampleshire spend {at}")
        rows = [["Payment date", "Department", "Expense type", "Net amount"]]
        for kind, lines, size in kinds:
            for _ in range(lines + int(draw.random() * 5) - 2):
                department = names[int(draw.random() * (2 if "social work" in kind else len(names)))]
                day = date(at[0], at[1], 1 + int(draw.random() * 27))
                value = size * (0.3 + 1.6 * draw.random())
                if draw.random() < 0.03:
                    value = -value / 2  # a credit note
                rows.append([day.strftime("%d/%m/%Y"), department, kind, f"{value:,.2f}"])
        write(inbox / "spend", f"spend_{at[0]}-{at[1]:02d}.csv",
              rows[:1] + sorted(rows[1:], key=lambda row: (row[0], row[1], row[2], row[3])), newline="\r\n")


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    inbox = folder / "inbox"
    for part in (workforce, services, rates, returns, finance, contact_centre, spend):
        part(inbox)


if __name__ == "__main__":
    main()
