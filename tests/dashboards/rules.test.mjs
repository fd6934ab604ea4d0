// The rules and the Alertmanager example by the tools of their makers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { root } from './boards.mjs';
import { installed } from './stack.mjs';

const folder = path.join(root, 'dashboards/prometheus');
for (const name of ['promtool', 'amtool']) {
  if (!installed(name)) {
    console.log(`${name} is not installed: skipped`);
    process.exit(77);
  }
}

const files = ['alerts_test.yml', 'alerts_days_test.yml'];
const said = (program, ...words) => execFileSync(program, words, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

test('promtool accepts the rules', () => {
  const rules = readFileSync(path.join(folder, 'alerts.yml'), 'utf8').match(/^ +- (alert|record): /gm).length;
  assert.match(said('promtool', 'check', 'rules', 'alerts.yml'), new RegExp(`SUCCESS: ${rules} rules found`));
});
test('each alert fires and falls silent as it should', () => assert.match(said('promtool', 'test', 'rules', ...files), /SUCCESS[^]*SUCCESS/));
test('amtool accepts the example', () => assert.match(said('amtool', 'check-config', 'alertmanager.yml'), /SUCCESS/));

test('every alert has a case that fires and one that does not', () => {
  const rules = readFileSync(path.join(folder, 'alerts.yml'), 'utf8');
  const cases = files.map((name) => readFileSync(path.join(folder, name), 'utf8')).join('\n');
  for (const [, name] of rules.matchAll(/alert: (\w+)/g)) {
    assert.match(cases, new RegExp(`alertname: ${name}\\n\\s+eval_time: \\S+\\n\\s+exp_alerts: \\[\\]`), `${name} silent`);
    assert.match(cases, new RegExp(`alertname: ${name}\\n\\s+eval_time: \\S+\\n\\s+exp_alerts:\\n`), `${name} firing`);
  }
});

const routes = [
  ['alertname=WaymarkWatchdog severity=none', 'heartbeat'],
  ['alertname=WaymarkDown severity=critical', 'operations'],
  ['alertname=WaymarkReloadFailed severity=warning', 'operations'],
  ['alertname=WaymarkCommitmentOffTrack severity=warning', 'performance-team'],
  ['alertname=WaymarkForecastToMiss severity=info', 'performance-team'],
];
for (const [labels, receiver] of routes) {
  test(`${labels} goes to ${receiver}`, () => {
    assert.equal(said('amtool', 'config', 'routes', 'test', '--config.file=alertmanager.yml', ...labels.split(' ')).trim(), receiver);
  });
}
