// PromQL as the dashboards need it. Every selector carries the matchers of the dashboard's variables.

const everywhere = 'job=~"$job", instance=~"$instance"';

// A metric of the daemon itself.
export function own(metric: string, matchers = ''): string {
  return `${metric}{${everywhere}${matchers && ', ' + matchers}}`;
}

// A metric of one authority.
export function kpi(metric: string, matchers = ''): string {
  return own(metric, 'authority=~"$authority"' + (matchers && ', ' + matchers));
}

// What tells things of several daemons apart: a second daemon for the same authority gives rows of its own.
const origin = 'job, instance, authority';
export const perIndicator = `${origin}, indicator`;
export const perSeries = `${origin}, indicator, scope`;
export const perCommitment = `${origin}, commitment`;
export const perMilestone = `${origin}, milestone`;
export const perGroup = `${origin}, group`;

// The scope variable holds patterns, not names: the whole council is the empty scope, `()`.
export const scopeChosen = 'scope=~"${scope:pipe}"';

export const plain = `max by (${perIndicator}, title, unit, polarity) (${kpi('kpi_indicator_info')})`;
// 100 for what is measured in percent, whose metrics are ratios, and 1 for the rest: with the unit beside it, a
// table can show figures of all kinds, each with the digits that it has.
export const scaled =
  `max by (${perIndicator}, title, unit, polarity) (${kpi('kpi_indicator_info', 'unit="percent"')} * 100 ` +
  `or ${kpi('kpi_indicator_info')})`;

export interface Choice {
  matchers: string; // on every metric of a commitment
  theme?: string; // a further matcher, for kpi_commitment_info alone
}

// The chosen commitments with title and theme as labels.
export function described(choice: Choice): string {
  const matchers = [choice.theme, choice.matchers].filter(Boolean).join(', ');
  return `max by (${perCommitment}, title, theme) (${kpi('kpi_commitment_info', matchers)})`;
}

// A column is one series for each row, named by the label `column`; all other labels are those of the row, so that
// rows come together whichever columns there are.
export function named(column: string, expression: string): string {
  return `label_replace(${expression}, "column", "${column}", "", "")`;
}

export function commitmentColumn(
  column: string,
  choice: Choice,
  value: string,
  options: { unit?: string; by?: string } = {},
): string {
  return named(
    column,
    `(${kpi('kpi_commitment_status', choice.matchers)} == 1)` +
      ` * on (${perCommitment}) group_left (title, theme) ${described(choice)}` +
      ` * on (${perIndicator}) group_left (unit) ${options.unit ?? plain}` +
      ` * on (${options.by ?? perCommitment}) group_left () ${value}`,
  );
}

export function indicatorColumn(column: string, value: string, unit = plain): string {
  return named(column, `${value} * on (${perIndicator}) group_left (title, unit, polarity) ${unit}`);
}

export function milestoneColumn(column: string, value: string): string {
  return named(
    column,
    `(${kpi('kpi_milestone_status')} == 1) * on (${perMilestone}) group_left (title, theme, commitment)` +
      ` ${kpi('kpi_milestone_info')} * on (${perMilestone}) group_left () ${value}`,
  );
}

export const milliseconds = (metric: string): string => `(${metric} * 1000)`;

export const statusCodes = [
  'on_track', 'at_risk', 'off_track', 'achieved', 'missed', 'no_data', 'overdue', 'not_due', 'monitor_only',
];
// The status as a number, 1 to 9 in the order above, for panels that map numbers to words.
export function statusCode(metric: string, choice: Choice): string {
  const parts = statusCodes.map((status, i) => `${kpi(metric, `${choice.matchers}, ${metric}="${status}"`)} * ${i + 1}`);
  return `sum by (${perCommitment}) (${parts.join(' or ')}) * on (${perCommitment}) group_left (title) ${described(choice)}`;
}
