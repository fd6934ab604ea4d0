// The rules and the Alertmanager example at work: a real Waymark, Prometheus and Alertmanager, and a webhook that
// hears of it. Only the waiting times are shorter than in the committed files, and mail goes to the webhook too.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { root } from './boards.mjs';
import { Stack, freePort, installed, json, until } from './stack.mjs';

for (const name of ['prometheus', 'prometheus-alertmanager']) {
  if (!installed(name)) {
    console.log(`${name} is not installed: skipped`);
    process.exit(77);
  }
}

const stack = new Stack();
const heard = []; // { where, alerts }
const hook = createServer((request, response) => {
  let body = '';
  request.on('data', (text) => {
    body += text;
  });
  request.on('end', () => {
    heard.push({ where: request.url, ...JSON.parse(body) });
    response.end();
  });
});

const example = (name) => readFileSync(path.join(root, 'dashboards/prometheus', name), 'utf8');
const quick = (rules) => rules.replace(/\bfor: \S+/g, 'for: 1s').replace(/interval: \S+/g, 'interval: 1s');

function rerouted(configuration, port) {
  const short = configuration
    .replace(/group_wait: \S+/g, 'group_wait: 1s')
    .replace(/group_interval: \S+/g, 'group_interval: 1s')
    .replace(/127\.0\.0\.1:9095/g, `127.0.0.1:${port}`);
  const mail = /email_configs:\n\s+- to: \S+/;
  assert.match(short, mail);
  return short.replace(mail, `webhook_configs:\n      - url: http://127.0.0.1:${port}/performance`);
}

before(async () => {
  hook.listen(0, '127.0.0.1');
  await once(hook, 'listening');
  const rules = path.join(stack.folder, 'alerts.yml');
  const alertmanager = path.join(stack.folder, 'alertmanager.yml');
  writeFileSync(rules, quick(example('alerts.yml')));
  writeFileSync(alertmanager, rerouted(example('alertmanager.yml'), hook.address().port));
  const port = await freePort();
  stack.start(
    'prometheus-alertmanager', `--config.file=${alertmanager}`, `--storage.path=${stack.folder}/alertmanager`,
    `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address=', '--log.level=error');
  await until(() => json(`http://127.0.0.1:${port}/api/v2/status`), 'Alertmanager is ready');
  stack.daemon = await stack.waymark('demo');
  await stack.prometheus(
    `rule_files: ["${rules}"]\nalerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:${port}"] }] }] }\n`);
});
after(async () => {
  await stack.stop();
  hook.closeAllConnections();
  hook.close();
});

const firing = (where, alertname) =>
  heard.filter((message) => message.where === where && message.status === 'firing' && message.groupLabels.alertname === alertname);

test('commitments off track arrive as one message for each council', async () => {
  const [message] = await until(() => {
    const found = firing('/performance', 'WaymarkCommitmentOffTrack');
    return found.length > 0 && found;
  }, 'a message on what is off track');
  const authority = message.groupLabels.authority;
  const { commitments } = await stack.api(`commitments?authority=${authority}`);
  const expected = commitments.filter(({ status }) => status === 'off_track').map(({ id }) => id);
  assert.deepEqual(message.alerts.map(({ labels }) => labels.commitment).sort(), expected.sort());
  for (const { labels, annotations } of message.alerts) {
    assert.equal(annotations.summary, `${labels.title}: off track`);
    assert.equal(annotations.runbook_url, 'docs/operations.md#waymarkcommitmentofftrack');
  }
});

test('the watchdog beats', async () => {
  await until(() => firing('/heartbeat', 'WaymarkWatchdog').length > 0, 'a heartbeat');
  assert.equal(firing('/operations', 'WaymarkWatchdog').length, 0);
});

test('a refused configuration is told to those who run the daemon, and its end too', async () => {
  const good = readFileSync(stack.config, 'utf8');
  const reload = () => fetch(`http://${stack.address}/-/reload`, { method: 'POST' });
  appendFileSync(stack.config, '\nwrong = true\n');
  assert.ok((await reload()).status >= 400);
  await until(() => firing('/operations', 'WaymarkReloadFailed').length > 0, 'a message on the refusal');
  writeFileSync(stack.config, good);
  assert.equal((await reload()).status, 200);
  await until(() => heard.some(({ status, groupLabels }) => status === 'resolved' && groupLabels.alertname === 'WaymarkReloadFailed'),
    'a message that it is over');
});

test('a daemon that is gone is told to those who run it', async () => {
  stack.daemon.kill('SIGTERM');
  await stack.daemon.closed;
  const [message] = await until(() => {
    const found = firing('/operations', 'WaymarkDown');
    return found.length > 0 && found;
  }, 'a message that Waymark is down');
  assert.equal(message.alerts[0].labels.severity, 'critical');
  assert.equal(message.alerts[0].annotations.description, `Prometheus cannot scrape ${stack.address}. Figures on dashboards are those of before.`);
});
