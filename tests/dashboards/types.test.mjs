// The committed JSON is what the source makes, and has the types of Grafana 12.2.0.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { boards, panelsOf, root } from './boards.mjs';

const source = path.join(root, 'dashboards');
const compiler = path.join(source, 'node_modules/typescript/bin/tsc');

function run(program, words) {
  try {
    execFileSync(program, words, { cwd: source, encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (failure) {
    return `${failure.stdout}${failure.stderr}`;
  }
}

test('the committed dashboards are what the source makes', () => {
  assert.equal(run(process.execPath, [compiler, '-p', '.']), '');
  assert.equal(run(process.execPath, ['node_modules/.cache/waymark/main.js', '--check', '.']), '');
});

const optionTypes = {
  barchart: ['barchart', 'BarChart'],
  bargauge: ['bargauge', 'BarGauge'],
  stat: ['stat', 'Stat'],
  'state-timeline': ['statetimeline', 'StateTimeline'],
  table: ['table', 'Table'],
  text: ['text', 'Text'],
  timeseries: ['timeseries', 'TimeSeries'],
};

// JSON has the values of enumerations, not their names.
const prelude = `
import type { Dashboard } from '@grafana/schema';
type Json<T> =
  T extends string ? (string extends T ? string : \`\${T}\`)
  : T extends number | boolean | null | undefined ? T
  : T extends readonly (infer Item)[] ? Json<Item>[]
  : T extends object ? { [Key in keyof T]: Json<T[Key]> }
  : T;
`;

function typed(dashboards) {
  const lines = [prelude];
  for (const [folder, name] of Object.values(optionTypes)) {
    const file = `@grafana/schema/dist/types/raw/composable/${folder}/panelcfg/x/${name}PanelCfg_types.gen.d.ts`;
    lines.push(`import type { Options as ${name}Options } from '${file}';`);
  }
  dashboards.forEach(({ json }, i) => {
    lines.push(`export const board${i}: Json<Dashboard> = ${JSON.stringify(json, null, 1)};`);
    panelsOf(json).forEach((panel, j) => {
      if (panel.type === 'row') return;
      const known = optionTypes[panel.type];
      assert.ok(known, `a panel of type ${panel.type}`);
      lines.push(`export const options${i}_${j}: Partial<Json<${known[1]}Options>> = ${JSON.stringify(panel.options)};`);
    });
  });
  return lines.join('\n');
}

function check(name, dashboards) {
  const folder = path.join(source, 'node_modules/.cache/waymark-types');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.ts`);
  writeFileSync(file, typed(dashboards));
  return run(process.execPath, [
    compiler, '--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'node16', '--types', 'node', file,
  ]);
}

test('every dashboard has the types of @grafana/schema', () => {
  assert.equal(check('boards', boards()), '');
});

test('the types tell a wrong dashboard', () => {
  const wrong = structuredClone(boards()[0]);
  wrong.json.refresh = 5;
  panelsOf(wrong.json).find(({ type }) => type === 'stat').options.colorMode = 'rainbow';
  const said = check('wrong', [wrong]);
  assert.match(said, /Type 'number' is not assignable to type 'string'/);
  assert.match(said, /rainbow/);
});
