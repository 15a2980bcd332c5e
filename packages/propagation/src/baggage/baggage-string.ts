/** The `baggage` header (W3C Baggage, section 3.3) to the API's baggage and back. */
import {
  type Baggage,
  type BaggageEntry,
  baggageEntryMetadataFromString,
  propagation,
} from '@opentelemetry/api';
import { trimmed } from '../optional-space.ts';
import { decodedText } from './percent-encoding.ts';

/** W3C's grammar ends here; at least 64 have to be passed on. */
const MAX_MEMBERS = 180;
/** Bytes, which for what is legal are characters: this much has to be passed on, and nothing more is. */
const MAX_LENGTH = 8192;
/** Of a header that is mostly white space, or not legal, no more is looked at. */
const MAX_READ = 2 * MAX_LENGTH;

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
/** Printable ASCII without quote, comma, semicolon and backslash. */
const VALUE = /^[!#-+\--:<-[\]-~]*$/;

/**
 * What the header says, without members that are not legal; `undefined` when none is. Whole members as long as there is
 * room for them; of two with one key the last.
 */
export function parseBaggage(header: string): Baggage | undefined {
  const entries: Record<string, BaggageEntry> = Object.create(null);
  const limit = Math.min(header.length, MAX_READ);
  let count = 0;
  let length = -1;
  for (let start = 0; start < limit && count < MAX_MEMBERS; ) {
    const comma = header.indexOf(',', start);
    const end = comma === -1 ? header.length : comma;
    const member = end <= limit ? parseMember(header.slice(start, end)) : undefined;
    if (member !== undefined) {
      length += member.length + 1;
      if (length > MAX_LENGTH) break;
      entries[member.key] = member.entry;
      count++;
    }
    start = end + 1;
  }
  return count === 0 ? undefined : propagation.createBaggage(entries);
}

/** The header, empty when there is nothing that can be sent: whole members, as many as fit. */
export function formatBaggage(baggage: Baggage): string {
  let header = '';
  let count = 0;
  for (const [key, entry] of baggage.getAllEntries()) {
    const member = formatMember(key, entry);
    if (member === undefined) continue;
    const longer = header === '' ? member : `${header},${member}`;
    if (longer.length > MAX_LENGTH) continue;
    header = longer;
    if (++count === MAX_MEMBERS) break;
  }
  return header;
}

interface Member {
  readonly key: string;
  readonly entry: BaggageEntry;
  /** In characters, without optional white space. */
  readonly length: number;
}

function parseMember(text: string): Member | undefined {
  const semicolon = text.indexOf(';');
  const pair = semicolon === -1 ? text : text.slice(0, semicolon);
  const equals = pair.indexOf('=');
  if (equals === -1) return undefined;
  const key = trimmed(pair.slice(0, equals));
  const value = trimmed(pair.slice(equals + 1));
  if (!TOKEN.test(key) || !VALUE.test(value)) return undefined;
  const properties = semicolon === -1 ? '' : legalProperties(text.slice(semicolon + 1));
  if (properties === undefined) return undefined;
  const length = key.length + 1 + value.length + (properties === '' ? 0 : properties.length + 1);
  const entry: BaggageEntry = { value: decodedText(value) };
  if (properties !== '') entry.metadata = baggageEntryMetadataFromString(properties);
  return { key: keyOf(key), entry, length };
}

/**
 * The member, or `undefined` for what no header can carry: an empty key, too long a value, and one that an application
 * without types has made of an object. Properties that are not legal are left out.
 */
function formatMember(key: string, entry: BaggageEntry): string | undefined {
  const value: unknown = entry?.value;
  if (key === '' || !isText(value) || key.length + String(value).length > MAX_LENGTH) return undefined;
  const properties = entry.metadata === undefined ? '' : legalProperties(textOf(entry.metadata));
  const member = `${encodedKey(key)}=${encodedText(String(value))}`;
  return properties ? `${member};${properties}` : member;
}

function isText(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** What an application gave for metadata, whose `toString` is its own. */
function textOf(metadata: NonNullable<BaggageEntry['metadata']>): string {
  try {
    return String(metadata.toString());
  } catch {
    return '';
  }
}

/** `key;key=value` without white space, as it came otherwise: what it means is nobody's business here. */
function legalProperties(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const properties: string[] = [];
  for (const property of text.split(';')) {
    const equals = property.indexOf('=');
    const key = trimmed(equals === -1 ? property : property.slice(0, equals));
    const value = equals === -1 ? '' : trimmed(property.slice(equals + 1));
    if (equals === -1 && key === '') continue;
    if (!TOKEN.test(key) || !VALUE.test(value)) return undefined;
    properties.push(equals === -1 ? key : `${key}=${value}`);
  }
  return properties.join(';');
}

/** RATIONALE.md, "Why are the keys of baggage percent-encoded?" */
function keyOf(token: string): string {
  if (!token.includes('%')) return token;
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}

function encodedKey(key: string): string {
  if (TOKEN.test(key) && !key.includes('%')) return key;
  // The two that may stand in a URI, but not in a token.
  return encodedText(key).replaceAll('(', '%28').replaceAll(')', '%29');
}

function encodedText(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
