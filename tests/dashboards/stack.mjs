// The real programs of a test, each ended by its own handle: Waymark on a copy of an example, Prometheus that
// scrapes it, Alertmanager.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { root } from './boards.mjs';

export const limit = 40_000; // ms; a bound for everything that is waited for
const program = process.env.WAYMARK_PROGRAM;

export function installed(name) {
  try {
    execFileSync('which', [name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export async function until(condition, what) {
  const end = Date.now() + limit;
  while (Date.now() < end) {
    const result = await condition();
    if (result) return result;
    await wait(50);
  }
  throw new Error(`not within ${limit / 1000} s: ${what}`);
}

export async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// Null while nobody answers, or says that it is not ready.
export async function json(url, options) {
  let answer;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(limit), ...options });
  } catch (failure) {
    if (failure.name === 'TimeoutError') throw failure;
    return null;
  }
  if (answer.status === 503) return null;
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${url}: ${answer.status} ${text.slice(0, 300)}`);
  }
}

export class Stack {
  constructor() {
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'waymark-dashboards-'));
    this.processes = [];
  }

  start(command, ...words) {
    const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    child.said = '';
    child.stderr.on('data', (text) => {
      child.said += text;
    });
    child.closed = once(child, 'close');
    this.processes.push(child);
    return child;
  }

  // The example is copied with all it refers to, collected, and served with --web.enable-lifecycle.
  async waymark(example) {
    assert.ok(program, 'WAYMARK_PROGRAM is not set: run this through ctest');
    const filter = (from) => path.basename(from) !== 'state';
    cpSync(path.join(root, 'config'), path.join(this.folder, 'config'), { recursive: true, filter });
    this.config = path.join(this.folder, 'config/examples', example, 'waymark.toml');
    try {
      execFileSync(program, ['collect', '--now', '--config.file', this.config], { stdio: 'ignore', timeout: limit });
    } catch (failure) {
      assert.equal(failure.status, 1, `${failure}`); // 1: rows were rejected, as they should be
    }
    const child = this.start(
      program, 'serve', '--config.file', this.config, '--web.listen-address', '127.0.0.1:0', '--web.enable-lifecycle');
    const found = await until(() => {
      assert.equal(child.exitCode, null, child.said);
      return /http:\/\/127\.0\.0\.1:(\d+)\//.exec(child.said);
    }, 'Waymark listens');
    this.address = `127.0.0.1:${found[1]}`;
    await until(async () => (await fetch(`http://${this.address}/-/ready`)).status === 200, 'Waymark is ready');
    return child;
  }

  async metrics() {
    return (await fetch(`http://${this.address}/metrics`, { headers: { accept: 'text/plain' } })).text();
  }

  async api(where) {
    const answer = await json(`http://${this.address}/api/v1/${where}`);
    assert.ok(answer && !answer.detail, `${where}: ${JSON.stringify(answer)}`);
    return answer;
  }

  // `more`: further top-level settings, as YAML.
  async prometheus(more = '') {
    const file = path.join(this.folder, 'prometheus.yml');
    writeFileSync(
      file,
      'global: { scrape_interval: 1s, evaluation_interval: 1s }\n' +
        `scrape_configs: [{ job_name: waymark, static_configs: [{ targets: ["${this.address}"] }] }]\n${more}`,
    );
    const port = await freePort();
    this.prometheusUrl = `http://127.0.0.1:${port}`;
    this.start(
      'prometheus', `--config.file=${file}`, `--storage.tsdb.path=${this.folder}/tsdb`,
      `--web.listen-address=127.0.0.1:${port}`, '--log.level=error');
    // several scrapes, so that there are rates
    await until(async () => {
      const answer = await json(`${this.prometheusUrl}/api/v1/query?query=count_over_time(up[1m])`);
      return Number(answer?.data?.result?.[0]?.value[1] ?? 0) >= 4;
    }, 'Prometheus has scraped');
  }

  async stop() {
    for (const child of this.processes) child.kill('SIGTERM');
    await Promise.all(this.processes.map((child) => child.closed));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
