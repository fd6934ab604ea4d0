// Draws panels as HTML, about as Grafana's dark theme does.
import { data } from './grafana.mjs';

const theme = data.createTheme({ colors: { mode: 'dark' } });
const column = 1280 / 24;
const unit = 38; // px of a row of the grid
const escaped = (text) => String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const palette = ['#73BF69', '#F2CC0C', '#8AB8FF', '#FF780A', '#F2495C', '#5794F2', '#B877D9'];

// What the panel's options say of one field.
function configured(panel, field, frame, frames) {
  const config = { ...structuredClone(panel.fieldConfig.defaults), ...field.config };
  config.custom ??= {};
  const name = data.getFieldDisplayName(field, frame, frames);
  for (const { matcher, properties } of panel.fieldConfig.overrides ?? []) {
    const fits = matcher.id === 'byFrameRefID' ? frame.refId === matcher.options : [field.name, name].includes(matcher.options);
    if (!fits) continue;
    for (const { id, value } of properties) {
      if (id.startsWith('custom.')) config.custom[id.slice(7)] = value;
      else config[id] = value;
    }
  }
  const read = data.getDisplayProcessor({ field: { ...field, config }, theme, timeZone: 'utc' });
  const text = (value) => {
    const { prefix = '', text: main, suffix = '' } = read(value);
    return value === null || value === undefined || main === '' ? '' : `${prefix}${main}${suffix}`;
  };
  const color = (value) => config.mappings?.[0]?.options?.[value]?.color ?? config.color?.fixedColor;
  return { field, frame, config, name: config.displayName ?? name, text, color };
}
function fields(panel, frames, withTime = false) {
  return frames.flatMap((frame) => frame.fields.filter(({ type }) => withTime || type !== 'time').map((field) => configured(panel, field, frame, frames)));
}
const numbers = (panel, frames) => fields(panel, frames).filter(({ field }) => field.type === 'number');
const last = ({ field }) => field.values.at(-1);

function onColor(color) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
  return r * 0.299 + g * 0.587 + b * 0.114 > 140 ? '#111' : '#fff';
}

function stat(panel, frames) {
  const all = numbers(panel, frames);
  const wide = panel.gridPos.w * column - 40;
  const tall = panel.gridPos.h * unit - 45;
  const across = wide / all.length > 75 ? all.length : Math.ceil(all.length / 2);
  const cells = all.map((field) => {
    const text = field.text(last(field));
    const size = Math.min(38, (wide / across / Math.max(text.length, 2)) * 1.4, tall * 0.45);
    const name = all.length > 1 ? `<div class="name">${escaped(field.name)}</div>` : '';
    return `<div class="value" style="flex:0 0 ${100 / across}%">${name}<div style="font-size:${size}px;color:${field.color(last(field)) ?? 'inherit'}">${escaped(text)}</div></div>`;
  });
  return `<div class="stat">${cells.join('')}</div>`;
}

const align = (config, field) => (config.custom.align !== 'auto' && config.custom.align) || (field.type === 'number' ? 'right' : 'left');
function table(panel, frames) {
  const all = fields(panel, frames, true).filter(({ config }) => !config.custom.hidden);
  const length = frames[0]?.length ?? 0;
  const head = all.map(({ name, config, field }) => `<th style="${config.custom.width ? `width:${config.custom.width}px;` : ''}text-align:${align(config, field)}">${escaped(name)}</th>`);
  const body = Array.from({ length }, (_, i) => {
    const cells = all.map(({ field, text, color, config }) => {
      const value = field.values[i];
      const own = config.custom.cellOptions?.type === 'color-background' && color(value);
      return `<td style="text-align:${align(config, field)};${own ? `background:${own};color:${onColor(own)}` : ''}">${escaped(text(value))}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function bargauge(panel, frames) {
  const all = numbers(panel, frames);
  const most = Math.max(...all.map((field) => Math.abs(last(field))), 1e-9);
  const height = Math.max(14, Math.min(30, (panel.gridPos.h * unit - 50) / all.length - 4));
  return all.map((field) => {
    const value = last(field);
    return `<div class="bar" style="height:${height}px"><span class="label">${escaped(field.name)}</span><span class="track"><span style="width:${(Math.abs(value) / most) * 100}%;background:${field.config.color?.fixedColor ?? palette[0]}"></span></span><span class="amount">${escaped(field.text(value))}</span></div>`;
  }).join('');
}

function barchart(panel, frames) {
  const all = fields(panel, frames);
  const by = all.find(({ field }) => field.type === 'string');
  const parts = all.filter(({ field }) => field.type === 'number');
  const sums = by.field.values.map((_, i) => parts.reduce((sum, { field }) => sum + (field.values[i] ?? 0), 0));
  const most = Math.max(...sums);
  const bars = by.field.values.map((name, i) => {
    const inside = parts.filter(({ field }) => field.values[i] > 0).map((part) => `<span style="width:${(part.field.values[i] / most) * 100}%;background:${part.config.color.fixedColor};color:${onColor(part.config.color.fixedColor)}">${escaped(part.text(part.field.values[i]))}</span>`);
    return `<div class="bar" style="height:20px"><span class="label" style="flex-basis:70px">${escaped(name)}</span><span class="track parts">${inside.join('')}</span></div>`;
  });
  const legend = parts.map(({ name, config }) => `<span><i style="background:${config.color.fixedColor}"></i>${escaped(name)}</span>`);
  return `${bars.join('')}<div class="legend">${legend.join('')}</div>`;
}

const dashes = { dash: '10 6', dot: '2 6' };
function timeseries(panel, frames) {
  const all = frames.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === 'time');
    return numbers(panel, [frame]).map((field) => ({ ...field, times: time.values }));
  });
  if (all.length === 0) return '';
  const [w, h, left, bottom] = [panel.gridPos.w * column - 24, panel.gridPos.h * unit - 62, 70, 18];
  const values = all.flatMap(({ field }) => field.values).filter(Number.isFinite);
  const times = all.flatMap(({ times: own }) => own);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  let [low, high] = [Math.min(...values, panel.fieldConfig.defaults.min ?? Infinity), Math.max(...values)];
  const room = (high - low || Math.abs(high) || 1) * 0.1;
  if (panel.fieldConfig.defaults.min === undefined) low -= room;
  high += room;
  const x = (time) => left + ((time - from) / (to - from || 1)) * (w - left - 8);
  const y = (value) => 8 + (1 - (value - low) / (high - low)) * (h - bottom - 8);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const value = low + part * (high - low);
    return `<line x1="${left}" x2="${w}" y1="${y(value)}" y2="${y(value)}" stroke="#2c3036"/><text x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${escaped(all[0].text(value))}</text>`;
  });
  const clock = [from, to].map((time, i) => `<text x="${x(time)}" y="${h - 2}" text-anchor="${i ? 'end' : 'start'}">${new Date(time).toISOString().slice(...(to - from > 864e5 ? [0, 10] : [11, 19]))}</text>`);
  const line = ({ field, times: own, config }, i) => {
    const points = own.map((time, j) => `${x(time).toFixed(1)},${y(field.values[j]).toFixed(1)}`);
    const color = config.color?.fixedColor ?? palette[i % palette.length];
    const dash = dashes[config.custom.lineStyle?.fill] ?? '';
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="${config.custom.lineWidth ?? 2}" stroke-dasharray="${dash}"/>`;
  };
  const bands = all.filter(({ config }) => config.custom.fillBelowTo).map((upper) => {
    const lower = all.find(({ name }) => name === upper.config.custom.fillBelowTo);
    if (!lower) return '';
    const edge = ({ field, times: own }) => own.map((time, j) => `${x(time)},${y(field.values[j])}`);
    return `<polygon points="${[...edge(upper), ...edge(lower).reverse()].join(' ')}" fill="${upper.config.color.fixedColor}" opacity="0.15"/>`;
  });
  const legend = all.map(({ name, config }, i) => `<span><i style="background:${config.color?.fixedColor ?? palette[i % palette.length]}"></i>${escaped(name)}</span>`);
  return `<svg width="${w}" height="${h}">${grid.join('')}${clock.join('')}${bands.join('')}${all.map(line).join('')}</svg><div class="legend">${legend.join('')}</div>`;
}

function timeline(panel, frames) {
  return numbers(panel, frames).map((field) => {
    const value = last(field);
    const color = field.color(value) ?? '#555';
    return `<div class="bar" style="height:34px"><span class="label" style="flex-basis:200px">${escaped(field.name)}</span><span class="state" style="background:${color};color:${onColor(color)}">${escaped(field.text(value))}</span></div>`;
  }).join('');
}

const markdown = (text) => escaped(text).replace(/\[([^\]]*)\]\(([^)]*)\)/g, '<u>$1</u>');
const drawers = { stat, table, bargauge, barchart, timeseries, 'state-timeline': timeline };

export function panel(one, frames, shown) {
  const { x, y, w, h } = one.gridPos;
  const place = `left:${x * column + 4}px;top:${y * unit}px;width:${w * column - 8}px;height:${h * unit - 8}px`;
  if (one.type === 'row') return `<section class="row" style="${place}">⌄ ${escaped(shown(one.title))}</section>`;
  const inside = one.type === 'text' ? `<p>${markdown(one.options.content)}</p>` : drawers[one.type](one, frames);
  return `<section style="${place}"><h2>${escaped(shown(one.title))} <small>i</small></h2><div class="inside">${inside}</div></section>`;
}

const style = `
body { margin: 0; background: #111217; color: #ccccdc; font: 13px Inter, "DejaVu Sans", sans-serif; width: 1280px; height: 720px; overflow: hidden }
header { height: 36px; line-height: 36px; padding: 0 12px; font-size: 15px; background: #181b1f; border-bottom: 1px solid #24272d }
header small { float: right; color: #9a9aab }
nav { height: 48px; display: flex; gap: 8px; align-items: center; padding: 0 12px; font-size: 12px; white-space: nowrap; overflow: hidden }
nav b { font-weight: 500; background: #22252b; padding: 6px 7px; border: 1px solid #33363d; border-right: 0 }
nav span { padding: 6px 7px; border: 1px solid #33363d }
main { position: relative }
section { position: absolute; background: #181b1f; border: 1px solid #24272d; border-radius: 2px; box-sizing: border-box; overflow: hidden }
section.row { background: none; border: 0; font-size: 15px; padding-top: 4px }
h2 { font-size: 13px; font-weight: 500; margin: 0; padding: 7px 9px 4px } h2 small { color: #8e909a; border: 1px solid #6e7079; border-radius: 50%; padding: 0 4px; font-size: 9px }
.inside { padding: 2px 9px }
.stat { display: flex; flex-wrap: wrap; text-align: center } .value { padding: 6px 0; font-weight: 500; min-width: 0; overflow: hidden } .name { font-size: 12px; color: #b3b3c3; font-weight: 400 }
table { border-collapse: collapse; width: 100%; font-size: 12px; table-layout: fixed } th, td { box-sizing: border-box } th { font-weight: 500; color: #6e9fff; padding: 5px 6px; white-space: nowrap; overflow: hidden }
td { padding: 4px 6px; border-top: 1px solid #24272d; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.bar { display: flex; align-items: center; gap: 8px; margin-bottom: 4px; font-size: 12px } .label { flex: 0 0 40%; text-align: right; overflow: hidden; white-space: nowrap; text-overflow: ellipsis }
.track { flex: 1; height: 100%; background: #22252b; display: flex } .parts span { text-align: center; line-height: 20px; overflow: hidden } .amount { flex: 0 0 60px }
.state { flex: 1; height: 100%; line-height: 34px; padding-left: 10px; font-weight: 500 }
.legend { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 12px; padding-top: 4px } .legend i { display: inline-block; width: 14px; height: 4px; margin-right: 5px; vertical-align: middle }
svg text { fill: #ccccdc; font-size: 11px }
`;

export function page(board, panels, choices, grafana) {
  const words = board.templating.list.map(({ name, label, type }) => {
    const chosen = type === 'datasource' ? 'Waymark' : grafana.shown(`$${name}`, choices);
    return `<b>${escaped(label)}</b><span>${escaped(chosen)}</span>`;
  });
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><header>Waymark › ${escaped(board.title)}<small>preview, not Grafana itself</small></header><nav>${words.map((word) => `<div>${word}</div>`).join('')}</nav><main>${panels.join('')}</main>`;
}
