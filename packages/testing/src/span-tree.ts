/**
 * Spans as an indented tree, the same text in every run: what a test compares.
 *
 * ```
 * shop SERVER GET /orders/:id [http.response.status_code=500] (ERROR: out of stock)
 *   * exception Error: out of stock
 *   | ERROR order failed
 *   shop CLIENT GET
 *     stock SERVER GET
 * ```
 * `*` is a span event, `|` a log record, `~` a link. Spans whose parent did not arrive stand under a line that
 * says so, and so do spans that are above themselves. Order: roots by service, then start; children by start, then name.
 */

import type { Attributes, TestEvent, TestLog, TestSpan } from './telemetry.ts';

export interface SpanTreeOptions {
  /** Attributes to show on spans, events and log records, where they are set. @default none */
  attributes?: readonly string[];
  /** Log records to show under their spans; those of no known span come last. @default none */
  logs?: readonly TestLog[];
  /** @default true */
  events?: boolean;
  /** Durations in ms, which differ from run to run. @default false */
  durations?: boolean;
  /** Span ids, which differ from run to run. @default false */
  ids?: boolean;
  /** Replacements over the whole text, for ports and the like: `[[/:\d{4,5}\b/g, ':PORT']]`. */
  mask?: readonly (readonly [RegExp, string])[];
}

/** Prints any number of traces as one text without a trailing newline; empty for no spans and no logs. */
export function printTree(spans: readonly TestSpan[], options: SpanTreeOptions = {}): string {
  const lines = new Tree(spans, options).lines();
  const text = lines.join('\n');
  return (options.mask ?? []).reduce((masked, [pattern, by]) => masked.replace(pattern, by), text);
}

class Tree {
  readonly options: SpanTreeOptions;
  readonly spans: TestSpan[];
  readonly byId: Map<string, TestSpan>;
  readonly children: Map<string, TestSpan[]>;
  readonly printed = new Set<TestSpan>();

  constructor(spans: readonly TestSpan[], options: SpanTreeOptions) {
    this.options = options;
    this.spans = spans.toSorted(byStart);
    this.byId = new Map(this.spans.map((span) => [idOf(span), span]));
    this.children = Map.groupBy(this.spans, (span) => `${span.traceId}/${span.parentSpanId ?? ''}`);
  }

  lines(): string[] {
    const tops = this.spans.filter((span) => span.parentSpanId === undefined);
    const orphans = this.spans.filter((span) => span.parentSpanId && !this.byId.has(parentIdOf(span)));
    const roots = tops.toSorted(byService).flatMap((span) => this.branch(span, ''));
    const families = [...Map.groupBy(orphans, parentIdOf).values()].toSorted((a, b) =>
      byService(a[0]!, b[0]!),
    );
    const homeless = families.flatMap((family) => [
      `(parent did not arrive${this.options.ids ? ` ${family[0]!.parentSpanId}` : ''})`,
      ...family.flatMap((span) => this.branch(span, '  ')),
    ]);
    // What hangs from no top goes round in a circle; leaving it out would hide it from a test.
    const circling = this.spans.filter((span) => !this.printed.has(span));
    const circles = circling.map((span) => `(its own ancestor) ${this.spanLine(span)}`);
    return [...roots, ...homeless, ...circles, ...this.looseLogs()];
  }

  branch(span: TestSpan, indent: string): string[] {
    const inner = `${indent}  `;
    this.printed.add(span);
    return [
      indent + this.spanLine(span),
      ...span.links.map(() => `${inner}~ link`),
      ...this.notes(span).map((note) => inner + note),
      ...(this.children.get(idOf(span)) ?? []).flatMap((child) => this.branch(child, inner)),
    ];
  }

  spanLine(span: TestSpan): string {
    const parts = [span.service, span.kind, span.name];
    if (this.options.ids) parts.push(`#${span.spanId}`);
    parts.push(...this.selected(span.attributes));
    if (span.status.code !== 'UNSET') parts.push(statusText(span));
    if (this.options.durations) parts.push(`${span.durationMs.toFixed(1)} ms`);
    return parts.join(' ');
  }

  /** Events and log records of one span, in the order of their times. */
  notes(span: TestSpan): string[] {
    const events = this.options.events === false ? [] : span.events;
    const logs = (this.options.logs ?? []).filter(
      (log) => log.traceId === span.traceId && log.spanId === span.spanId,
    );
    return [
      ...events.map((event) => ({ atMs: event.timeMs, text: this.eventLine(event) })),
      ...logs.map((log) => ({ atMs: timeOf(log), text: `| ${this.logLine(log)}` })),
    ]
      .sort((a, b) => a.atMs - b.atMs)
      .map((note) => note.text);
  }

  eventLine(event: TestEvent): string {
    const of = (key: string) => event.attributes[key];
    const parts = ['*', event.name];
    if (event.name === 'exception') parts.push(`${of('exception.type')}: ${of('exception.message')}`);
    if (event.name === 'log') parts.push(`${of('log.severity') ?? ''} ${of('message') ?? ''}`.trim());
    return [...parts, ...this.selected(event.attributes)].join(' ');
  }

  logLine(log: TestLog): string {
    const body = typeof log.body === 'string' ? log.body.trimEnd() : JSON.stringify(log.body);
    return [log.severityText || log.severityNumber, body, ...this.selected(log.attributes)].join(' ');
  }

  looseLogs(): string[] {
    const known = (log: TestLog) => log.spanId !== undefined && this.byId.has(`${log.traceId}/${log.spanId}`);
    return (this.options.logs ?? [])
      .filter((log) => !known(log))
      .toSorted((a, b) => timeOf(a) - timeOf(b))
      .map(
        (log) => `| ${log.service} ${this.logLine(log)} (${log.spanId ? 'span did not arrive' : 'no span'})`,
      );
  }

  selected(attributes: Attributes): string[] {
    const shown = (this.options.attributes ?? []).filter((key) => attributes[key] !== undefined);
    return shown.length === 0
      ? []
      : [`[${shown.map((key) => `${key}=${valueText(attributes[key])}`).join(' ')}]`];
  }
}

function statusText({ status }: TestSpan): string {
  return status.message ? `(${status.code}: ${status.message})` : `(${status.code})`;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner));
}

const idOf = (span: TestSpan) => `${span.traceId}/${span.spanId}`;
const parentIdOf = (span: TestSpan) => `${span.traceId}/${span.parentSpanId}`;
const timeOf = (log: TestLog) => log.timeMs ?? log.observedMs ?? 0;
const compare = <T>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
const byStart = (a: TestSpan, b: TestSpan) =>
  compare(a.startUnixNano, b.startUnixNano) || compare(a.name, b.name);
const byService = (a: TestSpan, b: TestSpan) => compare(a.service, b.service) || byStart(a, b);
