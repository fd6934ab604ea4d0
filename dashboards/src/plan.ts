// Is the plan on track?
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

import { board, toCommitment, toWaymark } from './board';
import { at, coloured, day, hidden, inUnit, ownDigits, property, stacked, statPanel, tableOf, type Column } from './panels';
import { commitmentColumn, described, kpi, milliseconds, perCommitment, perSeries, scaled, scopeChosen, type Choice } from './promql';
import * as variables from './variables';
import { colours, movingAway, statusWords, statuses, unitWords } from './words';

const choice: Choice = { matchers: `${scopeChosen}, commitment=~"$commitment"`, theme: 'theme=~"$theme"' };
const chosen = described(choice);
const perStatus = (status: string): string =>
  `sum(${kpi('kpi_commitment_status', `kpi_commitment_status="${status}"`)} * on (${perCommitment}) group_left () ${chosen})`;

const entries = Object.entries(statuses);
const counts = statPanel(
  {
    title: 'Where the commitments stand',
    description:
      'Every commitment has exactly one status, so these numbers add up to the first one. On track: at or better than ' +
      'expected by now. At risk: worse than expected, within the tolerance that the plan allows. Off track: beyond it. ' +
      'Achieved and missed: the final figure is in. Overdue: a figure that should be here is not. No data: nothing was ' +
      'ever reported. Monitoring: watched without a target.',
    place: at(0, 0, 24, 4),
  },
  [
    { expression: `count(${chosen})`, legend: 'All commitments' },
    ...entries.map(([status, { text }]) => ({ expression: perStatus(status), legend: text })),
  ],
)
  .unit('none')
  .decimals(0);
for (const { text, color } of Object.values(statuses)) {
  counts.overrideByName(text, [property('color', { mode: 'fixed', fixedColor: color })]);
}

const themes = stacked(
  {
    title: 'By theme',
    description: 'How many commitments of each theme have each status. The legend names the statuses in the order of the bars.',
    place: at(0, 4, 6, 7),
  },
  `sum by (theme, kpi_commitment_status) (${kpi('kpi_commitment_status')} * on (${perCommitment}) group_left (theme) ${chosen})`,
  'kpi_commitment_status',
  { name: 'theme', title: 'Theme' },
  entries.map(([status, { text, color }]) => ({
    name: status,
    title: text,
    properties: [property('color', { mode: 'fixed', fixedColor: color })],
  })),
);

const findings = statPanel(
  {
    title: 'Look twice',
    description:
      'Where a good figure may hide a bad one. Hidden part: a commitment is on track, but a service with the same ' +
      'promise is not. Moved base: a share improved only because what it is a share of grew. Swap: one cost fell while ' +
      'another rose. Partial: a total in which services are missing. Waymark’s page says which.',
    place: at(0, 11, 6, 5),
  },
  [
    ['parts_off_track', 'Hidden part'],
    ['denominator_moved', 'Moved base'],
    ['substitution', 'Swap'],
    ['partial_total', 'Partial'],
    ['implausible', 'Implausible'],
    ['jump', 'Jump'],
    ['repeated', 'Repeated'],
    ['calendar_ends', 'Calendar'],
  ].map(([kind, legend]) => ({ expression: `sum(${kpi('kpi_findings', `kind="${kind}"`)})`, legend })),
)
  .unit('none')
  .decimals(0)
  .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Fixed).fixedColor(colours.blue));

const number = inUnit(ownDigits);
const columns: Column[] = [
  { name: 'kpi_commitment_status', title: 'Status', width: 115, properties: [property('mappings', statusWords), coloured] },
  { name: 'title', title: 'Commitment', properties: [property('links', [toCommitment, toWaymark])] },
  { name: 'latest', title: 'Latest', width: 84, properties: number },
  { name: 'expected', title: 'Expected', width: 84, properties: number },
  { name: 'target', title: 'Target', width: 84, properties: number },
  { name: 'unit', title: 'Unit', width: 60, properties: [property('mappings', unitWords)] },
  { name: 'pace', title: 'Pace', width: 95, properties: [...inUnit({ unit: 'percentunit', decimals: 0 }), property('mappings', movingAway)] },
  { name: 'due', title: 'Due', width: 95, properties: inUnit(day) },
  { name: 'age', title: 'Figure is of', width: 105, properties: inUnit({ unit: 'dateTimeFromNow' }) },
  { name: 'commitment', title: 'Name', properties: [hidden] },
  { name: 'authority', title: 'Authority', properties: [hidden] },
];

export const list = tableOf(
  {
    title: 'Commitments',
    description:
      'One line for each commitment. Expected is what the plan foresees for the period of the latest figure. Pace ' +
      'compares the way covered with the time gone: 100% is exactly on the straight line to the target, and moving away means further from it than at the start. The last column ' +
      'says how long ago the period of the latest figure ended. Select a title for the whole story.',
    place: at(6, 4, 18, 12),
  },
  [
    commitmentColumn('latest', choice, kpi('kpi_value'), { unit: scaled, by: perSeries }),
    commitmentColumn('expected', choice, kpi('kpi_expected'), { unit: scaled }),
    commitmentColumn('target', choice, kpi('kpi_target'), { unit: scaled }),
    commitmentColumn('pace', choice, kpi('kpi_pace_ratio')),
    commitmentColumn('due', choice, milliseconds(kpi('kpi_commitment_due_timestamp_seconds'))),
    commitmentColumn('age', choice, milliseconds(kpi('kpi_period_end_timestamp_seconds')), { by: perSeries }),
    commitmentColumn('row', choice, described(choice)),
  ],
  columns,
);

export const plan = board({
  uid: 'waymark-plan',
  title: 'Waymark: plan overview',
  description: 'Is the plan on track? The counts of each status, by theme, and every commitment with its figures.',
  variables: [
    variables.authority(),
    variables.theme(),
    variables.anyScope(),
    variables.commitment(),
    variables.waymark(),
  ],
  panels: [counts, themes, findings, list],
});
