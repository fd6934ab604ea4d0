import assert from 'node:assert/strict';
import { test } from 'node:test';

import { boards } from './boards.mjs';
import { problems, selectors } from './lint.mjs';

for (const { name, json } of boards()) {
  test(`${name} follows the rules`, () => assert.deepEqual(problems(json), []));
}

test('dashboards have names of their own', () => {
  const all = boards().map(({ json }) => json);
  assert.equal(new Set(all.map(({ uid }) => uid)).size, all.length);
  assert.equal(new Set(all.map(({ title }) => title)).size, all.length);
  assert.ok(all.length >= 5);
});

test('selectors are found with what is around them', () => {
  assert.deepEqual(selectors('sum(rate(a_total{job=~"$job", x="}"}[5m])) / on () b{}'), [
    { metric: 'a_total', matchers: 'job=~"$job", x="}"', inside: 'rate' },
    { metric: 'b', matchers: '', inside: '' },
  ]);
});

// Each breaks one rule, so that none of them holds by itself.
const panel = (board) => board.panels.find(({ type }) => type === 'stat');
const faults = [
  ['can be edited', (board) => { board.editable = true; }],
  ['is not in UTC, in which days end where they should', (board) => { board.timezone = 'browser'; }],
  ['has no link that keeps the choices', (board) => { board.links = []; }],
  ['has no data source variable "datasource", labelled "Data source"', (board) => { board.templating.list[0].label = 'Source'; }],
  ['has no variable "job"', (board) => { board.templating.list[1].name = 'jobs'; }],
  ['variable "instance" does not take several values, all of them as ".+"', (board) => { board.templating.list[2].allValue = '.*'; }],
  ['variable "instance" is not read again when the time changes', (board) => { board.templating.list[2].refresh = 1; }],
  ['panel "T" has no description', (board) => { panel(board).description = ''; }],
  ['panel "T" has no unit', (board) => { delete panel(board).fieldConfig.defaults.unit; }],
  ['panel "T" does not use the data source variable', (board) => { panel(board).datasource.uid = 'mine'; }],
  ['panel "T" has no query', (board) => { panel(board).targets = []; }],
  ['panel "T" has a threshold typed in', (board) => { panel(board).fieldConfig.defaults.thresholds.steps.push({ value: 80, color: 'red' }); }],
  ['panel "T" query A selects up without job=~"$job"', (board) => { panel(board).targets[0].expr = 'up{instance=~"$instance"}'; }],
  ['panel "T" query A has a range typed in', (board) => { panel(board).targets[0].expr = 'rate(a_total{job=~"$job", instance=~"$instance"}[5m])'; }],
  ['panel "T" query A uses the counter a_total without a rate', (board) => { panel(board).targets[0].expr = 'sum(a_total{job=~"$job", instance=~"$instance"})'; }],
  ['panel "T" query A takes the rate of a, which is no counter', (board) => { panel(board).targets[0].expr = 'rate(a{job=~"$job", instance=~"$instance"}[$__range])'; }],
  ['panel "T" is wider than the page', (board) => { panel(board).gridPos.w = 25; }],
];
for (const [expected, breaks] of faults) {
  test(`a dashboard that breaks a rule: ${expected}`, () => {
    const board = structuredClone(boards().find(({ name }) => name === 'plan').json);
    panel(board).title = 'T';
    breaks(board);
    assert.ok(problems(board).includes(expected), problems(board).join('\n'));
  });
}

// WCAG 2.2: graphics have 3 to 1 with what is behind them, in Grafana's light and its dark theme.
const luminance = (colour) => {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const part = parseInt(colour.slice(i, i + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

test('colours are seen on both themes', () => {
  const used = new Set(boards().flatMap(({ json }) => JSON.stringify(json).match(/#[0-9A-F]{6}\b/gi)));
  assert.ok(used.size >= 5);
  for (const colour of used) {
    for (const behind of ['#ffffff', '#181b1f']) {
      assert.ok(contrast(colour, behind) >= 3, `${colour} on ${behind}: ${contrast(colour, behind).toFixed(2)}`);
    }
  }
});

test('every status has a word, a shape and a colour of its own', () => {
  const plan = boards().find(({ name }) => name === 'plan').json;
  const column = plan.panels.find(({ type }) => type === 'table').fieldConfig.overrides.find(({ matcher }) => matcher.options === 'kpi_commitment_status');
  const words = Object.values(column.properties.find(({ id }) => id === 'mappings').value[0].options);
  assert.equal(words.length, 9);
  for (const part of [({ text }) => text, ({ text }) => text[0], ({ color }) => color]) assert.equal(new Set(words.map(part)).size, 9);
});
