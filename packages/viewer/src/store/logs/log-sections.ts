/** How the log records of a block lie in its sections. */

import {
  type AttributeBucket,
  readBucket,
  readShapes,
  sealAttributes,
  writeShapes,
} from '../blocks/attribute-buckets.ts';
import type { AttributeSource } from '../blocks/attribute-source.ts';
import type { Decoded } from '../blocks/decoded-cache.ts';
import { SealedAttributes } from '../blocks/sealed-attributes.ts';
import { SectionReader, SectionWriter } from '../blocks/section.ts';
import { gone } from '../keeping/block-gone.ts';
import type { LogColumns } from './log-columns.ts';
import type { LogContents } from './log-contents.ts';
import { filterOf } from './log-filter.ts';
import { type LogGroup, readGroup } from './log-group.ts';
import type { LogHead } from './log-head.ts';

/** Numbers of sections. The filter is not compressed: it is asked often, and looks random. */
export const FILTER = 0;
const COLUMNS = 1;
const REST = 2;
/** Groups, and which attributes records have: what a question for attributes reads first. */
const SHARED = 3;
const FIRST_BUCKET = 16;

export function logSections(head: LogHead): Map<number, Uint8Array> {
  const { shapes, buckets } = sealAttributes(head.attributes);
  const columns = new SectionWriter();
  writeColumns(columns, head.columns());
  const shared = new SectionWriter();
  shared.number(head.groups.size);
  for (let group = 0; group < head.groups.size; group++) shared.bytes(head.groupBytes(group));
  writeShapes(shared, shapes);
  const rest = new SectionWriter();
  rest.bytes(head.rest.bytes());
  const sections = new Map<number, Uint8Array>([
    [FILTER, filterOf(head)],
    [COLUMNS, columns.compressed()],
    [REST, rest.compressed()],
    [SHARED, shared.compressed()],
  ]);
  for (const [number, bucket] of buckets.entries()) if (bucket) sections.set(FIRST_BUCKET + number, bucket);
  return sections;
}

/** A section of a block, as it lies in the file; undefined when it has none of this number. */
export type LoadSection = (number: number) => Uint8Array | undefined;

/** What a decoded section is kept in. */
export type KeepDecoded = <T extends Decoded>(number: number, decode: () => T) => T;

interface Shared extends Decoded {
  groups: LogGroup[];
  attributes: AttributeSource;
}

/** Reads each section when it is asked for. Everything throws {@link BlockGone} when the block was dropped. */
export class SealedLogs implements LogContents {
  readonly #load: LoadSection;
  readonly #keep: KeepDecoded;

  constructor(load: LoadSection, keep: KeepDecoded) {
    this.#load = load;
    this.#keep = keep;
  }

  get columns(): LogColumns {
    return this.#keep(COLUMNS, () => {
      const reader = this.#read(COLUMNS);
      return { columns: readColumns(reader), bytes: reader.data.length };
    }).columns;
  }

  get groups(): readonly LogGroup[] {
    return this.#shared.groups;
  }

  get attributes(): AttributeSource {
    return this.#shared.attributes;
  }

  get rest(): Buffer {
    return this.#keep(REST, () => {
      const rest = this.#read(REST).bytes();
      return { rest, bytes: rest.length };
    }).rest;
  }

  get #shared(): Shared {
    return this.#keep(SHARED, () => {
      const reader = this.#read(SHARED);
      return {
        groups: Array.from({ length: reader.number() }, () => readGroup(reader.bytes())),
        attributes: new SealedAttributes(readShapes(reader), (number) => this.#bucket(number)),
        bytes: 2 * reader.data.length,
      };
    });
  }

  /** Asked for buckets that have keys only. */
  #bucket(number: number): AttributeBucket {
    return this.#keep(FIRST_BUCKET + number, () => readBucket(this.#read(FIRST_BUCKET + number)));
  }

  #read(number: number): SectionReader {
    return new SectionReader(this.#load(number) ?? gone());
  }
}

function writeColumns(writer: SectionWriter, columns: LogColumns): void {
  for (const name of NARROW) writer.column(columns[name]);
  writer.column(columns.severity);
  for (const name of WIDE) writer.column(columns[name]);
}

function readColumns(reader: SectionReader): LogColumns {
  const narrow = Object.fromEntries(NARROW.map((name) => [name, reader.uint32()]));
  const severity = reader.int32();
  const wide = Object.fromEntries(WIDE.map((name) => [name, reader.uint64()]));
  return { ...narrow, severity, ...wide } as unknown as LogColumns;
}

const NARROW = ['idOffset', 'group', 'restEnd', 'attributes'] as const;
const WIDE = ['time', 'observed', 'traceHigh', 'traceLow', 'spanId'] as const;
