// The history dashboard's queries against the real endpoints, as the Infinity data source asks them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { boards } from './boards.mjs';
import { Grafana, rows } from './grafana.mjs';
import { Stack } from './stack.mjs';

const { json: board } = boards().find(({ name }) => name === 'history');
const panel = (title) => board.panels.find((one) => one.title === title);
const stack = new Stack();
let grafana;

before(async () => {
  await stack.waymark('demo');
  grafana = new Grafana('', `http://${stack.address}`);
});
after(() => stack.stop());

const shown = async (title) => rows(await grafana.frames(panel(title).targets[0]));

for (const authority of ['E10999999', 'E07000125']) {
  test(`${authority}: every commitment can be chosen, and its figures are those of its own page`, async () => {
    const { authority: authorities, commitment } = await grafana.open(board, { authority });
    assert.ok(authorities.some(({ value }) => value === authority));
    const { commitments } = await stack.api(`commitments?authority=${authority}`);
    assert.deepEqual(commitment.map(({ value }) => value), commitments.map(({ id }) => id));
    for (const { id } of commitments.slice(0, 12)) {
      await grafana.open(board, { authority, commitment: [id] });
      const { figures } = await stack.api(`commitments/${id}?authority=${authority}`);
      const course = await shown('Actual against expected');
      const table = await shown('Every figure');
      assert.deepEqual(course.map(({ Actual }) => Actual), figures.map(({ value }) => value), id);
      assert.deepEqual(table.map(({ Period }) => Period), figures.map(({ period }) => period), id);
      assert.deepEqual(course.map(({ Time }) => new Date(Time).toISOString().slice(0, 10)), figures.map((figure) => figure.period_end), id);
      assert.ok((await shown('When the status changed')).length > 0, id);
    }
  });
}

test('no panel is empty when the dashboard is opened', async () => {
  await grafana.open(board);
  for (const { title, targets } of board.panels) if (targets?.length) assert.ok((await shown(title)).length > 0, title);
});

test('Rossendale’s agency share: figures, expectations, and how each stood', async () => {
  await grafana.open(board, { authority: 'E07000125', commitment: ['agency_down'] });
  const table = (await shown('Every figure')).map(({ Period, Figure, Expected, Target, Status }) => [Period, Figure, Expected, Target, Status]);
  assert.deepEqual(table, [
    ['2021/22', 8.77, 8.77, 7.5, 'on_track'],
    ['2022/23', 9.54, 8.52, 7.5, 'off_track'],
    ['2023/24', 8.29, 8.26, 7.5, 'at_risk'],
  ]);
});

test('several commitments at once', async () => {
  await grafana.open(board, { authority: 'E07000125', commitment: ['agency_down', 'consultants_hold'] });
  assert.equal((await shown('Every figure')).length, 6);
});
