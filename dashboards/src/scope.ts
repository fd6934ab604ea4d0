// A service, a directorate, or the whole council: what is measured there.
import { board } from './board';
import { at, bars, hidden, inUnit, ownDigits, property, statPanel, tableOf, type Column } from './panels';
import { described, indicatorColumn, kpi, milliseconds, scaled, scopeChosen, plain, perIndicator } from './promql';
import * as variables from './variables';
import { colours, polarityWords, unitWords } from './words';

const here = (metric: string): string => kpi(metric, scopeChosen);
const chosen = described({ matchers: scopeChosen });

const summary = statPanel(
  {
    title: 'In short',
    description:
      'How many figures there are here; how many of them are late, that is past the day on which the next one was due; ' +
      'how many totals lack a part of what they stand for; and how many commitments are made here.',
    place: at(0, 0, 12, 4),
  },
  [
    { expression: `count(${here('kpi_value')})`, legend: 'Figures' },
    { expression: `count(${here('kpi_next_due_timestamp_seconds')} < time()) or vector(0)`, legend: 'Late' },
    { expression: `count(${here('kpi_coverage_ratio')} < 1) or vector(0)`, legend: 'Partial totals' },
    { expression: `count(${chosen}) or vector(0)`, legend: 'Commitments' },
  ],
)
  .unit('none')
  .decimals(0);

const states = statPanel(
  {
    title: 'Commitments here',
    description: 'The commitments of the chosen scope by status; a commitment of a service counts there and not above it.',
    place: at(12, 0, 12, 4),
  },
  [
    ['● On track or achieved', 'on_track|achieved', colours.teal],
    ['▲ At risk', 'at_risk', colours.orange],
    ['■ Off track or missed', 'off_track|missed', colours.plum],
    ['○ No figure', 'no_data|overdue', colours.grey],
    ['◇ Not judged', 'not_due|monitor_only', colours.blue],
  ].map(([legend, which]) => ({
    expression: `sum(${kpi('kpi_commitment_status', `${scopeChosen}, kpi_commitment_status=~"${which}"`)}) or vector(0)`,
    legend,
  })),
)
  .unit('none')
  .decimals(0);

const columns: Column[] = [
  { name: 'title', title: 'Indicator', properties: [property('links', [{
    title: 'History and source, on Waymark’s page',
    url: '${waymark:raw}/a/${__data.fields.authority}/indicators',
    targetBlank: true,
  }])] },
  { name: 'scope', title: 'Scope', width: 125 },
  { name: 'latest', title: 'Latest', width: 105, properties: inUnit(ownDigits) },
  { name: 'year_before', title: 'A year before', width: 105, properties: inUnit(ownDigits) },
  { name: 'change', title: 'Change', width: 80, properties: inUnit(ownDigits) },
  { name: 'unit', title: 'Unit', width: 78, properties: [property('mappings', unitWords)] },
  { name: 'polarity', title: 'Better', width: 70, properties: [property('mappings', polarityWords)] },
  { name: 'coverage', title: 'Coverage', width: 70, properties: inUnit({ unit: 'percentunit', decimals: 0 }) },
  { name: 'age', title: 'Figure is of', width: 100, properties: inUnit({ unit: 'dateTimeFromNow' }) },
  { name: 'authority', title: 'Authority', properties: [hidden] },
];
const indicators = tableOf(
  {
    title: 'Indicators',
    description:
      'Every figure of the chosen scope, beside the same period a year before. Coverage says how many of the parts of a ' +
      'total had reported: below 100% it is partial. The last column says how long ago the figure’s period ended.',
    place: at(0, 4, 17, 12),
  },
  [
    indicatorColumn('latest', here('kpi_value'), scaled),
    indicatorColumn('year_before', here('kpi_value_year_before'), scaled),
    indicatorColumn('change', `(${here('kpi_value')} - ${here('kpi_value_year_before')})`, scaled),
    indicatorColumn('coverage', here('kpi_coverage_ratio')),
    indicatorColumn('age', milliseconds(here('kpi_period_end_timestamp_seconds'))),
  ],
  columns,
);

const change = bars(
  {
    title: 'Against last year',
    description:
      'How much each figure rose or fell, as a share of the same period a year before. Whether a rise is good depends ' +
      'on the indicator: the table says which way is better.',
    place: at(17, 4, 7, 12),
  },
  [
    {
      expression:
        `max by (${perIndicator}, scope, title) ((${here('kpi_value')} / (${here('kpi_value_year_before')} != 0) - 1)` +
        ` * on (${perIndicator}) group_left (title) ${plain})`,
      legend: '{{title}} {{scope}}',
    },
  ],
)
  .unit('percentunit')
  .decimals(1);

export const scope = board({
  uid: 'waymark-scope',
  title: 'Waymark: service or directorate',
  description: 'One part of the council, or the whole: its indicators against last year, and what its totals cover.',
  variables: [variables.authority(), variables.scope(), variables.waymark()],
  panels: [summary, states, indicators, change],
});
