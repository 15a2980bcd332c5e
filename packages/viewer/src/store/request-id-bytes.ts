/**
 * Request ids straight from the bytes of OTLP's attributes, for the path that every span and log record takes: a look at two
 * letters of a key tells nearly always that it names none, and nothing is made.
 */

import {
  DEEPER,
  IN_BODY,
  MAX_DEPTH,
  MAX_MEMBERS,
  mayHoldRequestId,
  RequestIds,
  requestIdRank,
} from './request-id.ts';

/** Reads the attributes of one span or log record after another. Bytes must be valid OTLP: decode or check them first. */
export class RequestIdScan {
  readonly ids = new RequestIds();
  #bytes: Buffer = Buffer.alloc(0);
  #pos = 0;

  /** Begins with another span or record. */
  reset(): void {
    if (this.ids.best !== undefined) this.ids.reset();
  }

  /** Looks at an attribute: where its key begins and ends, and where the AnyValue of its value does. */
  add(bytes: Buffer, keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    const mayMatter = endsInId(bytes, keyStart, keyEnd) || bytes[valueStart] === MAP;
    if (mayMatter) this.#attribute(bytes, keyStart, keyEnd, valueStart, valueEnd);
  }

  /** Looks at the AnyValue of a log record's body. */
  addBody(bytes: Buffer, start: number, end: number): void {
    this.#bytes = bytes;
    if (bytes[start] === MAP)
      this.#eachField(start, end, MAP, (from, to) => this.#map(from, to, IN_BODY, '', 0));
  }

  #attribute(bytes: Buffer, keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    this.#bytes = bytes;
    const key = bytes.toString('utf8', keyStart, keyEnd);
    this.#value(key, valueStart, valueEnd, 0, '', 0);
  }

  #map(start: number, end: number, place: number, parent: string, depth: number): void {
    this.#eachField(start, end, FIRST_FIELD, (from, to) => {
      let key = '';
      let [valueStart, valueEnd] = [0, 0];
      this.#eachField(from, to, FIRST_FIELD, (a, b) => {
        key = this.#bytes.toString('utf8', a, b);
      });
      this.#eachField(from, to, SECOND_FIELD, (a, b) => {
        [valueStart, valueEnd] = [a, b];
      });
      this.#value(key, valueStart, valueEnd, place, parent, depth);
    });
  }

  #value(key: string, start: number, end: number, place: number, parent: string, depth: number): void {
    const rank = requestIdRank(key, parent);
    if (rank !== undefined) this.#offerAll(place + rank, start, end);
    if (depth < MAX_DEPTH && mayHoldRequestId(key)) {
      this.#eachField(start, end, MAP, (from, to) => this.#map(from, to, place + DEEPER, key, depth + 1));
    }
  }

  #offerAll(rank: number, start: number, end: number): void {
    let members = 0;
    this.#scalar(rank, start, end);
    this.#eachField(start, end, ARRAY, (from, to) => {
      this.#eachField(from, to, FIRST_FIELD, (a, b) => {
        if (members++ < MAX_MEMBERS) this.#scalar(rank, a, b);
      });
    });
  }

  /** Offers what a value holds when it is text or an int. */
  #scalar(rank: number, start: number, end: number): void {
    this.#eachField(start, end, TEXT, (from, to) =>
      this.ids.offer(rank, this.#bytes.toString('utf8', from, to)),
    );
    this.#eachField(start, end, INT, (from) => this.ids.offer(rank, this.#int(from)));
  }

  /** Calls back with the range of each field that has this tag. */
  #eachField(start: number, end: number, wanted: number, found: (from: number, to: number) => void): void {
    let pos = start;
    while (pos < end) {
      this.#pos = pos;
      const tag = this.#varint();
      const from = this.#pos;
      const size = tag & 7;
      if (size === 2) {
        const length = this.#varint();
        pos = this.#pos + length;
        if (tag === wanted) found(this.#pos, pos);
        continue;
      }
      if (size === 0) this.#varint();
      pos = size === 1 ? from + 8 : size === 5 ? from + 4 : this.#pos;
      if (tag === wanted) found(from, pos);
    }
  }

  /** Exact for lengths and tags, which is what it is for. */
  #varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#pos++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  #int(from: number): string {
    let value = 0n;
    let pos = from;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes[pos++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asIntN(64, value).toString();
    }
  }
}

/** Tags of AnyValue's fields, and of the first two of KeyValue, ArrayValue and KeyValueList. */
const TEXT = 0x0a;
const INT = 0x18;
const ARRAY = 0x2a;
const MAP = 0x32;
const FIRST_FIELD = 0x0a;
const SECOND_FIELD = 0x12;

/** Every key of a request id does. */
function endsInId(bytes: Buffer, start: number, end: number): boolean {
  return end - start >= 2 && (bytes[end - 1]! | 32) === 0x64 && (bytes[end - 2]! | 32) === 0x69;
}
