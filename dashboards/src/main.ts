// Writes the dashboards below a folder; with --check, says which of them are not what the source makes.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { commitment } from './commitment';
import { history } from './history';
import { plan } from './plan';
import { scope } from './scope';
import { supply } from './supply';
import { workforce } from './workforce';

// By folder and by the name of the file. What needs a plugin is apart.
const boards: Record<string, Record<string, object>> = {
  grafana: { plan, commitment, scope, workforce, supply },
  'history/grafana': { history },
};

const words = process.argv.slice(2);
const check = words.includes('--check');
const root = words.find((word) => !word.startsWith('--'));
if (root === undefined) {
  console.error('usage: main.js [--check] FOLDER');
  process.exit(2);
}

const stale: string[] = [];
for (const [below, named] of Object.entries(boards)) {
  const folder = join(root, below);
  mkdirSync(folder, { recursive: true });
  for (const [name, board] of Object.entries(named)) {
    const file = join(folder, `${name}.json`);
    const text = JSON.stringify(board, null, 2) + '\n';
    if (!check) writeFileSync(file, text);
    else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) stale.push(file);
  }
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.json') && !(file.slice(0, -'.json'.length) in named)) stale.push(join(folder, file));
  }
}
if (stale.length > 0) {
  console.error(`not what dashboards/src makes: ${stale.join(', ')}; run npm run build in dashboards/`);
  process.exit(1);
}
