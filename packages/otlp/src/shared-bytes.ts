/** Attributes that many spans share, as bytes that are made once. */

import type { ByteWriter } from './byte-writer.ts';
import type { SharedAttributes } from './kept-span.ts';
import { writeAttributes } from './key-value.ts';

/** They were met once. Their bytes are made when they come again: a connection may serve a single request. */
const MET = Symbol('met');

/** @param tag of the field that repeats KeyValue, always the same */
export function writeShared(writer: ByteWriter, tag: number, shared: SharedAttributes): void {
  const { encoded } = shared;
  if (encoded instanceof Uint8Array) {
    writer.raw(encoded);
    return;
  }
  const start = writer.pos;
  writeAttributes(writer, tag, shared.values);
  shared.encoded = encoded === MET ? writer.copyFrom(start) : MET;
}
