/** The map as two tables, for those who cannot see a drawing, and for maps that no drawing can hold. */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { ServiceMapJson } from '../../../src/asking/waymark/shapes.ts';
import { stepTo } from '../filter/params.ts';
import { seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { rateText, shareText } from './figures.ts';

export function MapTables({ map, notice }: { map: ServiceMapJson; notice?: string }) {
  return (
    <div class="map-tables">
      {notice && <p class="map-notice">{notice}</p>}
      <h2>Services</h2>
      <SortedTable
        rows={map.services}
        keyOf={({ name }) => name}
        columns={serviceColumns(map.seconds)}
        label="Services"
      />
      <h2>Calls</h2>
      <SortedTable
        rows={map.calls}
        keyOf={({ parent, child }) => `${parent}\n${child}`}
        columns={callColumns(map.seconds)}
        label="Calls"
      />
    </div>
  );
}

interface Column<Row> {
  name: string;
  /** Text is sorted from A, numbers from the largest. */
  value: (row: Row) => string | number;
  cell: (row: Row) => ComponentChildren;
}

type Service = ServiceMapJson['services'][number];
type Call = ServiceMapJson['calls'][number];

const serviceColumns = (seconds: number): Column<Service>[] => [
  {
    name: 'Service',
    value: ({ name }) => name,
    cell: ({ name, kind }) => <ServiceButton name={name} kind={kind} />,
  },
  {
    name: 'Requests',
    value: ({ requests }) => requests,
    cell: ({ requests }) => requests.toLocaleString('en'),
  },
  { name: 'Rate', value: ({ requests }) => requests, cell: ({ requests }) => rateText(requests, seconds) },
  errorsColumn(({ errors, requests }) => [errors, requests]),
  durationColumn('p50', ({ p50Nano }) => p50Nano),
  durationColumn('p95', ({ p95Nano }) => p95Nano),
  durationColumn('p99', ({ p99Nano }) => p99Nano),
];

const callColumns = (seconds: number): Column<Call>[] => [
  { name: 'From', value: ({ parent }) => parent, cell: ({ parent }) => <ServiceButton name={parent} /> },
  { name: 'To', value: ({ child }) => child, cell: ({ child }) => <ServiceButton name={child} /> },
  { name: 'Calls', value: ({ calls }) => calls, cell: ({ calls }) => calls.toLocaleString('en') },
  { name: 'Rate', value: ({ calls }) => calls, cell: ({ calls }) => rateText(calls, seconds) },
  errorsColumn(({ errors, calls }) => [errors, calls]),
  durationColumn('p50', ({ p50Nano }) => p50Nano),
  durationColumn('p95', ({ p95Nano }) => p95Nano),
];

function errorsColumn<Row>(of: (row: Row) => [part: number, whole: number]): Column<Row> {
  const cell = (row: Row) => {
    const [errors, all] = of(row);
    return errors === 0 ? (
      '–'
    ) : (
      <span class="error-text">{`${errors.toLocaleString('en')} (${shareText(errors, all)})`}</span>
    );
  };
  return { name: 'Errors', value: (row) => of(row)[0], cell };
}

function durationColumn<Row>(name: string, of: (row: Row) => number | undefined): Column<Row> {
  const cell = (row: Row) => {
    const nano = of(row);
    return nano === undefined ? '–' : durationText(nano);
  };
  return { name, value: (row) => of(row) ?? -1, cell };
}

function ServiceButton({ name, kind }: { name: string; kind?: string }) {
  return (
    <button
      type="button"
      class={`service service-link series-${seriesOf(name)}`}
      onClick={() => stepTo({ service: name })}
    >
      <span class="dot" />
      <span class="value clipped">{name}</span>
      {kind && <span class="soft">{kind}</span>}
    </button>
  );
}

interface SortedTableProps<Row> {
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  columns: Column<Row>[];
  label: string;
}

function SortedTable<Row>({ rows, keyOf, columns, label }: SortedTableProps<Row>) {
  const by = useSignal('');
  const column = columns.find(({ name }) => name === by.value);
  const sorted = column
    ? [...rows].sort((one, other) => compare(column.value(one), column.value(other)))
    : rows;
  return (
    <table class="map-figures" aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ name, value }) => {
            const isNumber = rows[0] !== undefined && typeof value(rows[0]) === 'number';
            const direction = isNumber ? 'descending' : 'ascending';
            return (
              <th
                key={name}
                scope="col"
                class={isNumber ? 'number' : ''}
                aria-sort={name === by.value ? direction : undefined}
              >
                <button
                  type="button"
                  onClick={() => {
                    by.value = name;
                  }}
                >
                  {name}
                  {name === by.value && (isNumber ? ' ↓' : ' ↑')}
                </button>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {sorted.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ name, value, cell }) => (
              <td key={name} class={typeof value(row) === 'number' ? 'number' : ''}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function compare(one: string | number, other: string | number): number {
  if (typeof one === 'number' && typeof other === 'number') return other - one;
  return String(one).localeCompare(String(other));
}
