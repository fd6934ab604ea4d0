// docs/openapi.json against the running site: every path that it documents answers, and every answer is what it says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { startSite } from './harness.mjs';

const description = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ $id: 'openapi', components: description.components });

let site;
before(async () => {
  site = await startSite();
});
after(() => site?.stop());

const get = async (path) => {
  const response = await fetch(new URL(`api/v1/${path}`, site.base));
  const type = response.headers.get('content-type').split(';')[0];
  return { status: response.status, type, body: type === 'text/csv' ? await response.text() : await response.json() };
};

// References within the file become references into the schema that ajv knows.
const rebased = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/'));

function matches(path, { status, type, body }) {
  const documented = description.paths[`/api/v1/${path}`]?.get?.responses;
  assert.ok(documented, `${path} is not documented`);
  let answer = documented[String(status)];
  assert.ok(answer, `${path}: ${status} is not documented`);
  if (answer.$ref) answer = description.components.responses[answer.$ref.split('/').at(-1)];
  const content = answer.content[type];
  assert.ok(content, `${path}: ${status} as ${type} is not documented`);
  const valid = ajv.validate(rebased(content.schema), body);
  assert.ok(valid, `${path}: ${ajv.errorsText()}`);
}

describe('the JSON API', () => {
  test('answers as documented, for every authority, indicator and commitment', async () => {
    const documented = new Set(Object.keys(description.paths));
    const check = async (path, target) => {
      const answer = await get(target);
      assert.equal(answer.status, 200, `${target}: ${JSON.stringify(answer.body)}`);
      matches(path, answer);
      documented.delete(`/api/v1/${path}`);
      return answer.body;
    };
    const { authorities } = await check('authorities', 'authorities');
    assert.ok(authorities.length > 0);
    for (const { authority } of authorities) {
      const of = `authority=${authority}`;
      const scoreboard = await check('scoreboard', `scoreboard?${of}`);
      const { total, ...each } = scoreboard.counts;
      assert.equal(Object.values(each).reduce((sum, count) => sum + count, 0), total);
      assert.equal(scoreboard.commitments.length, total);
      await check('coverage', `coverage?${of}`);
      const { indicators } = await check('indicators', `indicators?${of}`);
      for (const { id, scope } of indicators) {
        await check('indicators/{id}', `indicators/${id}?${of}&scope=${encodeURIComponent(scope)}`);
        const { observations } = await check('observations', `observations?${of}&indicator=${id}&scope=${encodeURIComponent(scope)}`);
        const times = observations.filter((o) => o.indicator === id && o.scope === scope).map((o) => o.period_end);
        assert.deepEqual(times, times.toSorted(), `${id}: not in ascending time`);
      }
      const { commitments } = await check('commitments', `commitments?${of}`);
      for (const { id } of commitments) await check('commitments/{id}', `commitments/${id}?${of}`);
      for (const table of ['series', 'status-history']) {
        const { rows } = await check(table, `${table}?${of}`);
        const csv = await check(`${table}.csv`, `${table}.csv?${of}`);
        assert.equal(csv.trimEnd().split('\r\n').length, rows.length + 1);
      }
    }
    await check('collectors', 'collectors');
    await check('rejects', 'rejects?limit=5');
    assert.deepEqual([...documented], [], 'documented, but not tried');
  });

  for (const [target, path, status] of [
    ['nothing', null, 404],
    ['indicators/none?authority=X', 'indicators/{id}', 404],
    ['scoreboard?as_of=soon', 'scoreboard', 400],
    ['scoreboard?asof=2024-01-01', 'scoreboard', 400],
    ['rejects?limit=many', 'rejects', 400],
  ]) {
    test(`refuses ${target} with problem details`, async () => {
      const answer = await get(target);
      assert.equal(answer.status, status);
      assert.equal(answer.type, 'application/problem+json');
      assert.equal(answer.body.status, status);
      assert.ok(answer.body.detail.length > 10);
      if (path) matches(path, answer);
    });
  }
});
