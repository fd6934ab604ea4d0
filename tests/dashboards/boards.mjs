// The committed dashboards, and what is in them.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export function boards() {
  return ['grafana', 'history/grafana'].flatMap((below) => {
    const folder = path.join(root, 'dashboards', below);
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => ({ name: name.replace(/\.json$/, ''), json: JSON.parse(readFileSync(path.join(folder, name), 'utf8')) }));
  });
}

// Those of collapsed rows too.
export const panelsOf = (board) => (board.panels ?? []).flatMap((panel) => [panel, ...(panel.panels ?? [])]);
