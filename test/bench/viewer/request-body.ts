/**
 * Bodies of requests that are encoded once and sent many times, each time as another request: the marks of `telemetry.ts` are
 * found in the bytes and overwritten in place, so that the load costs next to nothing beside the server that it is for.
 */

import { LOGS, type OtlpLogs, type OtlpTraces, TRACES, toProtobuf } from '@waymark/otlp';
import { linesOf, orderMark, SPANS_A_TRACE, spanMark, spansOf, timeMark, traceMark } from './telemetry.ts';
import { microsMark, toZipkin } from './to-zipkin.ts';

export type Wire = 'otlp-spans' | 'zipkin-spans' | 'otlp-lines';

type Kind = 'trace' | 'span' | 'time' | 'order';

interface Slot {
  kind: Kind;
  mark: number;
  /** Of what is overwritten. */
  offset: number;
}

/** What all marks of a kind have in common, how far the value that is overwritten begins from it, and where the number is. */
interface Mark {
  common: Buffer;
  offset: number;
  numberOf(bytes: Buffer, at: number): number;
}

/** How a wire writes marks and values: as bytes, or as text. */
interface Form {
  marks: Record<Kind, Mark>;
  writeId(bytes: Buffer, offset: number, high: number, low: number): void;
  writeTime(bytes: Buffer, offset: number, micros: number): void;
}

export class RequestBody {
  readonly bytes: Buffer;
  readonly records: number;
  readonly #form: Form;
  readonly #slots: Slot[];

  /** @param records spans or lines in it */
  constructor(wire: Wire, number: number, records: number) {
    this.records = records;
    this.#form = wire === 'zipkin-spans' ? TEXT : BINARY;
    this.bytes = encoded(wire, number, records);
    this.#slots = slotsOf(this.bytes, this.#form);
  }

  /**
   * Makes it another request: `seed` in 32 bits and the request's number make its ids, order numbers go on from `firstOrder`.
   * Its spans start a microsecond after each other and take 20 microseconds.
   */
  renew(seed: number, request: number, firstOrder: number, startMicros: number): void {
    for (const { kind, mark, offset } of this.#slots) {
      if (kind === 'order') this.bytes.write(orderMark(firstOrder + mark), offset, 'latin1');
      else if (kind === 'time') {
        this.#form.writeTime(this.bytes, offset, startMicros + (mark >> 1) + (mark & 1) * 20);
      } else
        this.#form.writeId(
          this.bytes,
          offset,
          mixed(seed + (kind === 'trace' ? 1 : 0), request),
          mixed(request, mark),
        );
    }
  }

  get traces(): number {
    return Math.ceil(this.records / SPANS_A_TRACE);
  }
}

function encoded(wire: Wire, number: number, records: number): Buffer {
  if (wire === 'otlp-lines') return toProtobuf<OtlpLogs>(LOGS, linesOf(number, records));
  const traces = spansOf(number, records);
  if (wire === 'otlp-spans') return toProtobuf<OtlpTraces>(TRACES, traces);
  return Buffer.from(JSON.stringify(toZipkin(traces)));
}

/** The places of all marks. Nothing else looks like one. */
function slotsOf(bytes: Buffer, { marks }: Form): Slot[] {
  return Object.entries(marks).flatMap(([kind, { common, offset, numberOf }]) => {
    const slots: Slot[] = [];
    for (let at = bytes.indexOf(common); at !== -1; at = bytes.indexOf(common, at + common.length)) {
      slots.push({ kind: kind as Kind, mark: numberOf(bytes, at), offset: at + offset });
    }
    return slots;
  });
}

const textNumber = (offset: number, length: number, base: number) => (bytes: Buffer, at: number) =>
  Number.parseInt(bytes.toString('latin1', at + offset, at + offset + length), base);

const ORDER: Mark = { common: Buffer.from('#0000'), offset: 0, numberOf: textNumber(1, 11, 10) };

/** Of a trace id only the second half is overwritten. */
const BINARY: Form = {
  marks: {
    trace: {
      common: Buffer.from(traceMark(0).slice(0, 20), 'hex'),
      offset: 8,
      numberOf: (bytes, at) => bytes.readUInt32BE(at + 12),
    },
    span: {
      common: Buffer.from(spanMark(0).slice(0, 8), 'hex'),
      offset: 0,
      numberOf: (bytes, at) => bytes.readUInt32BE(at + 4),
    },
    time: {
      // The least byte comes first.
      common: Buffer.from(BigInt(timeMark(0)).toString(16).slice(0, 8), 'hex').reverse(),
      offset: -4,
      numberOf: (bytes, at) => bytes.readUInt32LE(at - 4),
    },
    order: ORDER,
  },
  writeId(bytes, offset, high, low) {
    bytes.writeUInt32BE(high, offset);
    bytes.writeUInt32BE(low, offset + 4);
  },
  writeTime(bytes, offset, micros) {
    bytes.writeBigUInt64LE(BigInt(micros) * 1000n, offset);
  },
};

/** Zipkin's JSON: ids in hexadecimal, times in microseconds. */
const TEXT: Form = {
  marks: {
    trace: { common: Buffer.from(traceMark(0).slice(0, 20)), offset: 16, numberOf: textNumber(20, 12, 16) },
    span: { common: Buffer.from(spanMark(0).slice(0, 8)), offset: 0, numberOf: textNumber(8, 8, 16) },
    time: {
      common: Buffer.from(String(microsMark(0)).slice(0, 10)),
      offset: 0,
      numberOf: textNumber(10, 6, 10),
    },
    order: ORDER,
  },
  writeId(bytes, offset, high, low) {
    bytes.write(hex(high) + hex(low), offset, 'latin1');
  },
  writeTime(bytes, offset, micros) {
    bytes.write(String(micros), offset, 'latin1');
  },
};

const hex = (bits: number) => bits.toString(16).padStart(8, '0');

/** 32 bits that look random, and differ where the numbers do (murmur3's last steps). */
function mixed(one: number, other: number): number {
  let bits = Math.imul(one, 0x9e3779b1) ^ Math.imul(other + 1, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
