/**
 * The text that is being looked at, and its characters as bytes: reading those takes less than half as long as
 * `charCodeAt`. A character beyond ASCII is one byte too, so that indexes are the same in both.
 */

export interface Scanned {
  text: string;
  /** As many as the text has UTF-16 units, then zeros. Holds ASCII, or {@link OTHER}. */
  bytes: Uint8Array;
  length: number;
  /** Before this index no JWT begins: what could be one has no dot up to here. */
  dotless: number;
  /** Where the footer of a PEM stands that was found last: infinite when none follows. */
  footer: number;
}

/** Stands for every character that is not ASCII: one of words, in no alphabet. */
export const OTHER = 0x80;

const KEPT = 64 * 1024;
/** Detectors may look this far behind the end without asking. */
const MARGIN = 8;
/** Below it a call costs more than it saves. */
const SHORT = 14;

const buffer = Buffer.alloc(KEPT + MARGIN);
// The same memory: V8 reads a plain array of bytes faster than Node's subclass of it.
const own: Scanned = {
  text: '',
  bytes: new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length),
  length: 0,
  dotless: 0,
  footer: 0,
};

/** Where the units of texts that are not ASCII are written: reading them there is faster than `charCodeAt`. */
const units = new Uint16Array(KEPT);
const unitsAsBytes = Buffer.from(units.buffer);

/** Valid until the next call: all texts are read in one buffer, but for very long ones. */
export function scanned(text: string): Scanned {
  const length = text.length;
  if (length > KEPT) return scannedAlone(text);
  own.text = text;
  own.length = length;
  own.dotless = 0;
  own.footer = 0;
  read(text, buffer, own.bytes);
  return own;
}

function scannedAlone(text: string): Scanned {
  const buffer = Buffer.allocUnsafeSlow(text.length + MARGIN);
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  read(text, buffer, bytes);
  return { text, bytes, length: text.length, dotless: 0, footer: 0 };
}

/** `buffer` and `bytes` are the same memory. */
function read(text: string, buffer: Buffer, bytes: Uint8Array): void {
  const length = text.length;
  if (length < SHORT) copyShort(text, bytes);
  // Only of ASCII as many bytes are written as there are characters.
  else if (buffer.write(text) !== length) copy(text, bytes);
  for (let at = 0; at < MARGIN; at += 1) bytes[length + at] = 0;
}

function copyShort(text: string, bytes: Uint8Array): void {
  for (let at = 0; at < text.length; at += 1) bytes[at] = Math.min(text.charCodeAt(at), OTHER);
}

function copy(text: string, bytes: Uint8Array): void {
  for (let start = 0; start < text.length; start += KEPT) {
    const part = text.length <= KEPT ? text : text.slice(start, start + KEPT);
    unitsAsBytes.write(part, 'utf16le');
    for (let at = 0; at < part.length; at += 1) bytes[start + at] = Math.min(units[at]!, OTHER);
  }
}
