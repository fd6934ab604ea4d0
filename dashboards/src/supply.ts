// Do the data arrive, and is the daemon well?
import { board } from './board';
import { at, coloured, day, inUnit, left, lines, ownDigits, property, statPanel, tableOf } from './panels';
import { indicatorColumn, kpi, milliseconds, named, own } from './promql';
import * as variables from './variables';
import { colours, unitWords, yesNo } from './words';

// Of the processes that Prometheus scrapes, those that are Waymark.
const process = (metric: string): string => `${own(metric)} * on (job, instance) group_left () ${own('waymark_build_info')}`;
const perCollector = 'job, instance, collector';
const moment = inUnit({ unit: 'dateTimeFromNow' });

const well = statPanel(
  {
    title: 'The service',
    description:
      'Answering: whether Prometheus reaches Waymark. Configuration: whether the files as they are now are in force, or ' +
      'an older state because they have mistakes. Ledger: whether what arrives can be written down.',
    place: at(0, 0, 10, 4),
  },
  [
    { expression: `min(${own('up')} and on (job) last_over_time(${own('waymark_build_info')}[1d]))`, legend: 'Answering' },
    { expression: `min(${own('waymark_config_last_reload_successful')})`, legend: 'Configuration' },
    { expression: `min(${own('waymark_ledger_writable')})`, legend: 'Ledger' },
  ],
)
  .unit('none')
  .mappings(yesNo({ text: '● Fine', color: colours.teal }, { text: '■ Trouble', color: colours.plum }));

const short = statPanel(
  {
    title: 'The supply',
    description:
      'Collectors whose last run failed; indicators whose next figure should be here but is not; rows that could not be ' +
      'used and files of which nothing counts, both in the time shown.',
    place: at(10, 0, 14, 4),
  },
  [
    { expression: `count(${own('waymark_collector_up')} == 0) or vector(0)`, legend: 'Collectors failing' },
    { expression: `count(${kpi('kpi_next_due_timestamp_seconds')} < time()) or vector(0)`, legend: 'Figures late' },
    { expression: `sum(increase(${own('waymark_collector_rows_total', 'outcome="rejected"')}[$__range]))`, legend: 'Rows rejected' },
    { expression: `sum(increase(${own('waymark_files_quarantined_total')}[$__range]))`, legend: 'Files quarantined' },
  ],
)
  .unit('none')
  .decimals(0);

const counted = (metric: string, matchers = ''): string =>
  `sum by (${perCollector}) (increase(${own(metric, matchers)}[$__range]))`;
const collectors = tableOf(
  {
    title: 'Collectors',
    description:
      'Each source of figures: whether its last run worked, when it ran and when it last worked, and what it read in ' +
      'the time shown: runs, new and corrected figures, rows that could not be used, files set aside.',
    place: at(0, 4, 24, 8),
  },
  [
    named('up', `max by (${perCollector}) (${own('waymark_collector_up')})`),
    named('last_run', `max by (${perCollector}) (${milliseconds(own('waymark_collector_last_run_timestamp_seconds'))})`),
    named('last_success', `max by (${perCollector}) (${milliseconds(own('waymark_collector_last_success_timestamp_seconds'))})`),
    named('runs', counted('waymark_collector_runs_total')),
    named('failures', counted('waymark_collector_failures_total')),
    named('accepted', counted('waymark_collector_rows_total', 'outcome="accepted"')),
    named('revised', counted('waymark_collector_rows_total', 'outcome="revised"')),
    named('rejected', counted('waymark_collector_rows_total', 'outcome="rejected"')),
    named('quarantined', counted('waymark_files_quarantined_total')),
  ],
  [
    { name: 'collector', title: 'Collector' },
    {
      name: 'up', title: 'Last run', width: 110,
      properties: [
        property('mappings', yesNo({ text: '● Worked', color: colours.teal }, { text: '■ Failed', color: colours.plum })),
        coloured,
        left,
      ],
    },
    { name: 'last_run', title: 'Ran', width: 130, properties: moment },
    { name: 'last_success', title: 'Last worked', width: 130, properties: moment },
    { name: 'runs', title: 'Runs', width: 80, properties: inUnit({ unit: 'none', decimals: 0 }) },
    { name: 'failures', title: 'Failures', width: 80, properties: inUnit({ unit: 'none', decimals: 0 }) },
    { name: 'accepted', title: 'New rows', width: 90, properties: inUnit({ unit: 'none', decimals: 0 }) },
    { name: 'revised', title: 'Corrections', width: 95, properties: inUnit({ unit: 'none', decimals: 0 }) },
    { name: 'rejected', title: 'Rejected', width: 85, properties: inUnit({ unit: 'none', decimals: 0 }) },
    { name: 'quarantined', title: 'Files set aside', width: 115, properties: inUnit({ unit: 'none', decimals: 0 }) },
  ],
);

const late = tableOf(
  {
    title: 'Late figures',
    description:
      'Indicators whose next figure is past its day, and since when. Empty is good: everything that should be here is here.',
    place: at(0, 12, 12, 6),
  },
  [
    indicatorColumn('due', milliseconds(`(${kpi('kpi_next_due_timestamp_seconds')} < time())`)),
    indicatorColumn('since', milliseconds(`(${kpi('kpi_next_due_timestamp_seconds')} < time())`)),
  ],
  [
    { name: 'title', title: 'Indicator' },
    { name: 'scope', title: 'Scope', width: 170 },
    { name: 'unit', title: 'Unit', width: 70, properties: [property('mappings', unitWords)] },
    { name: 'due', title: 'Was due', width: 100, properties: inUnit(day) },
    { name: 'since', title: 'That was', width: 120, properties: moment },
  ],
).noValue('Nothing is late');

const ledger = lines(
  {
    title: 'Ledger: figures held',
    description: 'How many figures the record holds, all versions. It only grows; a sudden step is a large delivery.',
    place: at(12, 12, 6, 6),
  },
  [{ expression: `sum by (job, instance) (${own('waymark_ledger_observations')})`, legend: 'Figures' }],
)
  .unit(ownDigits.unit)
  .decimals(0);

const size = lines(
  {
    title: 'Ledger: size on disk',
    description: 'The size of the file that holds the record.',
    place: at(18, 12, 6, 6),
  },
  [{ expression: `sum by (job, instance) (${own('waymark_ledger_bytes')})`, legend: 'Size' }],
)
  .unit('bytes')
  .decimals(1)
  .min(0);

const daemon = statPanel(
  {
    title: 'The daemon',
    description:
      'For whoever runs it: since when it has been running, when its configuration was read, and how long the last ' +
      'evaluation of all plans took.',
    place: at(0, 18, 12, 5),
  },
  [
    { expression: `min(${milliseconds(process('process_start_time_seconds'))})`, legend: 'Running since' },
    { expression: `min(${milliseconds(own('waymark_config_last_reload_success_timestamp_seconds'))})`, legend: 'Configuration of' },
    { expression: `max(${own('waymark_scoreboard_build_duration_seconds')})`, legend: 'Evaluation took' },
    { expression: `max(${process('process_open_fds')} / ${own('process_max_fds')})`, legend: 'Files open' },
    { expression: `count(${own('waymark_build_info')})`, legend: 'Daemons' },
  ],
)
  .unit('dateTimeFromNow')
  .overrideByName('Evaluation took', inUnit({ unit: 's', decimals: 3 }))
  .overrideByName('Files open', inUnit({ unit: 'percentunit', decimals: 1 }))
  .overrideByName('Daemons', inUnit({ unit: 'none', decimals: 0 }));

const memory = lines(
  {
    title: 'Memory',
    description: 'Memory in use by the daemon.',
    place: at(12, 18, 6, 5),
  },
  [{ expression: `max by (job, instance) (${process('process_resident_memory_bytes')})`, legend: 'In use' }],
)
  .unit('bytes')
  .decimals(1)
  .min(0);

const requests = lines(
  {
    title: 'Requests',
    description: 'Requests for pages and metrics in each second, by the kind of answer: 2 is fine, 4 is a wrong address, 5 is a fault.',
    place: at(18, 18, 6, 5),
  },
  [
    {
      expression:
        'sum by (answer) (label_replace(' +
        `rate(${own('waymark_http_requests_total')}[$__rate_interval]), "answer", "$1", "code", "(.).*"))`,
      legend: 'answers {{answer}}xx',
    },
  ],
)
  .unit('reqps')
  .decimals(2)
  .min(0);

export const supply = board({
  uid: 'waymark-supply',
  title: 'Waymark: data supply',
  description: 'Whether figures arrive, from where and when; what was rejected; the ledger and the daemon itself.',
  variables: [variables.authority(), variables.waymark()],
  panels: [well, short, collectors, late, ledger, size, daemon, memory, requests],
});
