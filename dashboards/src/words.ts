// How states and units are called, and how they look: a shape and a word, and colour only beside them. The shapes are
// letters, since Grafana can draw no others. The colours are those of Waymark's pages, and where those would not be
// seen on Grafana's dark theme, their neighbours: each has a contrast of 3 to 1 with both themes.
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

const teal = '#28A197';
const green = '#3A9142';
const orange = '#F46A25';
const plum = '#C2478F';
const violet = '#9468D8';
const amber = '#B8860B';
const grey = '#868E96';
const blue = '#3D7FBF';
const slate = '#6A86AD';
export const colours = { teal, orange, plum, blue, grey, violet };

export const statuses: Record<string, { text: string; color: string }> = {
  on_track: { text: '● On track', color: teal },
  at_risk: { text: '▲ At risk', color: orange },
  off_track: { text: '■ Off track', color: plum },
  achieved: { text: '✔ Achieved', color: green },
  missed: { text: '✖ Missed', color: violet },
  no_data: { text: '○ No data', color: grey },
  overdue: { text: '◔ Overdue', color: amber },
  not_due: { text: '◌ Not due yet', color: slate },
  monitor_only: { text: '◇ Monitoring', color: blue },
};

const milestones: Record<string, { text: string; color: string }> = {
  done: { text: '✔ Done', color: green },
  done_late: { text: '✔ Done late', color: slate },
  due: { text: '◌ Due', color: blue },
  overdue: { text: '◔ Overdue', color: amber },
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
  higher: 'higher',
  lower: 'lower',
  neutral: 'neither',
  range: 'in bounds',
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

// A share of the way to a target below 0 is a direction, not a size.
export const movingAway: dashboard.ValueMapping[] = [
  { type: dashboard.MappingType.RangeToText, options: { from: null, to: -1e-9, result: { text: 'moving away', index: 0 } } },
];
