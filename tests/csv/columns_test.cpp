#include <string>

#include <gtest/gtest.h>

#include "collectors/cells/scale.hpp"
#include "tests/csv/council.hpp"

// What the folders of testcases/ cannot show: names of files, and sums that do not fit.
namespace waymark::csv::tests {
namespace {

std::string collected(const std::string& toml,
                      const std::vector<std::pair<std::string, std::string>>& files) {
  const waymark::tests::TemporaryDirectory inbox;
  for (const auto& [name, text] : files) write(inbox.path() / name, text);
  auto configured = configure("path = \".\"\n" + toml, inbox.path());
  if (!configured.settings) return configured.diagnostics->text();
  const auto collector = make_collector(*configured.settings);
  FakeRecorder recorder;
  return describe(collector->collect(recorder, {.settle = false}, {}), recorder);
}

TEST(PeriodFrom, TheNameOfEachFileSaysItsPeriod) {
  const std::string settings =
      "layout = \"long\"\nindicator = \"invoices\"\n"
      "period_from = {file_name = '^kpi[-_](\\d{4}-\\d\\d)[-_](q\\d)\\.csv$'}\n"
      "[collector.columns]\nvalue = \"Bills\"\n";
  EXPECT_EQ(collected(settings, {{"KPI_2023-24_Q3.csv", "Bills\n12\n"},
                                 {"kpi-2023-24-q4.csv", "Bills\n13\n"},
                                 {"kpi.csv", "Bills\n14\n"}}),
            "KPI_2023-24_Q3.csv: recorded, 1 read, 0 rejected, 0 missing\n"
            "kpi-2023-24-q4.csv: recorded, 1 read, 0 rejected, 0 missing\n"
            "kpi.csv: quarantined\n"
            "  its name \"kpi.csv\" does not match period_from's file_name "
            "\"^kpi[-_](\\d{4}-\\d\\d)[-_](q\\d)\\.csv$\", so that its period is not known\n"
            "invoices 2023/24 Q3 = 12 (line 2)\n"
            "invoices 2023/24 Q4 = 13 (line 2)\n");
}

TEST(PeriodFrom, WhatTheNameSaysMustBeAPeriodOfTheIndicator) {
  const std::string settings =
      "layout = \"wide\"\nperiod_from = {file_name = '(\\d{4})'}\n[collector.indicators]\n\"Bills\" = "
      "\"invoices\"\n";
  EXPECT_EQ(
      collected(settings, {{"2024.csv", "Bills\n12\n"}}),
      "2024.csv: quarantined, 1 read, 1 rejected, 0 missing\n"
      "  1 of 1 rows rejected, none is allowed; the first is line 2: \"2024\" is a calendar year, not a "
      "quarter: write one like 2023/24 Q3; or map it in [collector.periods]\n"
      "rejected line 2, the row: \"2024\" is a calendar year, not a quarter: write one like 2023/24 "
      "Q3; or map it in [collector.periods]\n");
}

TEST(ColumnNames, OneCollectorReadsWhatIsCalledOtherwiseEachMonth) {
  const std::string settings =
      "layout = \"transactions\"\n[collector.columns]\n"
      "date = [\"Date Paid\", \"DatePaid\", \"Payment date\"]\n"
      "amount = [\"Net Amount\", \"NetAmount\", \"Net Amount £\"]\n"
      "[[collector.sum]]\nindicator = \"spend\"\nwhere = [{column = \"Type\", equals = \"Agency\"}]\n";
  EXPECT_EQ(
      collected(settings, {{"2025-04.csv", "Date Paid,Type,Net Amount\n03/04/2025,Agency,\"1,200.00\"\n"},
                           {"2025-05.csv", "Type,DatePaid,NetAmount\nAgency,06/05/2025,900.00\n"},
                           {"2025-06.csv", "Payment date,Type,Net Amount \xA3\n02/06/2025,Agency,850.50\n"}}),
      "2025-04.csv: recorded, 1 read, 0 rejected, 0 missing\n"
      "2025-05.csv: recorded, 1 read, 0 rejected, 0 missing\n"
      "2025-06.csv: recorded, 1 read, 0 rejected, 0 missing\n"
      "spend Apr 2025 = 1200.00 (1 lines)\n"
      "spend May 2025 = 900.00 (1 lines)\n"
      "spend Jun 2025 = 850.50 (1 lines)\n");
}

struct ScaleCase {
  std::string factor, value, product;  // no product: it does not fit
};

void PrintTo(const ScaleCase& of, std::ostream* out) {
  *out << of.value << " times " << of.factor;
}

class ScaledBy : public testing::TestWithParam<ScaleCase> {};

TEST_P(ScaledBy, ExactlyOrNotAtAll) {
  const auto& [factor, value, product] = GetParam();
  const cells::Scale scale(core::Decimal::parse(factor).value());
  const auto result = scale.times(core::Decimal::parse(value).value());
  EXPECT_EQ(result ? result->text() : "", product);
}

INSTANTIATE_TEST_SUITE_P(
    Scale, ScaledBy,
    testing::Values(ScaleCase{"1000", "1412", "1412000"}, ScaleCase{"1000", "1.4125", "1412.5"},
                    ScaleCase{"1000.00", "1.4", "1400"}, ScaleCase{"1000000", "-1.4", "-1400000"},
                    ScaleCase{"100", "0.0829", "8.29"}, ScaleCase{"0.01", "12345", "123.45"},
                    ScaleCase{"0.010", "5", "0.05"}, ScaleCase{"1", "8.30", "8.30"},
                    ScaleCase{"2.5", "0.3", "0.75"}, ScaleCase{"1000", "0", "0"},
                    ScaleCase{"12", "0.5", "6.0"},
                    ScaleCase{"1000", "9223372036854775", "9223372036854775000"},
                    ScaleCase{"1000", "9223372036854776", ""}, ScaleCase{"0.1", "0.000000000000000001", ""},
                    ScaleCase{"0.1", "0.000000000000000010", "0.000000000000000001"}));

}  // namespace
}  // namespace waymark::csv::tests
