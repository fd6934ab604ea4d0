// Pictures of the dashboards for dashboards/README.md. Grafana itself is no package of Debian's or npm's, so this is
// not Grafana: panels are laid out by their grid, filled by their queries, transformed and written by Grafana's own
// code (@grafana/data), and drawn by preview_panels.mjs. For each a file preview-NAME.png of 1280x720.
//
//   WAYMARK_PROGRAM=build/release/waymark npm run preview --prefix tests/dashboards [-- NAME...]
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { boards, root } from './boards.mjs';
import { Grafana } from './grafana.mjs';
import { page, panel as drawn } from './preview_panels.mjs';
import { Stack } from './stack.mjs';

const chosen = {
  commitment: { authority: 'E10999999', commitment: ['agency_down'] },
  history: { authority: 'E10999999', commitment: ['agency_down'] },
  plan: { authority: 'E10999999' },
  scope: { authority: 'E10999999', scope: ['people/childrens'] },
  supply: { authority: 'E10999999' },
  workforce: { authority: 'E10999999' },
};

const wanted = process.argv.slice(2);
const stack = new Stack();
try {
  await stack.waymark('demo');
  await stack.prometheus();
  const grafana = new Grafana(stack.prometheusUrl, `http://${stack.address}`);
  for (const { name, json } of boards()) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const choices = await grafana.open(json, chosen[name]);
    const panels = [];
    for (const panel of json.panels) {
      const frames = [];
      for (const target of panel.targets ?? []) frames.push(...(await grafana.frames(target)));
      panels.push(drawn(panel, await grafana.transformed(panel, frames), (text) => grafana.shown(text, choices)));
    }
    const html = path.join(stack.folder, `${name}.html`);
    writeFileSync(html, page(json, panels, choices, grafana));
    execFileSync('chromium', [
      '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-device-scale-factor=1', '--window-size=1280,720',
      `--user-data-dir=${stack.folder}/chromium`, `--screenshot=${path.join(root, 'dashboards/pictures', `${name}.png`)}`, html,
    ], { stdio: 'ignore', timeout: 60_000 });
    console.log(`dashboards/pictures/${name}.png`);
  }
} finally {
  await stack.stop();
}
