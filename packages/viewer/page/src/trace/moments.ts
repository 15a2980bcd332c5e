/**
 * Log records and span events of a trace in one list by time. Waymark's logs also travel as events of their span, so that
 * Jaeger shows them: an event that has its record is left out, and told once.
 */

import type { OtlpEvent, OtlpKeyValue } from '@waymark/otlp';
import type { LogJson } from '../../../src/asking/waymark/shapes.ts';
import { attributeOf, valueText } from '../text/values.ts';
import type { SpanColumns } from './columns.ts';

/** An event and the span that has it. */
export interface SpanEvent {
  spanId: string;
  event: OtlpEvent;
}

export interface Moment {
  /** Nanoseconds since the epoch. */
  at: bigint;
  kind: 'log' | 'event';
  /** Absent for a log record without a span. */
  spanId?: string;
  /** OTLP's number; 0 when it is not known. */
  severity: number;
  /** What a line shows of it: `ERROR`, or nothing. */
  severityText: string;
  text: string;
  attributes: OtlpKeyValue[];
  /** Of a log record. */
  log?: LogJson;
}

export function interleaved(logs: readonly LogJson[], events: readonly SpanEvent[]): Moment[] {
  const told = new Map<string, number>();
  for (const log of logs) {
    for (const key of keysOfLog(log)) told.set(key, (told.get(key) ?? 0) + 1);
  }
  const others = events.filter((event) => !isTold(told, event));
  // Sorting is stable: what has the same time stays in the order in which it came.
  return [...logs.map(momentOfLog), ...others.map(momentOfEvent)].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
  );
}

/** Each record stands for one event; the same line twice is two. */
function isTold(told: Map<string, number>, { spanId, event }: SpanEvent): boolean {
  const key = keyOfEvent(spanId, event);
  const left = key === undefined ? 0 : (told.get(key) ?? 0);
  if (left === 0) return false;
  told.set(key!, left - 1);
  return true;
}

/** Records with an event name may come as an event of that name, or, by the specification's bridge, without a message. */
function keysOfLog(log: LogJson): string[] {
  if (log.spanId === undefined) return [];
  if (log.eventName) return [JSON.stringify([log.spanId, log.eventName, log.timeUnixNano])];
  return [JSON.stringify([log.spanId, 'log', bodyText(log).slice(0, COMPARED)])];
}

/** Long texts are cut in events; the beginning tells enough. */
const COMPARED = 4000;

function keyOfEvent(spanId: string, { name, timeUnixNano, attributes }: OtlpEvent): string | undefined {
  if (name !== 'log') return JSON.stringify([spanId, name, timeUnixNano]);
  const message = attributeText(attributes, 'message');
  // A line that its request let out after its span had ended is an event of the root, and names its span.
  const writtenIn = attributeText(attributes, 'span_id') ?? spanId;
  return message === undefined ? undefined : JSON.stringify([writtenIn, name, message.slice(0, COMPARED)]);
}

function momentOfLog(log: LogJson): Moment {
  const text = bodyText(log);
  return {
    at: BigInt(log.timeUnixNano),
    kind: 'log',
    ...(log.spanId === undefined ? {} : { spanId: log.spanId }),
    severity: log.severityNumber,
    severityText: severityName(log.severityNumber) || log.severityText,
    text: text || log.eventName || exceptionText(log.attributes) || '',
    attributes: log.attributes,
    log,
  };
}

function momentOfEvent({ spanId, event }: SpanEvent): Moment {
  const { name, attributes } = event;
  const isException = name === 'exception';
  const isLine = name === 'log';
  const severityText = attributeText(attributes, 'log.severity') ?? '';
  return {
    at: BigInt(event.timeUnixNano),
    kind: 'event',
    spanId,
    severity: isException ? 17 : severityNumber(severityText),
    severityText: isException ? 'ERROR' : severityText.toUpperCase(),
    text:
      (isException && exceptionText(attributes)) || (isLine && attributeText(attributes, 'message')) || name,
    attributes,
  };
}

const bodyText = (log: LogJson) => (log.body === undefined ? '' : valueText(log.body));

function exceptionText(attributes: readonly OtlpKeyValue[]): string | undefined {
  const parts = ['exception.type', 'exception.message'].map((key) => attributeText(attributes, key));
  return parts.filter(Boolean).join(': ') || undefined;
}

function attributeText(attributes: readonly OtlpKeyValue[], key: string): string | undefined {
  const found = attributeOf(attributes, key);
  return found === undefined ? undefined : valueText(found);
}

const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const severityName = (number: number) => SEVERITIES[Math.ceil(number / 4) - 1] ?? '';
const severityNumber = (name: string) => Math.max(0, SEVERITIES.indexOf(name.toUpperCase()) * 4 + 1);

/** Those of each row of the trace, as bars are marked with them. */
export function momentsByRow(moments: readonly Moment[], trace: SpanColumns): Map<number, Moment[]> {
  const rows = new Map<number, Moment[]>();
  if (moments.length === 0) return rows;
  const rowOf = new Map(trace.spanId.map((id, row) => [id, row]));
  for (const moment of moments) {
    const row = rowOf.get(moment.spanId ?? '');
    if (row === undefined) continue;
    const before = rows.get(row);
    if (before) before.push(moment);
    else rows.set(row, [moment]);
  }
  return rows;
}
