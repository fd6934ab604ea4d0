// Panels as all dashboards have them: built by the SDK, described in plain words, with a unit each.
import * as barchart from '@grafana/grafana-foundation-sdk/barchart';
import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prom from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as text from '@grafana/grafana-foundation-sdk/text';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

import { prometheus } from './variables';
import { colours } from './words';

export interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}
export const at = (x: number, y: number, w: number, h: number): Place => ({ x, y, w, h });

export interface About {
  title: string;
  description: string; // for people who are not engineers
  place: Place;
}

export interface Query {
  expression: string;
  legend?: string;
}

// The digits of the figure itself, with separators: 4, 8.29, 1,234,567.5.
export const ownDigits = { unit: 'locale', decimals: 4 };
export const share = { unit: 'percentunit', decimals: 2 };
export const day = { unit: 'time:D MMM YYYY' };

const single = () =>
  new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps([{ value: null, color: 'text' }]);

interface Common {
  title(title: string): this;
  description(description: string): this;
  gridPos(place: Place): this;
  datasource(source: common.DataSourceRef): this;
  thresholds(thresholds: ReturnType<typeof single>): this;
  noValue(text: string): this;
}

function about<T extends Common>(panel: T, { title, description, place }: About): T {
  return panel.title(title).description(description).gridPos(place).datasource(prometheus).thresholds(single()).noValue('–');
}

const refIds = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
type Target = prom.DataqueryBuilder;
function target({ expression, legend }: Query, position: number): Target {
  return new prom.DataqueryBuilder()
    .datasource(prometheus)
    .refId(refIds.charAt(position))
    .expr(expression)
    .format(prom.PromQueryFormat.TimeSeries)
    .legendFormat(legend ?? '__auto');
}
const now = (queries: Query[]): Target[] => queries.map((query, i) => target(query, i).instant());
const overTime = (queries: Query[]): Target[] => queries.map((query, i) => target(query, i).range());

const lastValue = () => new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false);

export function statPanel(what: About, queries: Query[]): stat.PanelBuilder {
  return about(new stat.PanelBuilder(), what)
    .targets(now(queries))
    .reduceOptions(lastValue())
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Center)
    .textMode(queries.length > 1 ? common.BigValueTextMode.ValueAndName : common.BigValueTextMode.Auto)
    .wideLayout(false)
    .orientation(common.VizOrientation.Auto);
}

export function bars(what: About, queries: Query[]): bargauge.PanelBuilder {
  return about(new bargauge.PanelBuilder(), what)
    .targets(now(queries))
    .reduceOptions(lastValue())
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .valueMode(common.BarGaugeValueMode.Text)
    .namePlacement(common.BarGaugeNamePlacement.Left)
    .showUnfilled(true)
    .sizing(common.BarGaugeSizing.Auto)
    .colorScheme(fixed(colours.blue));
}

export function lines(what: About, queries: Query[]): timeseries.PanelBuilder {
  return about(new timeseries.PanelBuilder(), what)
    .targets(overTime(queries))
    .lineWidth(2)
    .showPoints(common.VisibilityMode.Auto)
    .spanNulls(true)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending));
}

export function stripes(what: About, queries: Query[]): statetimeline.PanelBuilder {
  return about(new statetimeline.PanelBuilder(), what)
    .targets(overTime(queries))
    .unit('none')
    .showValue(common.VisibilityMode.Always)
    .mergeValues(true)
    .rowHeight(0.8);
}

export function note(title: string, description: string, markdown: string, place: Place): text.PanelBuilder {
  return new text.PanelBuilder()
    .title(title)
    .description(description)
    .gridPos(place)
    .mode(text.TextMode.Markdown)
    .content(markdown);
}

export const fixed = (color: string) =>
  new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Fixed).fixedColor(color);

export interface Column {
  name: string; // a label of the rows, or the name of a column
  title: string;
  width?: number;
  properties?: dashboard.DynamicConfigValue[];
}
export const property = (id: string, value: unknown): dashboard.DynamicConfigValue => ({ id, value });
export const inUnit = ({ unit, decimals }: { unit: string; decimals?: number }): dashboard.DynamicConfigValue[] => [
  property('unit', unit),
  ...(decimals === undefined ? [] : [property('decimals', decimals)]),
];
// Grafana writes black or white on it, whichever is read better.
export const coloured = property('custom.cellOptions', { type: 'color-background', mode: 'basic' });
export const left = property('custom.align', 'left');
export const hidden = property('custom.hidden', true);

// Columns are the queries, by the label `column`; rows come together by all other labels. Renaming goes by those
// names and not by `Value #A`, which is lost when all queries but one return nothing.
export function tableOf(what: About, queries: string[], columns: Column[]): table.PanelBuilder {
  return shaped(about(new table.PanelBuilder(), what).targets(now(queries.map((expression) => ({ expression })))), 'column', columns)
    .unit('locale')
    .decimals(4)
    .cellHeight(common.TableCellHeight.Sm)
    .filterable(false);
}

function transformation(id: string, options: unknown): dashboard.DataTransformerConfig {
  return { id, options: options as Record<string, unknown> };
}

// What becomes of series before they are drawn as columns: one for each value of the label.
export function toColumns(label: string, columns: Column[]): dashboard.DataTransformerConfig[] {
  const names = columns.map((column) => column.name);
  return [
    transformation('labelsToFields', { mode: 'columns', valueLabel: label }),
    transformation('merge', {}),
    transformation('filterFieldsByName', { include: { names } }),
    transformation('organize', {
      excludeByName: {},
      includeByName: {},
      indexByName: Object.fromEntries(names.map((name, i) => [name, i])),
      renameByName: {},
    }),
  ];
}

function shaped(panel: table.PanelBuilder, label: string, columns: Column[]): table.PanelBuilder {
  for (const step of toColumns(label, columns)) panel.withTransformation(step);
  for (const column of columns) {
    const properties = [property('displayName', column.title), ...(column.properties ?? [])];
    if (column.width !== undefined) properties.push(property('custom.width', column.width));
    panel.overrideByName(column.name, properties);
  }
  return panel;
}

// Horizontal bars stacked from the values of a label, one bar for each value of `by`.
export function stacked(what: About, query: string, label: string, by: Column, parts: Column[]): barchart.PanelBuilder {
  const panel = about(new barchart.PanelBuilder(), what)
    .targets(now([{ expression: query }]))
    .unit('none')
    .decimals(0)
    .xField(by.title)
    .orientation(common.VizOrientation.Horizontal)
    .stacking(common.StackingMode.Normal)
    .showValue(common.VisibilityMode.Auto)
    .fillOpacity(90)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    );
  for (const step of toColumns(label, [by, ...parts])) panel.withTransformation(step);
  for (const column of [by, ...parts]) {
    panel.overrideByName(column.name, [property('displayName', column.title), ...(column.properties ?? [])]);
  }
  return panel;
}
