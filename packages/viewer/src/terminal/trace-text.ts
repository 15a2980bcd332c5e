/**
 * One trace for a terminal: the tree of spans with durations and bars, log lines and errors where they happened.
 *
 * ```
 * trace 4bf92f3577b34da6a3ce929d0e0e4736 · request id r-42
 * 2026-11-25 22:30:00.123 UTC · 153.2 ms · 2 spans · 2 services · 1 error
 *
 * storefront SERVER POST /checkout 502 ✗                 153.2 ms ████████████
 * │ · ERROR checkout failed
 * └─ payments SERVER POST /pay 402 ✗ card declined         80.0 ms     ██████
 * ```
 */

import type { OtlpKeyValue, OtlpLogRecord } from '@waymark/otlp';
import { compare } from '../store/compare.ts';
import { durationOf, endOf, startOf } from '../store/matching/span-condition.ts';
import { STATUS_ERROR } from '../store/matching/span-fields.ts';
import { valueText } from '../store/matching/value-text.ts';
import type { StoredLog, StoredSpan } from '../store/telemetry-store.ts';
import { type SpanNode, spanForest } from './span-forest.ts';

/** All that arrived of one trace: spans by start, log records by time. */
export interface Trace {
  traceId: string;
  /** The first that its spans have, else its log records. */
  requestId?: string | undefined;
  spans: StoredSpan[];
  logs: StoredLog[];
}

export interface TraceTextOptions {
  /** Columns to fill; longer lines are cut. At least 60. @default 110 */
  width?: number;
}

/** Plain text without a trailing newline. Control characters in data never reach the terminal. */
export function printTrace(trace: Trace, options: TraceTextOptions = {}): string {
  const layout = layoutOf(trace, Math.max(options.width ?? 110, 60));
  const tops = spanForest(trace.spans);
  const known = new Set(trace.spans.map(({ span }) => span.spanId));
  const logsBySpan = Map.groupBy(trace.logs, ({ record }) => record.spanId);
  const loose = trace.logs.filter(({ record }) => !known.has(record.spanId));
  return [
    ...heading(trace, layout),
    '',
    ...branches(tops, logsBySpan, layout),
    ...(loose.length > 0 ? ['', 'log lines of spans that did not arrive:'] : []),
    ...loose.map((log) => cut(logLine(log), layout.width)),
  ].join('\n');
}

/** Where things stand on a line, and which stretch of time the bars show. */
interface Layout {
  width: number;
  barWidth: number;
  startUnixNano: bigint;
  durationNano: number;
}

type LogsBySpan = ReadonlyMap<string, readonly StoredLog[]>;

const DURATION_WIDTH = 11;

function layoutOf({ spans }: Trace, width: number): Layout {
  const startUnixNano = spans[0] ? startOf(spans[0]) : 0n;
  const ends = spans.map((span) => Number(endOf(span) - startUnixNano));
  const durationNano = ends.reduce((latest, end) => Math.max(latest, end), 0);
  return { width, barWidth: Math.floor(width / 5), startUnixNano, durationNano };
}

function heading({ traceId, requestId, spans, logs }: Trace, layout: Layout): string[] {
  const start = spans.length > 0 ? layout.startUnixNano : (logs[0]?.timeUnixNano ?? 0n);
  const errors = spans.filter(isError).length;
  const services = new Set(spans.map(({ service }) => service)).size;
  const facts = [
    `${new Date(Number(start / 1_000_000n)).toISOString().replace('T', ' ').replace('Z', '')} UTC`,
    formatDuration(layout.durationNano),
    counted(spans.length, 'span'),
    counted(services, 'service'),
    ...(errors > 0 ? [counted(errors, 'error')] : []),
  ];
  return [
    `trace ${traceId}${requestId === undefined ? '' : ` · request id ${printable(requestId)}`}`,
    facts.join(' · '),
  ];
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A node that is still to be shown: what stands before it, and before all below it. */
interface Open {
  readonly node: SpanNode;
  readonly first: string;
  readonly rest: string;
}

/** By a list of what is open, since a trace may be deeper than calls may be. */
function branches(tops: readonly SpanNode[], logs: LogsBySpan, layout: Layout): string[] {
  const lines: string[] = [];
  const open: Open[] = tops.map((node) => ({ node, first: '', rest: '' })).reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, first, rest } = next;
    const { stored, children, orphan } = node;
    const below = rest + (children.length > 0 ? '│ ' : '  ');
    lines.push(spanLine(first + spanText(stored, orphan), stored, layout));
    const own = notes(stored, logs.get(stored.span.spanId) ?? []);
    for (const note of own) lines.push(cut(below + note, layout.width));
    // One by one: they may be more than a call takes arguments.
    for (let at = children.length - 1; at >= 0; at--)
      open.push(inside(children[at]!, at === children.length - 1, rest, layout));
  }
  return lines;
}

/** Where there would be no room for names any more, what is deeper stands in the same column. */
function inside(node: SpanNode, isLast: boolean, rest: string, layout: Layout): Open {
  if (rest.length > textWidth(layout) / 2) return { node, first: `${rest}└… `, rest };
  return isLast
    ? { node, first: `${rest}└─ `, rest: `${rest}   ` }
    : { node, first: `${rest}├─ `, rest: `${rest}│  ` };
}

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

function spanText(stored: StoredSpan, orphan: boolean): string {
  const { service, span } = stored;
  const parts = [service, KINDS[span.kind] ?? KINDS[0]!, span.name];
  const status = textOf(span.attributes, 'http.response.status_code');
  if (status !== undefined) parts.push(status);
  if (isError(stored)) parts.push('✗', span.status.message);
  if (orphan) parts.push('(parent did not arrive)');
  return parts.join(' ').trimEnd();
}

const isError = ({ span }: StoredSpan) => span.status.code === STATUS_ERROR;

/** An attribute as text. */
function textOf(attributes: readonly OtlpKeyValue[], key: string): string | undefined {
  const found = attributes.findLast((each) => each.key === key);
  return found && valueText(found.value);
}

function spanLine(text: string, stored: StoredSpan, layout: Layout): string {
  const room = textWidth(layout);
  const duration = formatDuration(Number(durationOf(stored))).padStart(DURATION_WIDTH);
  return `${cut(text, room).padEnd(room)}${duration} ${bar(stored, layout)}`.trimEnd();
}

/** What is left of a line beside the duration and the bar. */
const textWidth = ({ width, barWidth }: Layout) => width - DURATION_WIDTH - 1 - barWidth;

/** At least one cell for any span, and never past the end. */
function bar(stored: StoredSpan, { startUnixNano, durationNano, barWidth }: Layout): string {
  const cells = (nano: number) => (durationNano === 0 ? 0 : Math.round((nano / durationNano) * barWidth));
  const from = Math.min(cells(Number(startOf(stored) - startUnixNano)), barWidth - 1);
  const length = Math.max(1, Math.min(cells(Number(durationOf(stored))), barWidth - from));
  return ' '.repeat(from) + '█'.repeat(length);
}

/** Log records and events of one span by time. An event `log` repeats a log record, and is left out when that is here. */
function notes({ span }: StoredSpan, logs: readonly StoredLog[]): string[] {
  const bodies = new Set(logs.map(({ record }) => bodyText(record)));
  const events = span.events.filter(
    ({ name, attributes }) => name !== 'log' || !bodies.has(messageOf(attributes)),
  );
  return [
    ...logs.map((log) => ({ at: log.timeUnixNano, text: logLine(log) })),
    ...events.map((event) => ({
      at: BigInt(event.timeUnixNano),
      text: eventLine(event.name, event.attributes),
    })),
  ]
    .sort((one, other) => compare(one.at, other.at))
    .map((note) => note.text);
}

function logLine({ record }: StoredLog): string {
  const text = bodyText(record);
  const thrown = textOf(record.attributes, 'exception.message');
  const cause = thrown === undefined || text.includes(thrown) ? '' : ` (${exceptionText(record.attributes)})`;
  return `· ${severityOf(record).padEnd(5)} ${text}${cause}`;
}

const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** The sender's word, else the name of its number's range of four. */
function severityOf({ severityText, severityNumber }: OtlpLogRecord): string {
  return severityText || (SEVERITIES[Math.ceil(severityNumber / 4) - 1] ?? '');
}

function eventLine(name: string, attributes: readonly OtlpKeyValue[]): string {
  if (name === 'exception') return `! ${exceptionText(attributes)}`;
  if (name !== 'log') return `* ${name}`;
  return `· ${(textOf(attributes, 'log.severity') ?? '').padEnd(5)} ${messageOf(attributes)}`;
}

function exceptionText(attributes: readonly OtlpKeyValue[]): string {
  const parts = ['exception.type', 'exception.message'].map((key) => textOf(attributes, key));
  return parts.filter((part) => part !== undefined).join(': ');
}

const bodyText = ({ body }: OtlpLogRecord) => (body ? valueText(body).trim() : '');

const messageOf = (attributes: readonly OtlpKeyValue[]) => (textOf(attributes, 'message') ?? '').trim();

/** `153.2 ms`, `2.10 s`, `870 us`: three figures are what one compares. */
export function formatDuration(nano: number): string {
  if (nano >= 10_000_000_000) return `${(nano / 1e9).toFixed(1)} s`;
  if (nano >= 1_000_000_000) return `${(nano / 1e9).toFixed(2)} s`;
  if (nano >= 1_000_000) return `${(nano / 1e6).toFixed(1)} ms`;
  return `${Math.round(nano / 1e3)} us`;
}

/**
 * Deliberately every control character: a log line must not move the cursor or set the window's title. Nor turn the rest of the
 * line around, as marks of direction do: the figures of the next column would read otherwise.
 */
const printable = (text: string) =>
  text.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');

function cut(text: string, width: number): string {
  const line = printable(text);
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
