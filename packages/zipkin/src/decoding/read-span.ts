/** A span as it was read, whatever the format: ids made regular, everything else as it came. */

import { ZipkinDecodeError } from './decode-error.ts';

export interface ReadSpan {
  traceId: string;
  id: string;
  parentId: string;
  kind: string;
  name: string;
  /** Microseconds; 0 for unknown, as is a duration of 0. */
  timestamp: number;
  duration: number;
  local: ReadEndpoint;
  remote: ReadEndpoint;
  annotations: { timestamp: number; value: string }[];
  tags: Map<string, string>;
  debug: boolean;
  shared: boolean;
}

/** What is not known is empty, or 0. */
export interface ReadEndpoint {
  serviceName: string;
  ipv4: string;
  ipv6: string;
  port: number;
}

export const newEndpoint = (): ReadEndpoint => ({ serviceName: '', ipv4: '', ipv6: '', port: 0 });

/** One that cannot be is not known. */
export const portOf = (number: number): number => (number < 65_536 ? number : 0);

export const newSpan = (): ReadSpan => ({
  traceId: '',
  id: '',
  parentId: '',
  kind: '',
  name: '',
  timestamp: 0,
  duration: 0,
  local: newEndpoint(),
  remote: newEndpoint(),
  annotations: [],
  tags: new Map(),
  debug: false,
  shared: false,
});

export const DEFAULT_MAX_ITEMS = 1_000_000;

export interface ZipkinDecodeLimits {
  /** Spans, annotations and tags, all together. @default 1000000 */
  maxItems?: number;
}

export interface ZipkinDecodeOptions extends ZipkinDecodeLimits {
  /** Whether each span keeps what was sent, in `zipkin`. @default false */
  original?: boolean;
}

/** Counts what is made: two bytes on the wire can ask for an object of hundreds. */
export class Budget {
  #left: number;

  constructor({ maxItems = DEFAULT_MAX_ITEMS }: ZipkinDecodeLimits) {
    this.#left = maxItems;
  }

  /** @throws ZipkinDecodeError when nothing is left */
  spend(): void {
    if (this.#left-- <= 0) throw tooMany();
  }
}

export function tooMany(): ZipkinDecodeError {
  return new ZipkinDecodeError('TOO_MANY', 'it holds too many spans, annotations or tags');
}

/** Ids of 64 and 128 bits, with their zeros. @throws ZipkinDecodeError where the span has none */
export function withIds(span: ReadSpan): ReadSpan {
  span.traceId = id(span.traceId, 32);
  span.id = id(span.id, 16);
  // Zipkin takes both for a root: zeros are what some tracers write for "none".
  if (/^0*$/.test(span.parentId)) span.parentId = '';
  else span.parentId = id(span.parentId, 16);
  if (span.parentId === span.id) span.parentId = '';
  return span;
}

function id(text: string, length: number): string {
  if (text.length > length || !/^[\da-f]*[1-9a-f][\da-f]*$/i.test(text)) {
    throw new ZipkinDecodeError('BAD_ID', `an id has up to ${length} hexadecimal digits, and is not zero`);
  }
  return text.toLowerCase().padStart(length, '0');
}
