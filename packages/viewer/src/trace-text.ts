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

import type { LogRecord, SpanRecord, Trace } from './records.ts';
import { type SpanNode, spanForest } from './span-forest.ts';

export interface TraceTextOptions {
  /** Columns to fill; longer lines are cut. At least 60. @default 110 */
  width?: number;
}

/** Plain text without a trailing newline. Control characters in data never reach the terminal. */
export function printTrace(trace: Trace, options: TraceTextOptions = {}): string {
  const layout = layoutOf(trace, Math.max(options.width ?? 110, 60));
  const tops = spanForest(trace.spans);
  const known = new Set(trace.spans.map((span) => span.spanId));
  const logsBySpan = Map.groupBy(trace.logs, (log) => log.spanId ?? '');
  const loose = trace.logs.filter((log) => log.spanId === undefined || !known.has(log.spanId));
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

type LogsBySpan = ReadonlyMap<string, readonly LogRecord[]>;

const DURATION_WIDTH = 11;

function layoutOf({ spans }: Trace, width: number): Layout {
  const startUnixNano = spans[0]?.startUnixNano ?? 0n;
  const ends = spans.map((span) => Number(span.startUnixNano - startUnixNano) + span.durationNano);
  const durationNano = ends.reduce((latest, end) => Math.max(latest, end), 0);
  return { width, barWidth: Math.floor(width / 5), startUnixNano, durationNano };
}

function heading({ traceId, requestId, spans, logs }: Trace, layout: Layout): string[] {
  const start = spans.length > 0 ? layout.startUnixNano : (logs[0]?.timeUnixNano ?? 0n);
  const errors = spans.filter((span) => span.status === 'ERROR').length;
  const services = new Set(spans.map((span) => span.service)).size;
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
    const { span, children, orphan } = node;
    const below = rest + (children.length > 0 ? '│ ' : '  ');
    lines.push(spanLine(first + spanText(span, orphan), span, layout));
    for (const note of notes(span, logs.get(span.spanId) ?? [])) lines.push(cut(below + note, layout.width));
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

function spanText(span: SpanRecord, orphan: boolean): string {
  const parts = [span.service, span.kind, span.name];
  const status = span.attributes['http.response.status_code'];
  if (status !== undefined) parts.push(String(status));
  if (span.status === 'ERROR') parts.push('✗', span.statusMessage);
  if (orphan) parts.push('(parent did not arrive)');
  return parts.join(' ').trimEnd();
}

function spanLine(text: string, span: SpanRecord, layout: Layout): string {
  const room = textWidth(layout);
  const duration = formatDuration(span.durationNano).padStart(DURATION_WIDTH);
  return `${cut(text, room).padEnd(room)}${duration} ${bar(span, layout)}`.trimEnd();
}

/** What is left of a line beside the duration and the bar. */
const textWidth = ({ width, barWidth }: Layout) => width - DURATION_WIDTH - 1 - barWidth;

/** At least one cell for any span, and never past the end. */
function bar(span: SpanRecord, { startUnixNano, durationNano, barWidth }: Layout): string {
  const cells = (nano: number) => (durationNano === 0 ? 0 : Math.round((nano / durationNano) * barWidth));
  const from = Math.min(cells(Number(span.startUnixNano - startUnixNano)), barWidth - 1);
  const length = Math.max(1, Math.min(cells(span.durationNano), barWidth - from));
  return ' '.repeat(from) + '█'.repeat(length);
}

/** Log records and events of one span by time. An event `log` repeats a log record, and is left out when that is here. */
function notes(span: SpanRecord, logs: readonly LogRecord[]): string[] {
  const bodies = new Set(logs.map((log) => bodyText(log.body)));
  const events = span.events.filter(
    (event) => event.name !== 'log' || !bodies.has(bodyText(event.attributes['message'])),
  );
  return [
    ...logs.map((log) => ({ at: log.timeUnixNano, text: logLine(log) })),
    ...events.map((event) => ({ at: event.timeUnixNano, text: eventLine(event.name, event.attributes) })),
  ]
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map((note) => note.text);
}

function logLine({ severity, body, attributes }: LogRecord): string {
  const text = bodyText(body);
  const thrown = attributes['exception.message'];
  const cause =
    thrown === undefined || text.includes(String(thrown)) ? '' : ` (${exceptionText(attributes)})`;
  return `· ${severity.padEnd(5)} ${text}${cause}`;
}

function eventLine(name: string, attributes: Record<string, unknown>): string {
  if (name === 'exception') return `! ${exceptionText(attributes)}`;
  if (name !== 'log') return `* ${name}`;
  return `· ${String(attributes['log.severity'] ?? '').padEnd(5)} ${bodyText(attributes['message'])}`;
}

function exceptionText(attributes: Record<string, unknown>): string {
  const parts = [attributes['exception.type'], attributes['exception.message']];
  return parts.filter((part) => part !== undefined).join(': ');
}

const bodyText = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body ?? '')).trim();

/** `153.2 ms`, `2.10 s`, `870 us`: three figures are what one compares. */
export function formatDuration(nano: number): string {
  if (nano >= 10_000_000_000) return `${(nano / 1e9).toFixed(1)} s`;
  if (nano >= 1_000_000_000) return `${(nano / 1e9).toFixed(2)} s`;
  if (nano >= 1_000_000) return `${(nano / 1e6).toFixed(1)} ms`;
  return `${Math.round(nano / 1e3)} us`;
}

/** Deliberately every control character: a log line must not move the cursor or set the window's title. */
const printable = (text: string) => text.replace(/\p{Cc}+/gu, ' ');

function cut(text: string, width: number): string {
  const line = printable(text);
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
