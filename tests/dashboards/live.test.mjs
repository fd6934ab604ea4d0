// Every query of every dashboard against a real Prometheus that scrapes a real Waymark with both examples.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { boards, panelsOf, root } from './boards.mjs';
import { Grafana, rows } from './grafana.mjs';
import { selectors } from './lint.mjs';
import { Stack, installed } from './stack.mjs';

if (!installed('prometheus')) {
  console.log('prometheus is not installed: skipped');
  process.exit(77);
}

const ofPrometheus = boards().filter(({ json }) => json.templating.list.every(({ name }) => name !== 'infinity'));
const exampleshire = 'E10999999';
const rossendale = 'E07000125';
const stack = new Stack();
let grafana;

before(async () => {
  await stack.waymark('demo');
  await stack.prometheus();
  grafana = new Grafana(stack.prometheusUrl);
});
after(() => stack.stop());

const queried = (board) => panelsOf(board).filter(({ targets }) => targets?.length);

// The frames of a panel, and the queries that gave none.
async function drawn(panel) {
  const found = await Promise.all(panel.targets.map((target) => grafana.frames(target)));
  const silent = panel.targets.filter((_, i) => found[i].length === 0).map(({ refId }) => refId);
  return { frames: await grafana.transformed(panel, found.flat()), silent };
}
// A table may have a row without a number: a commitment of which nothing was ever reported.
const shows = (panel, frames) =>
  panel.type === 'table'
    ? frames.some(({ length }) => length > 0)
    : frames.some(({ fields }) => fields.some(({ type, values }) => type === 'number' && values.some(Number.isFinite)));
async function nothingEmpty(panels, of) {
  await Promise.all(panels.map(async (panel) => {
    const { frames } = await drawn(panel);
    assert.ok(shows(panel, frames), `"${panel.title}" of ${of} is empty`);
  }));
}

for (const { name, json } of ofPrometheus) {
  test(`${name}: no variable and no panel is empty, on either example`, async () => {
    const everSaid = new Set();
    for (const authority of [exampleshire, rossendale]) {
      const choices = await grafana.open(json, { authority });
      for (const [variable, options] of Object.entries(choices)) {
        assert.ok(options.length > 0, `variable ${variable} of ${authority} has nothing to choose from`);
      }
      for (const panel of queried(json)) {
        const { frames, silent } = await drawn(panel);
        assert.ok(shows(panel, frames), `"${panel.title}" of ${authority} is empty`);
        for (const { refId } of panel.targets) if (!silent.includes(refId)) everSaid.add(`${panel.title} ${refId}`);
      }
    }
    for (const panel of queried(json)) {
      for (const { refId } of panel.targets) {
        assert.ok(everSaid.has(`${panel.title} ${refId}`), `"${panel.title}" query ${refId} says nothing on either example`);
      }
    }
  });
}

// Where a section is repeated for each choice, the panels of each.
test('commitment: no panel of any single commitment is empty', async () => {
  const { json } = ofPrometheus.find(({ name }) => name === 'commitment');
  for (const authority of [exampleshire, rossendale]) {
    const { commitment } = await grafana.open(json, { authority });
    for (const { value } of commitment) {
      await grafana.open(json, { authority, commitment: [value] });
      const repeated = json.panels.slice(0, json.panels.findLastIndex(({ type }) => type === 'row'));
      await nothingEmpty(queried({ panels: repeated }), value);
    }
  }
});

test('scope: no panel of any scope is empty', async () => {
  const { json } = ofPrometheus.find(({ name }) => name === 'scope');
  for (const authority of [exampleshire, rossendale]) {
    const { scope } = await grafana.open(json, { authority });
    assert.ok(scope.some(({ text, value }) => text === 'Whole council' && value === '()'));
    for (const { value } of scope) {
      await grafana.open(json, { authority, scope: [value] });
      await nothingEmpty(queried(json), value);
    }
  }
});

// --- the figures are the ledger's

async function opened(name, chosen) {
  const { json } = ofPrometheus.find((board) => board.name === name);
  await grafana.open(json, chosen);
  const show = async (title) => (await drawn(json.panels.find((panel) => panel.title === title))).frames;
  return {
    table: async (title) => rows(await show(title)),
    // by legend
    stats: async (title) => Object.fromEntries((await show(title)).map((frame) => [frame.fields[1].config.displayNameFromDS, frame.fields[1].values.at(-1)])),
  };
}
const near = (actual, expected, what) => assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${what}: ${actual} is not ${expected}`);

for (const authority of [exampleshire, rossendale]) {
  test(`plan of ${authority}: counts, themes and every figure are those of the JSON API`, async () => {
    const plan = await opened('plan', { authority });
    const scoreboard = await stack.api(`scoreboard?authority=${authority}`);
    const { commitments } = await stack.api(`commitments?authority=${authority}`);
    const counts = await plan.stats('Where the commitments stand');
    const { 'All commitments': all, ...each } = counts;
    const { total, ...expected } = scoreboard.counts;
    assert.equal(all, total);
    assert.deepEqual(Object.values(each), Object.values(expected));
    assert.equal(Object.values(each).reduce((sum, count) => sum + count), all);

    const themes = Object.fromEntries((await plan.table('By theme')).map(({ theme, ...rest }) => [theme, rest]));
    for (const { theme, status } of commitments) themes[theme][status] -= 1;
    for (const left of Object.values(themes)) assert.ok(Object.values(left).every((count) => count === 0), JSON.stringify(themes));

    const table = await plan.table('Commitments');
    assert.equal(table.length, commitments.length);
    for (const expected of commitments) {
      const row = table.find(({ commitment }) => commitment === expected.id);
      assert.equal(row.title, expected.title);
      assert.equal(row.kpi_commitment_status, expected.status);
      const pairs = [['latest', expected.latest?.value], ['expected', expected.expected?.value], ['target', expected.target?.value]];
      for (const [column, value] of pairs) {
        if (value === undefined || value === null) assert.ok(row[column] === undefined || row[column] === null, `${expected.id} ${column}`);
        else near(row[column], Number(value), `${expected.id} ${column}`);
      }
    }
  });
}

test('commitment: status before, figures, way covered and pace', async () => {
  const board = await opened('commitment', { authority: rossendale, commitment: ['agency_down'] });
  // overdue; the figure before, 9.54%, was off track
  assert.deepEqual(await board.stats('Status now and before'), { now: 7, 'the figure before': 3 });
  const expected = await stack.api(`commitments/agency_down?authority=${rossendale}`);
  const { attainment, pace, latest, baseline, target } = expected.commitment ?? expected;
  const shown = await board.stats('Latest, expected, target');
  assert.deepEqual(Object.keys(shown).sort(), ['Baseline', 'Expected', 'Latest', 'Target']);
  near(shown.Latest, latest.value / 100, 'latest');
  near(shown.Expected, (expected.commitment ?? expected).expected.value / 100, 'expected');
  near(shown.Target, target.value / 100, 'target');
  near(shown.Baseline, baseline.value / 100, 'baseline');
  const ways = await board.stats('Pace and chance');
  near(ways['Way covered'], attainment, 'way covered');
  near(ways.Pace, pace.linear, 'pace');
});

test('scope: figures, late ones and the year before', async () => {
  const board = await opened('scope', { authority: exampleshire, scope: ['people/childrens'] });
  const { indicators } = await stack.api(`indicators?authority=${exampleshire}`);
  const here = indicators.filter(({ scope, latest }) => scope === 'people/childrens' && latest);
  const short = await board.stats('In short');
  assert.equal(short.Figures, here.length);
  const table = await board.table('Indicators');
  assert.deepEqual(table.map(({ title }) => title).sort(), here.map(({ title }) => title).sort());
  for (const { title, latest, year_before: before } of here) {
    const row = table.find((found) => found.title === title);
    near(row.latest, latest.value, title);
    if (before) near(row.year_before, before.value, `${title}, a year before`);
    else assert.ok(row.year_before === undefined || row.year_before === null, title);
  }
});

test('workforce: Rossendale’s shares and their total', async () => {
  const board = await opened('workforce', { authority: rossendale });
  const shares = await board.stats('Share of the staff budget');
  assert.equal(shares.Agency, 0.0829);
  assert.equal(shares.Consultants, 0.1);
  const { substitutions } = await stack.api(`scoreboard?authority=${rossendale}`);
  const together = await board.stats('The two together');
  near(together['At the start'], substitutions[0].total_before / 100, 'at the start');
  near(together.Now, substitutions[0].total_after / 100, 'now');
  assert.deepEqual(await board.stats('One instead of the other?'), { agency_consultants: 1 });
});

test('data supply: collectors and late figures', async () => {
  const board = await opened('supply', { authority: rossendale });
  const { collectors } = await stack.api('collectors');
  const table = await board.table('Collectors');
  assert.deepEqual(table.map(({ collector }) => collector).sort(), collectors.map(({ name }) => name).sort());
  const { indicators } = await stack.api(`indicators?authority=${rossendale}`);
  assert.equal((await board.table('Late figures')).length, indicators.filter(({ overdue }) => overdue).length);
});

// --- names

const rules = () => readFileSync(path.join(root, 'dashboards/prometheus/alerts.yml'), 'utf8');
// These come with a remote write sink, and with scheduled reports.
const toCome = [
  'waymark_remote_write_up',
  'waymark_report_failures_total',
  'waymark_report_last_success_timestamp_seconds',
];

test('every metric that dashboards and rules name is there', async () => {
  const text = await stack.metrics();
  const there = new Set(text.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => /^[\w:]+/.exec(line)[0]));
  const named = new Set(
    ofPrometheus.flatMap(({ json }) => [
      ...queried(json).flatMap(({ targets }) => targets.flatMap(({ expr }) => selectors(expr).map(({ metric }) => metric))),
      ...json.templating.list.flatMap(({ query }) => [...(query.query ?? '').matchAll(/\b(?:kpi|waymark)_\w+/g)].map(([name]) => name)),
    ]),
  );
  // of the text of the rules, what is no label and no name that the rules themselves record
  const used = rules().replace(/^ *(?:#|record:|summary:|description:).*$/gm, '').replace(/\w+:\w+:\w+/g, '');
  for (const [name] of used.matchAll(/\b(?:kpi|waymark)_[a-z_]+(?!\w*=)/g)) named.add(name);
  named.delete('up'); // Prometheus' own
  assert.ok(named.size > 30);
  assert.deepEqual([...named].filter((name) => !there.has(name) && !toCome.includes(name)).sort(), []);
});

test('every metric is documented, and every documented one is there', async () => {
  const text = readFileSync(path.join(root, 'docs/metrics.md'), 'utf8');
  const cells = [...text.matchAll(/^\| (`[^|]+`) \|/gm)].map(([, cell]) => cell);
  const documented = cells.flatMap((cell) => [...cell.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name));
  const shown = [...(await stack.metrics()).matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
  assert.deepEqual(shown.filter((name) => !documented.includes(name)), []);
  // with a remote write sink, or scheduled reports, only
  const conditional = /^waymark_(remote_write|report)_/;
  assert.deepEqual(documented.filter((name) => !shown.includes(name) && !conditional.test(name)), []);
});

test('every alert has its paragraph', () => {
  const headings = new Set([...readFileSync(path.join(root, 'docs/operations.md'), 'utf8').matchAll(/^### (\w+)$/gm)].map(([, name]) => name));
  const alerts = [...rules().matchAll(/alert: (\w+)/g)].map(([, name]) => name);
  assert.equal(alerts.length, 16);
  for (const alert of alerts) {
    assert.ok(headings.has(alert), alert);
    assert.ok(rules().includes(`runbook_url: docs/operations.md#${alert.toLowerCase()}`), alert);
  }
});
