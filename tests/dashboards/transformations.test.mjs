// Tables keep the names of their columns whichever queries return something, by Grafana's own transformations.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { boards, panelsOf } from './boards.mjs';
import { Grafana, data, rows } from './grafana.mjs';

const grafana = new Grafana('');
const tables = boards().flatMap(({ name, json }) =>
  panelsOf(json)
    .filter(({ type, targets }) => type === 'table' && targets[0].expr)
    .map((panel) => ({ name, panel })));

const columnOf = ({ expr }) => /"column", "(\w+)", "", ""\)$/.exec(expr)[1];
const labels = { authority: 'E10999999', commitment: 'agency_down', indicator: 'share', scope: 'place', title: 'T', collector: 'c', unit: 'percent' };
const frame = (column, value, more = {}) =>
  data.toDataFrame({
    fields: [
      { name: 'Time', type: 'time', values: [1] },
      { name: 'Value', type: 'number', values: [value], labels: { ...labels, ...more, column } },
    ],
  });
const titles = ([frame]) => frame.fields.map((field) => field.name);

for (const { name, panel } of tables) {
  const columns = panel.targets.map(columnOf);
  const shown = panel.fieldConfig.overrides.map(({ matcher }) => matcher.options);

  test(`${name}, ${panel.title}: a column by its name, alone or with all others`, async () => {
    assert.ok(tables.length >= 7);
    for (const column of columns.filter((column) => shown.includes(column))) {
      const alone = await grafana.transformed(panel, [frame(column, 1)]);
      assert.equal(rows(alone)[0][column], 1);
      assert.ok(!titles(alone).includes('Value'), titles(alone).join(' '));
    }
    const all = await grafana.transformed(panel, columns.map((column, i) => frame(column, i)));
    assert.equal(all.length, 1);
    assert.equal(all[0].length, 1, 'one row');
    for (const [i, column] of columns.entries()) if (shown.includes(column)) assert.equal(rows(all)[0][column], i);
  });

  test(`${name}, ${panel.title}: columns in the order that the dashboard says`, async () => {
    const all = await grafana.transformed(panel, columns.map((column, i) => frame(column, i)));
    const wanted = shown.filter((column) => titles(all).includes(column));
    assert.deepEqual(titles(all), wanted);
  });

  test(`${name}, ${panel.title}: rows that lack a figure stay rows of their own`, async () => {
    const [first, second = first] = columns;
    const mixed = await grafana.transformed(panel, [frame(first, 1), frame(second, 2, { authority: 'E07000125' })]);
    assert.equal(mixed[0].length, 2);
  });
}
