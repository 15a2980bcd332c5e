/** Log records of one service that were taken lately, in memory, until they are sealed into a block. */

import { ANY_VALUE, LOG_RECORD, type OtlpKeyValue, type OtlpLogRecord, toProtobuf } from '@waymark/otlp';
import { AttributeLists } from '../blocks/attribute-lists.ts';
import { ByteDictionary } from '../blocks/byte-dictionary.ts';
import { GrowingBytes } from '../blocks/growing-bytes.ts';
import { GrowingInts } from '../blocks/growing-ints.ts';
import { logRequestIds } from '../request-id.ts';
import { type LogColumns, spanIdNumber, traceIdHalves } from './log-columns.ts';
import type { LogBounds, LogContents } from './log-contents.ts';
import { type LogGroup, readGroup } from './log-group.ts';

export class LogHead implements LogBounds {
  readonly service: string;
  firstId = 0;
  lastId = 0;
  count = 0;
  minTime = 2n ** 64n;
  maxTime = 0n;
  minSeverity = Infinity;
  maxSeverity = -Infinity;
  readonly attributes = new AttributeLists();
  /** Groups as bytes. */
  readonly groups = new ByteDictionary(8);
  readonly rest = new GrowingBytes(4096);
  /** Of all records, each once. */
  readonly requestIds = new Set<string>();
  readonly #columns = {
    idOffset: new GrowingInts(),
    time: new GrowingInts(),
    observed: new GrowingInts(),
    severity: new GrowingInts(),
    group: new GrowingInts(),
    traceHigh: new GrowingInts(),
    traceLow: new GrowingInts(),
    spanId: new GrowingInts(),
    restEnd: new GrowingInts(),
    attributes: new GrowingInts(),
  };
  readonly #readGroups: LogGroup[] = [];
  readonly #scratch = new GrowingBytes(256);

  constructor(service: string) {
    this.service = service;
  }

  /** The number of a group, for {@link add}. */
  groupOf(bytes: Buffer): number {
    return this.groups.index(bytes, 0, bytes.length);
  }

  /** @param id larger than that of any record before */
  add(id: number, group: number, record: OtlpLogRecord): void {
    if (this.count === 0) this.firstId = id;
    this.lastId = id;
    this.#bound(record);
    const columns = this.#columns;
    columns.idOffset.push(id - this.firstId);
    push64(columns.time, BigInt(record.timeUnixNano));
    push64(columns.observed, BigInt(record.observedTimeUnixNano));
    columns.severity.push(record.severityNumber);
    columns.group.push(group);
    const [high, low] = traceIdHalves(record.traceId)!;
    push64(columns.traceHigh, high);
    push64(columns.traceLow, low);
    push64(columns.spanId, spanIdNumber(record.spanId)!);
    columns.attributes.push(record.attributes.length);
    for (const attribute of record.attributes) this.#addAttribute(attribute);
    this.attributes.endRecord();
    const rest = toProtobuf(LOG_RECORD, { ...record, ...IN_COLUMNS });
    this.rest.append(rest, 0, rest.length);
    columns.restEnd.push(this.rest.length);
    for (const requestId of logRequestIds(record).all) this.requestIds.add(requestId);
    this.count++;
  }

  groupBytes(group: number): Buffer {
    return this.groups.data.subarray(this.groups.startOf(group), this.groups.endOf(group));
  }

  /** Valid until a record is added. */
  contents(): LogContents {
    for (let group = this.#readGroups.length; group < this.groups.size; group++) {
      this.#readGroups.push(readGroup(this.groupBytes(group)));
    }
    return {
      columns: this.columns(),
      attributes: this.attributes,
      groups: this.#readGroups,
      rest: this.rest.bytes(),
    };
  }

  columns(): LogColumns {
    const columns = this.#columns;
    return {
      idOffset: columns.idOffset.uint32(),
      time: columns.time.uint64(),
      observed: columns.observed.uint64(),
      severity: columns.severity.int32(),
      group: columns.group.uint32(),
      traceHigh: columns.traceHigh.uint64(),
      traceLow: columns.traceLow.uint64(),
      spanId: columns.spanId.uint64(),
      restEnd: columns.restEnd.uint32(),
      attributes: columns.attributes.uint32(),
    };
  }

  /** Bytes of memory that it holds. */
  get bytes(): number {
    const columns = Object.values(this.#columns).reduce((sum, { bytes }) => sum + bytes, 0);
    return (
      columns + this.rest.data.length + this.attributes.bytes + this.groups.bytes + 64 * this.requestIds.size
    );
  }

  #bound({ timeUnixNano, observedTimeUnixNano, severityNumber }: OtlpLogRecord): void {
    const time = BigInt(timeUnixNano) || BigInt(observedTimeUnixNano);
    if (time < this.minTime) this.minTime = time;
    if (time > this.maxTime) this.maxTime = time;
    this.minSeverity = Math.min(this.minSeverity, severityNumber);
    this.maxSeverity = Math.max(this.maxSeverity, severityNumber);
  }

  /** As a KeyValue with no more than it needs. */
  #addAttribute({ key, value }: OtlpKeyValue): void {
    const out = this.#scratch;
    out.length = 0;
    if (key !== '') writeText(out, KEY, key);
    const keyEnd = out.length;
    const keyStart = keyEnd - Buffer.byteLength(key);
    const valueStart =
      value.stringValue === undefined
        ? writeValue(out, toProtobuf(ANY_VALUE, value))
        : writeTextValue(out, value.stringValue);
    this.attributes.add(out.data, 0, out.length, keyStart, keyEnd, valueStart);
  }
}

/** What is in columns, or among attributes, is not in the rest. */
const IN_COLUMNS = {
  timeUnixNano: '0',
  observedTimeUnixNano: '0',
  severityNumber: 0,
  traceId: '',
  spanId: '',
  attributes: [],
};

function push64(column: GrowingInts, value: bigint): void {
  column.push64(Number(value & 0xffff_ffffn) | 0, Number(value >> 32n) | 0);
}

/** Of KeyValue and AnyValue. */
const KEY = 0x0a;
const VALUE = 0x12;
const TEXT = 0x0a;

function writeText(out: GrowingBytes, tag: number, text: string): void {
  const length = Buffer.byteLength(text);
  out.varint(tag);
  out.varint(length);
  out.reserve(length);
  out.data.write(text, out.length);
  out.length += length;
}

/** Gives where the AnyValue begins. */
function writeTextValue(out: GrowingBytes, text: string): number {
  const length = Buffer.byteLength(text);
  out.varint(VALUE);
  out.varint(1 + sizeOf(length) + length);
  const start = out.length;
  writeText(out, TEXT, text);
  return start;
}

function writeValue(out: GrowingBytes, value: Buffer): number {
  if (value.length === 0) return out.length;
  out.varint(VALUE);
  out.varint(value.length);
  return out.append(value, 0, value.length);
}

/** Of a length as a varint. */
function sizeOf(length: number): number {
  let size = 1;
  for (let rest = length; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}
