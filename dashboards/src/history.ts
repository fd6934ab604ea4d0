// History from Waymark's own JSON endpoints (docs/api.md), through Grafana's Infinity data source: all periods with
// what was expected of them, revised figures included, which Prometheus does not have.
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

import { finished } from './board';
import { at, coloured, hidden, inUnit, ownDigits, property, type About } from './panels';
import { colours, statusWords, unitWords } from './words';

const type = 'yesoreyeram-infinity-datasource';
const source = { type, uid: '${infinity}' };

interface Column {
  selector: string;
  text: string;
  type: 'string' | 'number' | 'timestamp_epoch_s';
}
const column = (selector: string, text: string, kind: Column['type'] = 'string'): Column => ({ selector, text, type: kind });

interface InfinityQuery extends cog.Dataquery {
  [key: string]: unknown;
}
function rowsOf(url: string, root: string, format: 'table' | 'timeseries', columns: Column[]): Record<string, unknown> {
  return {
    refId: 'A',
    type: 'json',
    source: 'url',
    parser: 'backend',
    format,
    url,
    url_options: { method: 'GET', data: '' },
    root_selector: root,
    columns,
    filters: [],
  };
}
const query = (url: string, format: 'table' | 'timeseries', columns: Column[]): cog.Builder<cog.Dataquery> => ({
  build: () => ({ ...rowsOf(url, 'rows', format, columns), datasource: source }) as unknown as InfinityQuery,
});

function variable(name: string, label: string, url: string, root: string, value: string, text: string) {
  const columns = [column(text, '__text'), column(value, '__value')];
  return new dashboard.QueryVariableBuilder(name)
    .label(label)
    .datasource(source)
    .query({ queryType: 'infinity', query: '', infinityQuery: rowsOf(url, root, 'table', columns) })
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged);
}

const asked = 'authority=${authority}&commitment=${commitment:csv}';
const moment = column('period_end_epoch', 'Time', 'timestamp_epoch_s');

function about<T extends timeseries.PanelBuilder | table.PanelBuilder>(panel: T, { title, description, place }: About): T {
  panel.title(title).description(description).gridPos(place).datasource(source).noValue('–').unit(ownDigits.unit).decimals(ownDigits.decimals);
  return panel;
}
const line = (color: string, style?: object) => [
  property('color', { mode: 'fixed', fixedColor: color }),
  ...(style ? [property('custom.lineStyle', style)] : []),
];

const course = about(new timeseries.PanelBuilder(), {
  title: 'Actual against expected',
  description:
    'Every figure at the end of its period, as it is known today, with what the plan expects of that period and the ' +
    'target in force. Percentages are percentages here: 8.29 is 8.29%.',
  place: at(0, 1, 15, 9),
})
  .withTarget(
    query(`/api/v1/series?${asked}`, 'timeseries', [
      moment,
      column('value', 'Actual', 'number'),
      column('expected', 'Expected', 'number'),
      column('target', 'Target', 'number'),
    ]),
  )
  .lineWidth(2)
  .showPoints(common.VisibilityMode.Always)
  .spanNulls(true)
  .overrideByName('Actual', [...line(colours.blue), property('custom.lineWidth', 3)])
  .overrideByName('Expected', line(colours.orange, { fill: 'dash', dash: [10, 6] }))
  .overrideByName('Target', line(colours.teal, { fill: 'dot', dash: [2, 6] }))
  .legend(
    new common.VizLegendOptionsBuilder()
      .displayMode(common.LegendDisplayMode.List)
      .placement(common.LegendPlacement.Bottom)
      .showLegend(true),
  );

const titled = (panel: table.PanelBuilder, columns: [string, number?, dashboard.DynamicConfigValue[]?][]) => {
  for (const [name, width, properties = []] of columns) {
    panel.overrideByName(name, [...(width === undefined ? [] : [property('custom.width', width)]), ...properties]);
  }
  return panel;
};
const states = [property('mappings', statusWords), coloured];
const date = inUnit({ unit: 'time:D MMM YYYY' });

const said = titled(
  about(new table.PanelBuilder(), {
    title: 'When the status changed',
    description: 'Each status with its reason, from the day on which it was known, since Waymark began to keep them.',
    place: at(15, 1, 9, 9),
  }).withTarget(
    query(`/api/v1/status-history?${asked}`, 'table', [
      column('known_from_epoch', 'From', 'timestamp_epoch_s'),
      column('status', 'Status'),
      column('reason', 'Why'),
    ]),
  ),
  [['From', 100, date], ['Status', 120, states], ['Why']],
);

const figures = titled(
  about(new table.PanelBuilder(), {
    title: 'Every figure',
    description:
      'Each period with its figure, what was expected, how the figure stood beside that, how often it was corrected, ' +
      'and when what is shown was recorded.',
    place: at(0, 10, 24, 9),
  }).withTarget(
    query(`/api/v1/series?${asked}`, 'table', [
      column('period', 'Period'),
      moment,
      column('value', 'Figure', 'number'),
      column('expected', 'Expected', 'number'),
      column('target', 'Target', 'number'),
      column('unit', 'Unit'),
      column('status', 'Status'),
      column('flag', 'Flag'),
      column('revisions', 'Corrected', 'number'),
      column('recorded_epoch', 'Recorded', 'timestamp_epoch_s'),
    ]),
  ),
  [
    ['Period'], ['Time', undefined, [hidden]], ['Figure', 130], ['Expected', 130], ['Target', 130],
    ['Unit', 100, [property('mappings', unitWords)]], ['Status', 140, states], ['Flag', 120], ['Corrected', 110], ['Recorded', 130, date],
  ],
);

export const history = finished(
  new dashboard.DashboardBuilder('Waymark: history')
    .uid('waymark-history')
    .description('All periods of a commitment from Waymark’s own record, with what was expected of them.')
    .time({ from: 'now-6y', to: 'now' })
    .refresh('5m')
    .variables([
      new dashboard.DatasourceVariableBuilder('infinity').label('Data source').type(type),
      variable('authority', 'Authority', '/api/v1/authorities', 'authorities', 'authority', 'authority_name'),
      variable('commitment', 'Commitment', '/api/v1/commitments?authority=${authority}', 'commitments', 'id', 'title').multi(true),
    ])
    .withRow(new dashboard.RowBuilder('$commitment').repeat('commitment').gridPos(at(0, 0, 24, 1)))
    .withPanel(course)
    .withPanel(said)
    .withPanel(figures),
);
