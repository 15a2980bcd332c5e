/** A record as it is kept: what it holds in memory, about, and as it was when it was written. */
import type { Attributes } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** What a record is taken to hold beside its texts. */
const RECORD_BYTES = 512;
const VALUE_BYTES = 16;
/** As deep as encoders read. */
const MAX_DEPTH = 24;
/** What one record may hold of objects in objects: the rest is cut off, as a value that refers to itself is. */
const MAX_VALUES = 4096;
/** In place of what throws when it is read: a getter of the app's, a proxy that is revoked. */
const UNREADABLE = '[unreadable]';

export interface KeptRecord {
  readonly record: ReadableLogRecord;
  readonly bytes: number;
}

/** The record itself where it holds texts and numbers alone, else a copy: the app may change its objects before they leave. */
export function keptRecord(record: ReadableLogRecord): KeptRecord {
  const { body, attributes } = record;
  let bytes = RECORD_BYTES;
  let isPlain = true;
  for (const name in attributes) {
    const value = attributes[name];
    bytes += name.length + VALUE_BYTES;
    if (typeof value === 'string') bytes += value.length;
    else if (typeof value === 'object' && value !== null) isPlain = false;
  }
  if (typeof body === 'string') bytes += body.length;
  else if (typeof body === 'object' && body !== null) isPlain = false;
  return isPlain ? { record, bytes } : copyOf(record, bytes);
}

function copyOf(record: ReadableLogRecord, known: number): KeptRecord {
  const copier = new Copier();
  const attributes = copier.object(record.attributes) as Attributes;
  const body = copier.deep(record.body) as ReadableLogRecord['body'];
  const { hrTime, hrTimeObserved, spanContext, severityText, severityNumber, eventName } = record;
  const { resource, instrumentationScope, droppedAttributesCount } = record;
  const when = { hrTime, hrTimeObserved, spanContext, severityText, severityNumber, eventName };
  const whose = { resource, instrumentationScope, droppedAttributesCount };
  return { record: { ...when, ...whose, body, attributes }, bytes: known + copier.bytes };
}

/** Copies what is deep, and counts it. */
class Copier {
  bytes = 0;
  #left = MAX_VALUES;
  /** What holds the value that is copied now. */
  readonly #holders: object[] = [];

  deep(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (this.#left <= 0 || this.#holders.length === MAX_DEPTH || this.#holders.includes(value))
      return undefined;
    this.#holders.push(value);
    try {
      if (value instanceof Uint8Array) return this.#octets(value);
      return Array.isArray(value) ? this.#array(value) : this.object(value);
    } catch {
      return UNREADABLE;
    } finally {
      this.#holders.pop();
    }
  }

  /** Not by `slice`: that of a Buffer shares its memory. */
  #octets(value: Uint8Array): Uint8Array {
    this.bytes += value.byteLength;
    return new Uint8Array(value);
  }

  object(value: object): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      if (this.#left-- <= 0) break;
      this.bytes += name.length;
      put(copy, name, this.#item((value as Record<string, unknown>)[name]));
    }
    return copy;
  }

  #array(value: readonly unknown[]): unknown[] {
    const copy: unknown[] = [];
    for (const item of value) {
      if (this.#left-- <= 0) break;
      copy.push(this.#item(item));
    }
    return copy;
  }

  #item(item: unknown): unknown {
    this.bytes += VALUE_BYTES + (typeof item === 'string' ? item.length : 0);
    return this.deep(item);
  }
}

/** `__proto__` is a name like any other in what an app logs. */
function put(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}
