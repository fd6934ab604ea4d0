// What every dashboard is: the shared variables first, links that keep them, UTC, not editable.
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type * as cog from '@grafana/grafana-foundation-sdk/cog';

import { standard } from './variables';

const tag = 'waymark';

type Section = { row: dashboard.RowBuilder } | cog.Builder<dashboard.Panel>;

export interface Board {
  uid: string;
  title: string;
  description: string;
  variables: cog.Builder<dashboard.VariableModel>[];
  panels: Section[];
}

const others = new dashboard.DashboardLinkBuilder('Waymark dashboards')
  .type(dashboard.DashboardLinkType.Dashboards)
  .tags([tag])
  .includeVars(true)
  .keepTime(true)
  .tooltip('The other views, with the same choices');

const pages = new dashboard.DashboardLinkBuilder('Waymark’s own pages')
  .type(dashboard.DashboardLinkType.Link)
  .url('${waymark:raw}/a/${authority}')
  .icon('external link')
  .targetBlank(true)
  .tooltip('Explanations, commentary and the history of every figure');

// Takes away what the SDK sets and Grafana 12.2 does not know, or understands as another wish: a link with a
// placement, for one, is moved out of sight.
function without(thing: object, ...keys: string[]): void {
  for (const key of keys) delete (thing as Record<string, unknown>)[key];
}

export function board({ uid, title, description, variables, panels }: Board): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .refresh('1m')
    .time({ from: 'now-24h', to: 'now' })
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .variables([...standard(), ...variables]);
  for (const section of panels) {
    if ('row' in section) builder.withRow(section.row);
    else builder.withPanel(section);
  }
  return finished(builder, pages);
}

// What all dashboards have in common, theirs or not from Prometheus.
export function finished(builder: dashboard.DashboardBuilder, ...links: cog.Builder<dashboard.DashboardLink>[]): dashboard.Dashboard {
  const built = builder.tags([tag]).timezone('utc').readonly().links([others, ...links]).build();
  let id = 0;
  for (const panel of built.panels ?? []) panel.id = ++id;
  for (const variable of built.templating?.list ?? []) without(variable, 'auto', 'auto_min', 'auto_count');
  for (const link of built.links ?? []) without(link, 'placement');
  for (const panel of built.panels ?? []) if ('options' in panel && panel.options) without(panel.options, 'footer');
  return built;
}

const kept = ['datasource', 'job', 'instance', 'authority'].map((name) => `\${${name}:queryparam}`).join('&');

// Links of a table's row; its hidden columns name the commitment.
export const toCommitment = {
  title: 'This commitment',
  url: `/d/waymark-commitment?${kept}&var-commitment=\${__data.fields.commitment}&var-waymark=\${waymark:percentencode}&\${__url_time_range}`,
  targetBlank: false,
};
export const toWaymark = {
  title: 'Explanation and commentary, on Waymark’s page',
  url: '${waymark:raw}/a/${__data.fields.authority}/commitments/${__data.fields.commitment}',
  targetBlank: true,
};
