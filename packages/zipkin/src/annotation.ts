/** An event as the one text that Zipkin has for it, and back. */

import type { Attributes } from '@opentelemetry/api';
import { isMap, parsedJson } from './inner-json.ts';
import { tagText } from './tag-text.ts';

/** The event that a log line without a name of its own is (`@waymark/logs`), and the attribute that it always has. */
const LINE = 'log';
const SEVERITY = 'log.severity';

/** A longer text is taken for a name: no exporter writes such an event, and expressions of JavaScript have their limits. */
const MAX_EVENT_UNITS = 1_000_000;

/** How many attributes were dropped (specification: common/mapping-to-non-otlp.md, "Dropped Attributes Count"). */
const DROPPED = 'otel.dropped_attributes_count';

/** An event's attributes stand as JSON behind its name, as the specification has it; those of a line behind its message. */
export function annotationText(name: string, kept: Attributes, dropped = 0): string {
  const attributes = dropped > 0 ? { ...kept, [DROPPED]: dropped } : kept;
  const text = lineText(name, attributes) ?? eventText(name, attributes);
  return looksLikeCollectors(text) ? withoutBars(name, attributes) : text;
}

/**
 * The Collector's Zipkin receiver takes text with two bars for the form that its own exporter writes, `name|{...}|0`, and
 * refuses the whole request where it is not: the specification's form, with the bars as JSON may have them, says the same.
 */
function looksLikeCollectors(text: string): boolean {
  const first = text.indexOf('|');
  return first >= 0 && text.includes('|', first + 1);
}

function withoutBars(name: string, attributes: Attributes): string {
  return `${JSON.stringify(name)}:${tagText(attributes)}`.replaceAll('|', '\\u007c');
}

/** The event that has this text. A text that is no name with attributes is the name of an event without any. */
export function eventOf(text: string): AnnotatedEvent {
  const isShort = text.length <= MAX_EVENT_UNITS;
  const found = isShort ? (namedEvent(text) ?? line(text) ?? collectorsEvent(text)) : undefined;
  return found === undefined ? { name: text, attributes: {} } : withDropped(found);
}

function withDropped(event: AnnotatedEvent): AnnotatedEvent {
  const { [DROPPED]: dropped, ...attributes } = event.attributes;
  return isCount(dropped) ? { ...event, attributes, dropped } : event;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 32;
}

export interface AnnotatedEvent {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly dropped?: number;
}

/** Zipkin's page lists values one below the other: `log` in front of each would tell nothing, and hide the message. */
function lineText(name: string, { message, ...others }: Attributes): string | undefined {
  if (name !== LINE || typeof message !== 'string') return undefined;
  return Object.keys(others).length > 0 ? `${message} ${tagText(others)}` : message;
}

function eventText(name: string, attributes: Attributes): string {
  return Object.keys(attributes).length > 0 ? `${JSON.stringify(name)}:${tagText(attributes)}` : name;
}

/** `"name":{...}`, with or without a space, as other exporters by the specification write it. */
function namedEvent(text: string) {
  const [, quoted, json] = /^("(?:[^"\\]|\\.)*"): ?(\{.*\})$/s.exec(text) ?? [];
  const name = quoted === undefined ? undefined : parsedJson(quoted);
  const attributes = json === undefined ? undefined : parsedJson(json);
  return typeof name === 'string' && isMap(attributes) ? { name, attributes } : undefined;
}

/** `message {"log.severity":...}` */
function line(text: string) {
  const at = text.endsWith('}') ? text.indexOf(` {"${SEVERITY}":`) : -1;
  const others = at < 0 ? undefined : parsedJson(text.slice(at + 1));
  return isMap(others) ? { name: LINE, attributes: { message: text.slice(0, at), ...others } } : undefined;
}

/** `name|{...}|dropped`, as the Collector's Zipkin exporter writes events. */
function collectorsEvent(text: string) {
  const [, name, json, dropped] = /^([^|]*)\|(\{.*\})\|(\d{1,9})$/s.exec(text) ?? [];
  const attributes = json === undefined ? undefined : parsedJson(json);
  return isMap(attributes) ? { name: name!, attributes, dropped: Number(dropped) } : undefined;
}
