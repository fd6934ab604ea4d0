// How states and units are called, and how they look: a shape and a word, and colour only beside them. The colours
// are those of Waymark's pages; the shapes are letters, since Grafana can draw no others.
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

const teal = '#28A197';
const orange = '#F46A25';
const plum = '#801650';
const navy = '#12436D';
const grey = '#8E98A2';
export const colours = { teal, orange, plum, navy, grey };

export const statuses: Record<string, { text: string; color: string }> = {
  on_track: { text: '● On track', color: teal },
  at_risk: { text: '▲ At risk', color: orange },
  off_track: { text: '■ Off track', color: plum },
  achieved: { text: '✔ Achieved', color: teal },
  missed: { text: '✖ Missed', color: plum },
  no_data: { text: '○ No data', color: grey },
  overdue: { text: '◔ Overdue', color: plum },
  not_due: { text: '◌ Not due yet', color: navy },
  monitor_only: { text: '◇ Monitoring', color: navy },
};

const milestones: Record<string, { text: string; color: string }> = {
  done: { text: '✔ Done', color: teal },
  done_late: { text: '✔ Done late', color: navy },
  due: { text: '◌ Due', color: navy },
  overdue: { text: '◔ Overdue', color: plum },
};

const units = {
  percent: '%',
  gbp: '£',
  fte: 'FTE',
  headcount: 'people',
  count: 'number',
  days: 'days',
  hours: 'hours',
  minutes: 'minutes',
  ratio: 'ratio',
  index: 'index',
  per_1000: 'per 1,000',
};

const polarities = {
  higher: 'higher is better',
  lower: 'lower is better',
  neutral: 'neither is better',
  range: 'within bounds',
};

export function mapping(options: Record<string, dashboard.ValueMappingResult>): dashboard.ValueMapping[] {
  const indexed = Object.entries(options).map(([value, result], index) => [value, { index, ...result }]);
  return [{ type: dashboard.MappingType.ValueToText, options: Object.fromEntries(indexed) }];
}

const texts = (words: Record<string, string>): dashboard.ValueMapping[] =>
  mapping(Object.fromEntries(Object.entries(words).map(([value, text]) => [value, { text }])));

export const statusWords = mapping(statuses);
// of promql.statusCode()
export const statusNumbers = mapping(Object.fromEntries(Object.values(statuses).map((word, i) => [String(i + 1), word])));
export const milestoneWords = mapping(milestones);
export const unitWords = texts(units);
export const polarityWords = texts(polarities);
export const yesNo = (yes: dashboard.ValueMappingResult, no: dashboard.ValueMappingResult): dashboard.ValueMapping[] =>
  mapping({ 1: yes, 0: no });
