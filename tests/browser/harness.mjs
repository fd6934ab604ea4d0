// A running site and a browser for the tests: BASE_URL names a site that is there already; otherwise the sample
// site beside the built program is started (WAYMARK_SITE_SERVER names another one).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

function siteServer() {
  const candidates = [
    process.env.WAYMARK_SITE_SERVER,
    process.env.WAYMARK_PROGRAM && path.join(path.dirname(process.env.WAYMARK_PROGRAM), 'site_server'),
    ...['release', 'dev'].map((preset) => path.join(repository, 'build', preset, 'site_server')),
  ];
  const found = candidates.find((file) => file && existsSync(file));
  if (!found) throw new Error('no site to test: set BASE_URL, or build the target site_server');
  return found;
}

// {base, stop}: `base` ends with a slash.
export async function startSite() {
  if (process.env.BASE_URL) {
    return { base: process.env.BASE_URL.replace(/\/*$/, '/'), stop: async () => {} };
  }
  const child = spawn(siteServer(), { stdio: ['pipe', 'pipe', 'inherit'] });
  const [base] = await once(readline.createInterface({ input: child.stdout }), 'line');
  return {
    base,
    stop: async () => {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

// Every page that links lead to from the start page, breadth first and at most `most`, without fragments and
// without the API.
export async function crawl(base, most = 200) {
  const seen = new Set([new URL('/', base).href]);
  const pages = [];
  for (const address of seen) {
    if (pages.length === most) break;
    const response = await fetch(address);
    const type = response.headers.get('content-type') ?? '';
    pages.push({ address, status: response.status, type });
    if (!type.startsWith('text/html')) continue;
    for (const [, href] of (await response.text()).matchAll(/<a\b[^>]*\bhref="([^"]*)"/g)) {
      const link = new URL(href.replaceAll('&amp;', '&'), address);
      link.hash = '';
      if (link.origin === new URL(base).origin) seen.add(link.href);
    }
  }
  return pages;
}
