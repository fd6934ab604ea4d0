// The variables that the dashboards share. Their names are the same everywhere, so that links keep them.
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { kpi, own, scopeChosen } from './promql';

export const prometheus = { type: 'prometheus', uid: '${datasource}' };

type Variable = dashboard.QueryVariableBuilder;

function query(name: string, label: string, expression: string): Variable {
  return new dashboard.QueryVariableBuilder(name)
    .label(label)
    .datasource(prometheus)
    .query({ query: expression, refId: `variable-${name}` })
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc);
}

// `text` and `value` are labels of the series that the expression gives; Prometheus orders labels by name, so
// whichever is first in the alphabet comes first in the pattern.
function named(name: string, label: string, expression: string, value: string, text: string): Variable {
  const parts = [
    { label: value, group: 'value' },
    { label: text, group: 'text' },
  ].sort((a, b) => (a.label < b.label ? -1 : 1));
  const pattern = parts.map((part) => `${part.label}="(?<${part.group}>[^"]*)"`).join('.*');
  return query(name, label, `query_result(${expression})`).regex(`/${pattern}/`);
}

// Several or all; `.*` also holds where a label is empty.
const several = (variable: Variable): Variable => variable.multi(true).includeAll(true).allValue('.*');

// What every dashboard begins with.
export function standard(): { build(): dashboard.VariableModel }[] {
  return [
    new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    query('job', 'Job', 'label_values(waymark_build_info, job)').multi(true).includeAll(true).allValue('.+'),
    query('instance', 'Instance', 'label_values(waymark_build_info{job=~"$job"}, instance)')
      .multi(true)
      .includeAll(true)
      .allValue('.+'),
  ];
}

// One at a time: councils are not compared.
export const authority = (): Variable =>
  named('authority', 'Authority', `max by (authority, title) (${own('kpi_authority_info')})`, 'authority', 'title');

export const theme = (): Variable =>
  several(query('theme', 'Theme', `label_values(${kpi('kpi_commitment_info')}, theme)`));

// Patterns as values, since the whole council is the empty scope and a value cannot be empty.
const scopes = (): Variable =>
  named(
    'scope',
    'Scope',
    'label_replace(label_replace(label_replace(label_replace(' +
      `max by (scope) (${kpi('kpi_value')}), ` +
      '"name", "$1", "scope", "(.+)"), "pattern", "$1", "scope", "(.+)"), ' +
      '"name", "Whole council", "scope", ""), "pattern", "()", "scope", "")',
    'pattern',
    'name',
  );
export const scope = (): Variable => scopes().multi(true);
export const anyScope = (): Variable => several(scopes());

export const commitment = (): Variable =>
  several(
    named(
      'commitment',
      'Commitment',
      `max by (commitment, title) (${kpi('kpi_commitment_info', 'theme=~"$theme", ' + scopeChosen)})`,
      'commitment',
      'title',
    ),
  );

// Where Waymark's own pages are, for readers' browsers: Prometheus may know it by another name.
export const waymark = (): dashboard.TextBoxVariableBuilder =>
  new dashboard.TextBoxVariableBuilder('waymark').label('Waymark').defaultValue('http://127.0.0.1:9475');

// Indicators whose name holds one of the words.
export const indicators = (name: string, label: string, words: string, unit = '.+'): Variable =>
  query(name, label, `label_values(${kpi('kpi_indicator_info', `unit=~"${unit}", indicator=~".*(${words}).*"`)}, indicator)`);
