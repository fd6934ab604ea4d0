// One commitment, or several one below the other.
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as common from '@grafana/grafana-foundation-sdk/common';

import { board, toWaymark } from './board';
import {
  at, coloured, day, hidden, inUnit, lines, note, ownDigits, property, share, statPanel, stripes, tableOf, type Query,
} from './panels';
import {
  commitmentColumn, described, kpi, milestoneColumn, milliseconds, perCommitment, perSeries, scaled, scopeChosen,
  statusCode, type Choice,
} from './promql';
import * as variables from './variables';
import { colours, milestoneWords, movingAway, statusNumbers, statusWords, unitWords } from './words';

const choice: Choice = { matchers: 'commitment=~"$commitment"', theme: `theme=~"$theme", ${scopeChosen}` };
const chosen = described(choice);
const status = (metric: string): string => statusCode(metric, choice);

// Metrics of indicators know no commitment.
const ofIndicator = (metric: string, matchers = ''): string =>
  `max by (${perCommitment}, indicator, scope) (${kpi('kpi_commitment_status', choice.matchers)} * 0 + 1)` +
  ` * on (${perSeries}) group_left () ${kpi(metric, matchers)}`;

// One query for each kind of number, so that each has its unit: refs A to C.
const kinds = ['unit="ratio"', 'unit="gbp"', 'unit!~"ratio|gbp"'];
interface Line {
  name: string;
  metric: string;
  matchers?: string;
  indicator?: boolean;
}
function perKind(measured: Line[]): Query[] {
  return kinds.map((kind) => ({
    legend: '{{line}}',
    expression: measured
      .map(({ name, metric, matchers, indicator }) => {
        const wanted = [kind, matchers].filter(Boolean).join(', ');
        const value = indicator ? ofIndicator(metric, wanted) : kpi(metric, `${choice.matchers}, ${wanted}`);
        return `label_replace(max by (${perCommitment}) (${value}), "line", "${name}", "", "")`;
      })
      .join(' or '),
  }));
}
interface ByQuery {
  unit(unit: string): this;
  overrideByQuery(refId: string, properties: dashboard.DynamicConfigValue[]): this;
}
const withUnits = <T extends ByQuery>(panel: T): T =>
  panel
    .unit(ownDigits.unit)
    .overrideByQuery('A', inUnit(share))
    .overrideByQuery('B', inUnit({ unit: 'currencyGBP' }))
    .overrideByQuery('C', inUnit(ownDigits));

const now = statPanel(
  {
    title: 'Status now and before',
    description:
      'The status of the latest figure, and of the figure reported before it. Waymark’s page gives the reason in a sentence.',
    place: at(0, 1, 8, 4),
  },
  [
    { expression: status('kpi_commitment_status'), legend: 'now' },
    { expression: status('kpi_commitment_previous_status'), legend: 'the figure before' },
  ],
)
  .unit('none')
  .mappings(statusNumbers)
  .noValue('no figure before');

const figures = withUnits(
  statPanel(
    {
      title: 'Latest, expected, target',
      description:
        'The latest figure, what the plan expects for the same period, the target, and where it all started. A ' +
        'commitment that is only monitored has no target.',
      place: at(8, 1, 16, 4),
    },
    perKind([
      { name: 'Latest', metric: 'kpi_value', indicator: true },
      { name: 'Expected', metric: 'kpi_expected' },
      { name: 'Target', metric: 'kpi_target' },
      { name: 'Baseline', metric: 'kpi_baseline' },
    ]),
  ),
).textMode(common.BigValueTextMode.ValueAndName);

const course = withUnits(
  lines(
    {
      title: 'Actual against expected',
      description:
        'The figure as it was on each day, with what was expected of it, the target and the baseline. Where the plan ' +
        'asks for a forecast, the shaded band is where the figure of the due period is likely to be, 19 times in 20. ' +
        'Prometheus knows only the time since it was set up: the history dashboard and Waymark’s page have all of it.',
      place: at(0, 5, 16, 9),
    },
    perKind([
      { name: 'Actual', metric: 'kpi_value', indicator: true },
      { name: 'Expected', metric: 'kpi_expected' },
      { name: 'Target', metric: 'kpi_target' },
      { name: 'Baseline', metric: 'kpi_baseline' },
      { name: 'Forecast, low', metric: 'kpi_forecast', matchers: 'bound="lower"' },
      { name: 'Forecast', metric: 'kpi_forecast', matchers: 'bound="central"' },
      { name: 'Forecast, high', metric: 'kpi_forecast', matchers: 'bound="upper"' },
    ]),
  ),
);
const look = (name: string, color: string, properties: dashboard.DynamicConfigValue[]): void => {
  course.overrideByName(name, [property('color', { mode: 'fixed', fixedColor: color }), ...properties]);
};
const dashed = property('custom.lineStyle', { fill: 'dash', dash: [10, 6] });
const dotted = property('custom.lineStyle', { fill: 'dot', dash: [2, 6] });
look('Actual', colours.blue, [property('custom.lineWidth', 4), property('custom.showPoints', 'always')]);
look('Expected', colours.orange, [dashed]);
look('Target', colours.teal, []);
look('Baseline', colours.grey, [dotted]);
look('Forecast', colours.plum, [dashed]);
look('Forecast, low', colours.plum, [property('custom.lineWidth', 1)]);
look('Forecast, high', colours.plum, [
  property('custom.lineWidth', 1),
  property('custom.fillBelowTo', 'Forecast, low'),
  property('custom.fillOpacity', 15),
]);

const stored = statPanel(
  {
    title: 'Dates',
    description:
      'The day by which the target is to be met, the end of the period of the latest figure, the day by which the next ' +
      'figure should be here, and when the latest one was recorded.',
    place: at(16, 5, 8, 5),
  },
  [
    { expression: `max by (${perCommitment}) (${milliseconds(kpi('kpi_commitment_due_timestamp_seconds', choice.matchers))})`, legend: 'Target due' },
    { expression: `max by (${perCommitment}) (${milliseconds(ofIndicator('kpi_period_end_timestamp_seconds'))})`, legend: 'Figure up to' },
    { expression: `max by (${perCommitment}) (${milliseconds(ofIndicator('kpi_next_due_timestamp_seconds'))})`, legend: 'Next figure by' },
    { expression: `max by (${perCommitment}) (${milliseconds(ofIndicator('kpi_last_recorded_timestamp_seconds'))})`, legend: 'Recorded' },
  ],
).unit(day.unit);

const pace = statPanel(
  {
    title: 'Pace and chance',
    description:
      'Way covered: how much of the way from baseline to target is done. Pace: that way compared with the time gone; ' +
      '100% is exactly on the straight line, moving away means further from the target than at the start. Chance: how likely the forecast makes it that the target is met, shown ' +
      'only where the plan asks for a forecast and there are enough figures. Revisions: how often figures were corrected.',
    place: at(16, 10, 8, 4),
  },
  [
    { expression: `max by (${perCommitment}) (${kpi('kpi_attainment_ratio', choice.matchers)})`, legend: 'Way covered' },
    { expression: `max by (${perCommitment}) (${kpi('kpi_pace_ratio', choice.matchers)})`, legend: 'Pace' },
    { expression: `max by (${perCommitment}) (${kpi('kpi_target_probability_ratio', choice.matchers)})`, legend: 'Chance' },
    { expression: `max by (${perCommitment}) (${ofIndicator('kpi_revisions_total')})`, legend: 'Revisions' },
  ],
)
  .unit('percentunit')
  .decimals(0)
  .mappings(movingAway)
  .overrideByName('Revisions', inUnit({ unit: 'none', decimals: 0 }));

const history = stripes(
  {
    title: 'Status over time',
    description: 'The status on each day since Prometheus has been watching. The words are in the bars.',
    place: at(0, 14, 24, 4),
  },
  [{ expression: status('kpi_commitment_status'), legend: '{{title}}' }],
).mappings(statusNumbers);

const row = new dashboard.RowBuilder('$commitment').repeat('commitment').gridPos(at(0, 0, 24, 1));

const number = inUnit(ownDigits);
const moment = inUnit(day);
const sources = tableOf(
  {
    title: 'Where the figures come from',
    description:
      'What is measured and in which part of the council, and when the latest figure was recorded. The title leads to ' +
      'Waymark’s page: file, row, every version, explanation and commentary.',
    place: at(0, 19, 12, 8),
  },
  [
    commitmentColumn('latest', choice, kpi('kpi_value'), { unit: scaled, by: perSeries }),
    commitmentColumn('period_end', choice, milliseconds(kpi('kpi_period_end_timestamp_seconds')), { by: perSeries }),
    commitmentColumn('recorded', choice, milliseconds(kpi('kpi_last_recorded_timestamp_seconds')), { by: perSeries }),
    commitmentColumn('row', choice, chosen),
  ],
  [
    { name: 'title', title: 'Commitment', properties: [property('links', [toWaymark])] },
    { name: 'indicator', title: 'Indicator', width: 150 },
    { name: 'scope', title: 'Scope', width: 110 },
    { name: 'kpi_commitment_status', title: 'Status', width: 120, properties: [property('mappings', statusWords), coloured] },
    { name: 'latest', title: 'Latest', width: 80, properties: number },
    { name: 'unit', title: 'Unit', width: 60, properties: [property('mappings', unitWords)] },
    { name: 'period_end', title: 'Figure up to', width: 95, properties: moment },
    { name: 'recorded', title: 'Recorded', width: 95, properties: moment },
    { name: 'commitment', title: 'Name', properties: [hidden] },
    { name: 'authority', title: 'Authority', properties: [hidden] },
  ],
);

const milestones = tableOf(
  {
    title: 'Milestones',
    description: 'What is to be delivered, by when, and whether it has been; of the whole plan, with the commitment it serves.',
    place: at(12, 19, 12, 8),
  },
  [
    milestoneColumn('due', milliseconds(kpi('kpi_milestone_due_timestamp_seconds'))),
    milestoneColumn('completed', milliseconds(kpi('kpi_milestone_completed_timestamp_seconds'))),
  ],
  [
    { name: 'kpi_milestone_status', title: 'State', width: 110, properties: [property('mappings', milestoneWords), coloured] },
    { name: 'title', title: 'Milestone' },
    { name: 'commitment', title: 'For', width: 160 },
    { name: 'due', title: 'Due', width: 95, properties: moment },
    { name: 'completed', title: 'Done', width: 95, properties: moment },
  ],
);

const links = note(
  'Explanation and commentary',
  'Where the words to these numbers are.',
  '[Why this status, which file and row each figure came from, every earlier version, and what was said about it]' +
    '(${waymark:raw}/a/${authority}/) are on Waymark’s own pages. [Back to the plan overview](/d/waymark-plan?' +
    '${datasource:queryparam}&${job:queryparam}&${instance:queryparam}&${authority:queryparam}&${theme:queryparam}&${__url_time_range}).',
  at(0, 27, 24, 3),
);

export const commitment = board({
  uid: 'waymark-commitment',
  title: 'Waymark: commitment',
  description: 'One commitment: its status, its figures against what was expected, and where they come from.',
  variables: [
    variables.authority(),
    variables.theme(),
    variables.anyScope(),
    variables.commitment(),
    variables.waymark(),
  ],
  panels: [{ row }, now, figures, course, stored, pace, history, { row: new dashboard.RowBuilder('All chosen commitments').gridPos(at(0, 18, 24, 1)) }, sources, milestones, links],
});
