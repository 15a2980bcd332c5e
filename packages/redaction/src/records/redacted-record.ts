/** Log records without secrets: in body, attributes, event name and resource. The same record when there are none. */

import type { AnyValue, Attributes, HrTime, SeverityNumber, SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Redactor } from '../redactor.ts';
import { copyOf } from '../values/copy.ts';

/** Of `@waymark/logs`. `judged` is ours: who found no secrets in it. Nobody changes such a record after that. */
interface JudgedRecord extends ReadableLogRecord {
  judged?: unknown;
}

/** The name that a body is judged by: it has none of its own. */
const BODY = 'body';

export function redactedRecord(record: ReadableLogRecord, redactor: Redactor): ReadableLogRecord {
  const { body, attributes, eventName, severityText, resource } = record;
  const parts = {
    body: redactor.attribute(BODY, body) as AnyValue,
    attributes: redactor.attributes(attributes),
    eventName: eventName && redactor.text(eventName),
    severityText: severityText && redactor.text(severityText),
    resource: redactor.resource(resource),
  };
  const isClean =
    Object.is(parts.body, body) && parts.attributes === attributes && parts.resource === resource;
  if (isClean && parts.eventName === eventName && parts.severityText === severityText) {
    if ('judged' in record) (record as JudgedRecord).judged = redactor;
    return record;
  }
  return new RedactedRecord(record, parts);
}

/**
 * A record that was looked at, for whoever sends it later: its own copy of a body that the application may still change. SDKs copy
 * attributes, and take bodies as they are.
 */
export function settledRecord(record: ReadableLogRecord): ReadableLogRecord {
  const { body } = record;
  return typeof body === 'object' && body !== null ? new RedactedRecord(record, record) : record;
}

type RedactedParts = Pick<
  ReadableLogRecord,
  'body' | 'attributes' | 'eventName' | 'severityText' | 'resource'
>;

/**
 * What a record was when it was emitted, without its secrets. Shares nothing with it that can be changed. Later processors
 * may change it as they may change the SDK's; what they add is theirs to answer for.
 */
class RedactedRecord implements ReadableLogRecord {
  readonly hrTime: HrTime;
  readonly hrTimeObserved: HrTime;
  readonly spanContext: SpanContext | undefined;
  readonly instrumentationScope: ReadableLogRecord['instrumentationScope'];
  readonly resource: ReadableLogRecord['resource'];
  severityText: string | undefined;
  severityNumber: SeverityNumber | undefined;
  body: AnyValue;
  eventName: string | undefined;
  readonly attributes: Attributes;
  droppedAttributesCount: number;

  constructor(record: ReadableLogRecord, parts: RedactedParts) {
    this.hrTime = [...record.hrTime];
    this.hrTimeObserved = [...record.hrTimeObserved];
    this.spanContext = record.spanContext;
    this.instrumentationScope = record.instrumentationScope;
    this.resource = parts.resource;
    this.severityText = parts.severityText;
    this.severityNumber = record.severityNumber;
    this.body = copyOf(parts.body) as AnyValue;
    this.eventName = parts.eventName;
    this.attributes = copyOf(parts.attributes) as Attributes;
    this.droppedAttributesCount = record.droppedAttributesCount;
  }

  setAttribute(key: string, value: Attributes[string]): this {
    if (value !== undefined && key !== '') this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key of Object.keys(attributes)) this.setAttribute(key, attributes[key]);
    return this;
  }

  setBody(body: AnyValue): this {
    this.body = body;
    return this;
  }

  setEventName(eventName: string): this {
    this.eventName = eventName;
    return this;
  }

  setSeverityNumber(severityNumber: SeverityNumber): this {
    this.severityNumber = severityNumber;
    return this;
  }

  setSeverityText(severityText: string): this {
    this.severityText = severityText;
    return this;
  }
}
