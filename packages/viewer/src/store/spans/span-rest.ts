/**
 * What of a span is in no column: how many attributes are its own, its events and links without their attributes, and fields
 * that are kept as they came.
 */

import type { AttributeLists } from '../blocks/attribute-lists.ts';
import type { GrowingBytes } from '../blocks/growing-bytes.ts';
import { ATTRIBUTE_INTS } from '../blocks/wire-scan.ts';
import { INNER_INTS, SPAN, SPAN_INTS, type TraceScan } from './trace-scan.ts';

/** Writes the rest of the span whose numbers begin at `at`, and adds the attributes of its events and links to its lists. */
export function writeRest(out: GrowingBytes, lists: AttributeLists, scan: TraceScan, at: number): void {
  const { data } = scan.spans;
  const before = at - SPAN_INTS;
  const ownFrom = before < 0 ? 0 : data[before + SPAN.ownEnd]!;
  out.varint((data[at + SPAN.ownEnd]! - ownFrom) / ATTRIBUTE_INTS);
  const eventsFrom = before < 0 ? 0 : data[before + SPAN.eventsEnd]!;
  writeInner(out, lists, scan, scan.events.data, eventsFrom, data[at + SPAN.eventsEnd]!);
  const linksFrom = before < 0 ? 0 : data[before + SPAN.linksEnd]!;
  writeInner(out, lists, scan, scan.links.data, linksFrom, data[at + SPAN.linksEnd]!);
  const rest = scan.rest.data;
  for (let i = before < 0 ? 0 : data[before + SPAN.restEnd]!; i < data[at + SPAN.restEnd]!; i += 2) {
    out.append(scan.bytes, rest[i]!, rest[i + 1]!);
  }
}

/** Of each event or link: length and bytes of its other fields, and the number of its attributes. */
function writeInner(
  out: GrowingBytes,
  lists: AttributeLists,
  scan: TraceScan,
  inner: Int32Array,
  from: number,
  end: number,
): void {
  out.varint((end - from) / INNER_INTS);
  for (let at = from; at < end; at += INNER_INTS) {
    const [attributesEnd, piecesFrom, piecesEnd] = [inner[at + 1]!, inner[at + 2]!, inner[at + 3]!];
    writePieces(out, scan, piecesFrom, piecesEnd);
    out.varint((attributesEnd - inner[at]!) / ATTRIBUTE_INTS);
    const nested = scan.nested.data;
    for (let i = inner[at]!; i < attributesEnd; i += ATTRIBUTE_INTS) {
      lists.add(scan.bytes, nested[i]!, nested[i + 1]!, nested[i + 2]!, nested[i + 3]!, nested[i + 4]!);
    }
  }
}

function writePieces(out: GrowingBytes, scan: TraceScan, from: number, end: number): void {
  const pieces = scan.pieces.data;
  let length = 0;
  for (let i = from; i < end; i += 2) length += pieces[i + 1]! - pieces[i]!;
  out.varint(length);
  for (let i = from; i < end; i += 2) out.append(scan.bytes, pieces[i]!, pieces[i + 1]!);
}
