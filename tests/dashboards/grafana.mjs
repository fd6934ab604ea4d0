// What Grafana does with a dashboard before it draws: variables, interpolation, queries, and transformations by its
// own code (@grafana/data).
import { createRequire } from 'node:module';

import { JSDOM } from 'jsdom';

import { json } from './stack.mjs';

// @grafana/data looks at a browser's globals when it is loaded.
const page = new JSDOM('<html><body></body></html>', { url: 'http://localhost' }).window;
page.matchMedia = () => ({ matches: false, addListener() {}, addEventListener() {} });
for (const name of ['document', 'localStorage', 'HTMLElement', 'Element', 'Node', 'getComputedStyle', 'MutationObserver']) {
  globalThis[name] = page[name];
}
globalThis.window = page;
Object.defineProperty(globalThis, 'navigator', { value: { language: 'en-GB', languages: ['en-GB'], userAgent: '' }, configurable: true });
export const data = createRequire(import.meta.url)('@grafana/data');

data.standardTransformersRegistry.setInit(() => {
  const byId = new Map(Object.values(data.standardTransformers).map((transformer) => [transformer.id, transformer]));
  return [...byId.values()].map((transformation) => ({ id: transformation.id, name: transformation.name, transformation }));
});

export const seconds = 60; // the time shown: `now-1m`

export class Grafana {
  constructor(prometheusUrl, waymarkUrl = '') {
    this.prometheusUrl = prometheusUrl;
    this.waymarkUrl = waymarkUrl;
    this.values = {};
  }

  async get(where, parameters) {
    const answer = await json(`${this.prometheusUrl}/api/v1/${where}?${new URLSearchParams(parameters)}`);
    if (answer?.status !== 'success') throw new Error(`${JSON.stringify(parameters)}: ${answer?.error}`);
    return answer.data;
  }

  text(name, format) {
    const chosen = this.values[name];
    if (chosen === undefined) return undefined;
    if (!Array.isArray(chosen.value)) return chosen.value;
    if (format === 'csv') return chosen.value.join(',');
    if (format === 'pipe') return chosen.value.join('|');
    const escaped = chosen.value.map((value) => value.replace(/[\\^$.*+?()|[\]{}]/g, '\\\\$&'));
    return escaped.length === 1 ? escaped[0] : `(${escaped.join('|')})`;
  }

  interpolated(text) {
    const built = { __range: `${seconds}s`, __rate_interval: '4s', __interval: '1s' };
    return text.replace(/\$\{(\w+)(?::(\w+))?\}|\$(\w+)/g, (all, name, format, bare) => {
      const known = bare ?? name;
      return built[known] ?? this.text(known, format) ?? all;
    });
  }

  // As people read it: the names of what was chosen.
  shown(text, choices) {
    return text.replace(/\$(\w+)/g, (all, name) => {
      const chosen = this.values[name];
      if (chosen === undefined) return all;
      if (chosen.all) return 'All';
      const named = (value) => choices[name]?.find((option) => option.value === value)?.text ?? value;
      return [chosen.value].flat().map(named).join(' + ');
    });
  }

  // The options of a query variable, as text and value.
  async options(variable) {
    if (variable.query.infinityQuery) {
      const columns = await this.infinity(variable.query.infinityQuery);
      const [texts, values] = ['__text', '__value'].map((name) => columns.find((column) => column.name === name).values);
      return values.map((value, i) => ({ value, text: texts[i] }));
    }
    const query = this.interpolated(variable.query.query);
    const labels = /^label_values\((.*),\s*(\w+)\)$/s.exec(query);
    let found;
    if (labels) {
      const end = Date.now() / 1000;
      found = await this.get(`label/${labels[2]}/values`, { 'match[]': labels[1], start: end - seconds, end });
    } else {
      const result = /^query_result\((.*)\)$/s.exec(query);
      if (!result) throw new Error(`neither label_values nor query_result: ${query}`);
      const answer = await this.get('query', { query: result[1] });
      found = answer.result.map(({ metric, value }) => {
        const { __name__: name = '', ...rest } = metric;
        const inside = Object.entries(rest).map(([key, word]) => `${key}="${word}"`);
        return `${name}{${inside.join(',')}} ${value[1]} ${value[0] * 1000}`;
      });
    }
    const pattern = variable.regex ? data.stringToJsRegex(variable.regex) : null;
    const options = new Map();
    for (const one of found) {
      const match = pattern?.exec(one);
      if (pattern && !match) continue;
      const value = match?.groups?.value ?? match?.[1] ?? one;
      options.set(value, match?.groups?.text ?? value);
    }
    return [...options].map(([value, text]) => ({ value, text })).sort((a, b) => (a.text < b.text ? -1 : 1));
  }

  // Every variable as when the dashboard is opened, save for those in `chosen`; what each has to choose from.
  async open(board, chosen = {}) {
    this.values = {};
    const choices = {};
    for (const variable of board.templating.list) {
      const { name, type } = variable;
      if (type === 'datasource') continue;
      if (type === 'textbox') {
        this.values[name] = { value: variable.query };
        continue;
      }
      const options = await this.options(variable);
      choices[name] = options;
      if (chosen[name] !== undefined) {
        this.values[name] = { value: variable.multi ? [chosen[name]].flat() : chosen[name] };
      } else if (variable.includeAll) {
        const all = options.map(({ value }) => value);
        this.values[name] = { value: variable.allValue ?? all, all: true };
      } else {
        this.values[name] = { value: variable.multi ? options.slice(0, 1).map(({ value }) => value) : options[0]?.value };
      }
    }
    return choices;
  }

  // The columns that Infinity makes of an answer of Waymark.
  async infinity({ url, root_selector: root, columns }) {
    const answer = await json(`${this.waymarkUrl}${this.interpolated(url)}`);
    if (!Array.isArray(answer?.[root])) throw new Error(`${this.interpolated(url)}: ${JSON.stringify(answer)}`);
    return columns.map(({ selector, text, type }) => ({
      name: text,
      type: type === 'timestamp_epoch_s' ? 'time' : type,
      values: answer[root].map((row) => {
        if (!(selector in row)) throw new Error(`${this.interpolated(url)}: a row without ${selector}`);
        return type === 'timestamp_epoch_s' ? row[selector] * 1000 : row[selector];
      }),
    }));
  }

  async frames(target) {
    if (target.url) return [data.toDataFrame({ refId: target.refId, fields: await this.infinity(target) })];
    const expression = this.interpolated(target.expr);
    const end = Math.floor(Date.now() / 1000);
    const answer = target.instant
      ? await this.get('query', { query: expression, time: end })
      : await this.get('query_range', { query: expression, start: end - seconds, end, step: 1 });
    if (!['vector', 'matrix'].includes(answer.resultType)) throw new Error(`${answer.resultType}: ${expression}`);
    return answer.result.map(({ metric, value, values }) => {
      const samples = values ?? [value];
      const legend = target.legendFormat === '__auto' ? undefined : target.legendFormat.replace(/\{\{(\w+)\}\}/g, (_, label) => metric[label] ?? '');
      return data.toDataFrame({
        refId: target.refId,
        fields: [
          { name: 'Time', type: 'time', values: samples.map(([time]) => time * 1000) },
          { name: 'Value', type: 'number', labels: metric, values: samples.map(([, text]) => Number(text)), config: { displayNameFromDS: legend } },
        ],
      });
    });
  }

  async transformed(panel, frames) {
    if (!panel.transformations?.length) return frames;
    return new Promise((resolve, reject) => {
      data.transformDataFrame(panel.transformations, frames).subscribe({ next: resolve, error: reject });
    });
  }
}

// A table as rows of objects, by the names that its columns have before they are given titles.
export function rows([frame]) {
  if (!frame) return [];
  return Array.from({ length: frame.length }, (_, i) => Object.fromEntries(frame.fields.map((field) => [field.name, field.values[i]])));
}
