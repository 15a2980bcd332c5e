/** OTLP's JSON as senders write it, with what they leave out. */

export type Value = Record<string, unknown>;
export interface KeyValue {
  key: string;
  value: Value;
}

export interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  traceState?: string;
  flags?: number;
  name?: string;
  kind?: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: KeyValue[];
  events?: { name: string; timeUnixNano: string; attributes?: KeyValue[]; droppedAttributesCount?: number }[];
  links?: Record<string, unknown>[];
  status?: { code?: number; message?: string };
  droppedAttributesCount?: number;
  droppedEventsCount?: number;
  droppedLinksCount?: number;
}

export interface SentTraces {
  resourceSpans: {
    resource?: { attributes?: KeyValue[]; droppedAttributesCount?: number };
    scopeSpans: { scope?: Record<string, unknown>; spans: SentSpan[] }[];
  }[];
}

export const text = (stringValue: string): Value => ({ stringValue });
export const int = (intValue: string | number): Value => ({ intValue: String(intValue) });
export const double = (doubleValue: number): Value => ({ doubleValue });
export const list = (...values: Value[]): Value => ({ arrayValue: { values } });
export const map = (...values: KeyValue[]): Value => ({ kvlistValue: { values } });

/** Attributes; what is a string becomes text. */
export function attributes(values: Record<string, Value | string>): KeyValue[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? text(value) : value,
  }));
}

/** Spans of one service, and what else its resource says. */
export function ofService(
  name: string,
  spans: SentSpan[],
  more: Record<string, Value | string> = {},
): SentTraces {
  const resource = { attributes: attributes({ 'service.name': name, ...more }) };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'lib', version: '1.2' }, spans }] }] };
}

export const together = (...all: SentTraces[]): SentTraces => ({
  resourceSpans: all.flatMap(({ resourceSpans }) => resourceSpans),
});
