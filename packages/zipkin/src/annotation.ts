/** An event as the one text that Zipkin has for it, and back. */

import type { Attributes } from '@opentelemetry/api';
import { tagText } from './tag-text.ts';

/** The event that a log line without a name of its own is (`@waymark/logs`), and the attribute that it always has. */
const LINE = 'log';
const SEVERITY = 'log.severity';

const MAX_DEPTH = 64;

/** An event's attributes stand as JSON behind its name, as the specification has it; those of a line behind its message. */
export function annotationText(name: string, attributes: Attributes): string {
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
  return namedEvent(text) ?? line(text) ?? collectorsEvent(text) ?? { name: text, attributes: {} };
}

export interface AnnotatedEvent {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Only the Collector's form says it. */
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
  const name = quoted === undefined ? undefined : parsed(quoted);
  const attributes = json === undefined ? undefined : parsed(json);
  return typeof name === 'string' && isMap(attributes) ? { name, attributes } : undefined;
}

/** `message {"log.severity":...}` */
function line(text: string) {
  const at = text.endsWith('}') ? text.indexOf(` {"${SEVERITY}":`) : -1;
  const others = at < 0 ? undefined : parsed(text.slice(at + 1));
  return isMap(others) ? { name: LINE, attributes: { message: text.slice(0, at), ...others } } : undefined;
}

/** `name|{...}|dropped`, as the Collector's Zipkin exporter writes events. */
function collectorsEvent(text: string) {
  const [, name, json, dropped] = /^([^|]*)\|(\{.*\})\|(\d{1,9})$/s.exec(text) ?? [];
  const attributes = json === undefined ? undefined : parsed(json);
  return isMap(attributes) ? { name: name!, attributes, dropped: Number(dropped) } : undefined;
}

function parsed(json: string): unknown {
  if (isDeep(json)) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * Who reads the value after us may do so by recursion. Brackets in text are counted as well: a text with so many is then shown
 * as it is.
 */
function isDeep(json: string): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const sign = json[at];
    if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
