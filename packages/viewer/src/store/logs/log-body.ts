/** The text of a body, from the bytes that a record's rest is kept in. */

import { fromProtobuf, LOG_RECORD } from '@waymark/otlp';
import { bodyText } from '../matching/log-query.ts';

/** Of LogRecord: field 5, and of AnyValue: field 1. */
const BODY = 0x2a;
const TEXT = 0x0a;

/**
 * Most bodies are text. The rest is written by our own codec: in order of the fields' numbers, each once, so that the body
 * is found behind the severity's text, if there is one.
 */
export function bodyTextOf(rest: Buffer): string {
  const at = rest[0] === SEVERITY_TEXT ? 2 + rest[1]! : 0;
  if (rest[0] === SEVERITY_TEXT && rest[1]! >= 128) return decodedText(rest);
  if (at >= rest.length || rest[at] !== BODY) return decodedText(rest);
  const [length, start] = lengthAt(rest, at + 1);
  if (length === 0) return '';
  if (rest[start] !== TEXT) return decodedText(rest);
  const [size, from] = lengthAt(rest, start + 1);
  return rest.toString('utf8', from, from + size);
}

const SEVERITY_TEXT = 0x1a;

function decodedText(rest: Buffer): string {
  return bodyText({ record: fromProtobuf(LOG_RECORD, rest) });
}

function lengthAt(bytes: Buffer, at: number): [length: number, next: number] {
  let value = 0;
  let next = at;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[next++]!;
    value += (byte & 127) * scale;
    if (byte < 128) return [value, next];
  }
}
