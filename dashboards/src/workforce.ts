// Agency staff and consultants as shares of the staff budget, one beside the other, and the staff behind them.
import { board } from './board';
import { at, bars, hidden, inUnit, lines, ownDigits, property, share, statPanel, tableOf } from './panels';
import { indicatorColumn, kpi, milliseconds, perGroup, perIndicator, plain, scaled } from './promql';
import * as variables from './variables';
import { colours, polarityWords, unitWords, yesNo } from './words';

const agency = 'indicator=~"$agency"';
const consultants = 'indicator=~"$consultants"';
const whole = 'scope=""';
const one = (metric: string, matchers: string): string => `max(${kpi(metric, matchers)})`;

const shares = statPanel(
  {
    title: 'Share of the staff budget',
    description:
      'Spend on agency staff and on consultants, each as a share of the staff budget of the whole council, with its ' +
      'target where the plan has one.',
    place: at(0, 0, 10, 4),
  },
  [
    { expression: one('kpi_value', `${agency}, ${whole}`), legend: 'Agency' },
    { expression: one('kpi_target', `${agency}, ${whole}`), legend: 'Agency, target' },
    { expression: one('kpi_value', `${consultants}, ${whole}`), legend: 'Consultants' },
    { expression: one('kpi_target', `${consultants}, ${whole}`), legend: 'Consultants, target' },
  ],
)
  .unit(share.unit)
  .decimals(share.decimals);

const together = statPanel(
  {
    title: 'The two together',
    description:
      'Agency staff and consultants added up, at the start and now; only where the plan says that they may be added, ' +
      'because both are shares of the same budget.',
    place: at(10, 0, 7, 4),
  },
  [
    { expression: `max by (${perGroup}) (${kpi('kpi_substitution_value', 'unit="ratio", at="before"')})`, legend: 'At the start' },
    { expression: `max by (${perGroup}) (${kpi('kpi_substitution_value', 'unit="ratio", at="after"')})`, legend: 'Now' },
  ],
)
  .unit(share.unit)
  .decimals(share.decimals);

const warning = statPanel(
  {
    title: 'One instead of the other?',
    description:
      'A warning when one cost of a group fell while another, or both together, rose: fewer agency staff is no ' +
      'improvement if consultants do the work for more.',
    place: at(17, 0, 7, 4),
  },
  [{ expression: `max by (${perGroup}) (${kpi('kpi_substitution_found')})`, legend: '{{group}}' }],
)
  .unit('none')
  .mappings(
    yesNo(
      { text: '■ One fell, another rose', color: colours.plum },
      { text: '● No such shift', color: colours.teal },
    ),
  );

const course = lines(
  {
    title: 'Both shares over time',
    description: 'The two shares of the whole council since Prometheus has been watching. The lines lie on each other when equal.',
    place: at(0, 4, 12, 5),
  },
  [
    { expression: one('kpi_value', `${agency}, ${whole}`), legend: 'Agency' },
    { expression: one('kpi_value', `${consultants}, ${whole}`), legend: 'Consultants' },
    { expression: `max by (${perGroup}) (${kpi('kpi_substitution_value', 'unit="ratio", at="after"')})`, legend: 'Together' },
  ],
)
  .unit(share.unit)
  .decimals(share.decimals)
  .min(0)
  .overrideByName('Agency', [property('color', { mode: 'fixed', fixedColor: colours.blue })])
  .overrideByName('Consultants', [
    property('color', { mode: 'fixed', fixedColor: colours.orange }),
    property('custom.lineStyle', { fill: 'dash', dash: [10, 6] }),
  ])
  .overrideByName('Together', [
    property('color', { mode: 'fixed', fixedColor: colours.plum }),
    property('custom.lineStyle', { fill: 'dot', dash: [2, 6] }),
  ]);

const staff = statPanel(
  {
    title: 'Staff',
    description:
      'Staff of the whole council in full-time equivalents, and, where it is counted, how many agency workers and ' +
      'consultants have been in post for over a year.',
    place: at(12, 4, 12, 5),
  },
  [
    {
      expression:
        `max by (${perIndicator}, title) (${kpi('kpi_value', `indicator=~"$staff", ${whole}`)}` +
        ` * on (${perIndicator}) group_left (title) ${plain})`,
      legend: '{{title}}',
    },
  ],
)
  .unit(ownDigits.unit)
  .decimals(1);

const services = bars(
  {
    title: 'Agency share, service by service',
    description: 'The same share for each part of the council that reports it; the whole council has no name.',
    place: at(0, 9, 9, 8),
  },
  [{ expression: `max by (scope) (${kpi('kpi_value', agency)})`, legend: 'Agency {{scope}}' }],
)
  .unit(share.unit)
  .decimals(share.decimals)
  .min(0);

const figures = tableOf(
  {
    title: 'All figures on workforce and spend',
    description: 'The chosen indicators of the whole council, beside the same period a year before.',
    place: at(9, 9, 15, 8),
  },
  [
    indicatorColumn('latest', kpi('kpi_value', `indicator=~"$indicator", ${whole}`), scaled),
    indicatorColumn('year_before', kpi('kpi_value_year_before', `indicator=~"$indicator", ${whole}`), scaled),
    indicatorColumn('age', milliseconds(kpi('kpi_period_end_timestamp_seconds', `indicator=~"$indicator", ${whole}`))),
  ],
  [
    { name: 'title', title: 'Indicator' },
    { name: 'latest', title: 'Latest', width: 100, properties: inUnit(ownDigits) },
    { name: 'year_before', title: 'A year before', width: 100, properties: inUnit(ownDigits) },
    { name: 'unit', title: 'Unit', width: 70, properties: [property('mappings', unitWords)] },
    { name: 'polarity', title: 'Better', width: 75, properties: [property('mappings', polarityWords)] },
    { name: 'age', title: 'Figure is of', width: 115, properties: inUnit({ unit: 'dateTimeFromNow' }) },
    { name: 'authority', title: 'Authority', properties: [hidden] },
  ],
);

export const workforce = board({
  uid: 'waymark-workforce',
  title: 'Waymark: workforce and spend',
  description: 'Agency staff and consultants, together and apart, and the staff of the council.',
  variables: [
    variables.authority(),
    variables.indicators('agency', 'Agency share', 'agency', 'percent'),
    variables.indicators('consultants', 'Consultants share', 'consult', 'percent'),
    variables.indicators('staff', 'Staff', 'fte|staff|agency|temporary|worker', 'fte|headcount').multi(true).includeAll(true),
    variables
      .indicators('indicator', 'Indicators', 'fte|staff|agency|temporary|worker|consult|sickness|turnover|vacanc|facility')
      .multi(true)
      .includeAll(true),
    variables.waymark(),
  ],
  panels: [shares, together, warning, course, staff, services, figures],
});
