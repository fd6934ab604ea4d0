// The rules of grafana/dashboard-linter as far as they concern Prometheus dashboards, and a few of this project:
// what is wrong with a dashboard, in sentences.
import { panelsOf } from './boards.mjs';

// Counters that a table shows as they are: how often figures were corrected, over all periods held, is the figure
// that a reader wants, and a daemon that starts anew still knows it from its ledger.
const shownAsTheyAre = new Set(['kpi_revisions_total']);
const counter = /_(total|count|bucket|sum)$/;
const ofTime = new Set(['rate', 'irate', 'increase']);

// PromQL without strings, so that nothing in a string is taken for a name.
const bare = (expression) => expression.replace(/"(?:[^"\\]|\\.)*"/g, '""');

// Metric names with the text between their braces, and the function that is around each.
export function selectors(expression) {
  const found = [];
  const pattern = /([a-zA-Z_:][\w:]*)\s*\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}/g;
  for (const match of expression.matchAll(pattern)) {
    const before = bare(expression.slice(0, match.index));
    const around = /(\w+)\(\s*$/.exec(before);
    found.push({ metric: match[1], matchers: match[2], inside: around?.[1] ?? '' });
  }
  return found;
}

function ofVariables(board, say) {
  const variables = Object.fromEntries(board.templating.list.map((variable) => [variable.name, variable]));
  for (const variable of board.templating.list) {
    if (variable.type !== 'query') continue;
    if (!['${datasource}', '${infinity}'].includes(variable.datasource?.uid)) say(`variable "${variable.name}" has a data source of its own`);
    if (variable.refresh !== 2) say(`variable "${variable.name}" is not read again when the time changes`);
    if (!variable.label) say(`variable "${variable.name}" has no label`);
  }
  if (variables.infinity) return; // one daemon, which no Prometheus names
  const source = variables.datasource;
  if (source?.type !== 'datasource' || source.query !== 'prometheus' || source.label !== 'Data source') {
    say('has no data source variable "datasource", labelled "Data source"');
  }
  for (const name of ['job', 'instance']) {
    const variable = variables[name];
    if (!variable) {
      say(`has no variable "${name}"`);
      continue;
    }
    if (variable.label.toLowerCase() !== name) say(`variable "${name}" is not labelled so`);
    if (!variable.multi || variable.allValue !== '.+') say(`variable "${name}" does not take several values, all of them as ".+"`);
  }
}

function ofPanel(board, panel, say) {
  const own = (text) => say(`panel "${panel.title ?? panel.id}" ${text}`);
  if (panel.type === 'row') return;
  if (!panel.title) own('has no title');
  if (!panel.description) own('has no description');
  if (panel.type === 'text') return;
  if (!panel.fieldConfig?.defaults?.unit) own('has no unit');
  if (!['${datasource}', '${infinity}'].includes(panel.datasource?.uid)) own('does not use the data source variable');
  if (!panel.targets?.length) own('has no query');
  if (panel.transformations?.some(({ options }) => JSON.stringify(options).includes('Value #'))) own('renames Value #A');
  const steps = panel.fieldConfig.defaults.thresholds?.steps ?? [];
  if (steps.some(({ value }) => value !== null && value !== undefined)) own('has a threshold typed in');
  for (const target of panel.targets ?? []) {
    if (target.expr === undefined) continue;
    const query = (text) => own(`query ${target.refId} ${text}`);
    if (/\[\d+[smhdwy]\]/.test(target.expr.replace(/last_over_time\([^[]*\[\d+\w\]/g, ''))) query('has a range typed in');
    for (const { metric, matchers, inside } of selectors(target.expr)) {
      for (const name of ['job', 'instance']) {
        if (!matchers.includes(`${name}=~"$${name}"`)) query(`selects ${metric} without ${name}=~"$${name}"`);
      }
      if (counter.test(metric) && !ofTime.has(inside) && !shownAsTheyAre.has(metric)) query(`uses the counter ${metric} without a rate`);
      if (!counter.test(metric) && ofTime.has(inside)) query(`takes the rate of ${metric}, which is no counter`);
    }
  }
}

function ofGrid(board, say) {
  const places = [];
  for (const panel of panelsOf(board)) {
    const { x, y, w, h } = panel.gridPos;
    if (x < 0 || x + w > 24) say(`panel "${panel.title}" is wider than the page`);
    for (const other of places) {
      const apart = x + w <= other.x || other.x + other.w <= x || y + h <= other.y || other.y + other.h <= y;
      if (!apart) say(`panels "${panel.title}" and "${other.title}" lie on each other`);
    }
    places.push({ x, y, w, h, title: panel.title });
  }
}

export function problems(board) {
  const found = [];
  const say = (text) => found.push(text);
  if (board.editable !== false) say('can be edited');
  if (!board.uid || !board.title || !board.description) say('lacks uid, title or description');
  if (board.timezone !== 'utc') say('is not in UTC, in which days end where they should');
  if (!board.links?.some((link) => link.type === 'dashboards' && link.includeVars && link.keepTime)) say('has no link that keeps the choices');
  ofVariables(board, say);
  const ids = new Set();
  for (const panel of panelsOf(board)) {
    if (ids.has(panel.id)) say(`panel id ${panel.id} is there twice`);
    ids.add(panel.id);
    ofPanel(board, panel, say);
  }
  ofGrid(board, say);
  return found;
}
