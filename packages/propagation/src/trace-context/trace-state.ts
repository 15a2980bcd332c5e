/**
 * The `tracestate` header (W3C Trace Context, section 3.3), read as strictly as the specification's own tests ask: one
 * illegal member, or a 33rd, and the whole list is dropped. Level 2's keys, of which level 1's are a part.
 */
import type { TraceState } from '@opentelemetry/api';
import { beforeSpace, pastSpace, trimmed } from '../optional-space.ts';

/** Level 1's tenants are among these: there the `@` may stand once, and what follows it is shorter. */
const KEY = /^[a-z\d][a-z\d_\-*/@]{0,255}$/;
/** Printable ASCII without comma and equals sign; spaces may lead but not trail. */
const VALUE = /^[ -+\--<>-~]{0,255}[!-+\--<>-~]$/;
const MAX_MEMBERS = 32;
/** Section 3.3.1.5 has at least this much propagated, and says what goes first from longer lists. */
const MAX_LENGTH = 512;
const LONG_MEMBER = 128;
/** What 32 members of the greatest length come to. Nobody has to look at more. */
const MAX_READ = MAX_MEMBERS * (256 + 1 + 256 + 1);
/** Longer ones are not passed on as they came either: some servers take no longer header. */
const MAX_RECEIVED = 8192;

/** Immutable, as the API has it; members are always legal and never more than fit. */
export class W3CTraceState implements TraceState {
  /** From left to right, as in the header: the most recent first. */
  readonly #members: ReadonlyMap<string, string>;
  readonly #received: string | undefined;
  #text: string | undefined;

  /**
   * @param members legal ones, in the order of the header
   * @param received the header in which they came, if they did
   */
  constructor(members: ReadonlyMap<string, string> = new Map(), received?: string) {
    this.#members = withinLength(members);
    this.#received = received;
  }

  /** The header as it came, for whoever changes nothing; {@link serialize} where none came, or one that is too long. */
  get received(): string {
    return this.#received ?? this.serialize();
  }

  get(key: string): string | undefined {
    return this.#members.get(key);
  }

  /**
   * The state with this member in front; of 33 the last one goes. The same state when key or value is illegal: it would
   * cost the next service the whole list.
   */
  set(key: string, value: string): W3CTraceState {
    if (!KEY.test(key) || !VALUE.test(value)) return this;
    const members = new Map([[key, value]]);
    for (const [name, kept] of this.#members) {
      if (members.size === MAX_MEMBERS) break;
      if (name !== key) members.set(name, kept);
    }
    return new W3CTraceState(members);
  }

  unset(key: string): W3CTraceState {
    if (!this.#members.has(key)) return this;
    const members = new Map(this.#members);
    members.delete(key);
    return new W3CTraceState(members);
  }

  /** The header, at most 512 characters; empty without members. */
  serialize(): string {
    this.#text ??= joined(this.#members);
    return this.#text;
  }
}

/**
 * The state, or `undefined` for a list without members, or with anything that the grammar does not allow. Of two members
 * with one key the left is the more recent, and stays.
 */
export function parseTracestate(header: string): W3CTraceState | undefined {
  if (header.length > MAX_READ) return undefined;
  const members = new Map<string, string>();
  let count = 0;
  for (let start = 0; start <= header.length; ) {
    const comma = header.indexOf(',', start);
    const end = comma === -1 ? header.length : comma;
    const from = pastSpace(header, start, end);
    const to = beforeSpace(header, from, end);
    if (from < to && (++count > MAX_MEMBERS || !read(header, from, to, members))) return undefined;
    start = end + 1;
  }
  return count === 0 ? undefined : new W3CTraceState(members, passable(header));
}

/** What goes on of a state whose `traceparent` goes on as it came: all of it, as it came. */
export function receivedTracestate(state: TraceState): string {
  return state instanceof W3CTraceState ? state.received : legalTracestate(state);
}

/** What may be sent of a state that somebody else's class made: those check nothing when a member is set. */
export function legalTracestate(state: TraceState): string {
  if (state instanceof W3CTraceState) return state.serialize();
  try {
    return parseTracestate(state.serialize())?.serialize() ?? '';
  } catch {
    return '';
  }
}

/** A header that is known to be legal, as it may be sent: without white space around it. */
function passable(header: string): string | undefined {
  return header.length > MAX_RECEIVED ? undefined : trimmed(header);
}

/** Whether the text from `from` to `to` is a legal member, which then is among `members`. */
function read(header: string, from: number, to: number, members: Map<string, string>): boolean {
  const equals = header.indexOf('=', from);
  if (equals === -1 || equals >= to) return false;
  const key = header.slice(from, equals);
  const value = header.slice(equals + 1, to);
  if (!KEY.test(key) || !VALUE.test(value)) return false;
  if (!members.has(key)) members.set(key, value);
  return true;
}

/** Whole members go until the rest fits: first those of more than 128 characters, then any, each from the right. */
function withinLength(members: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  let length = -1;
  for (const member of members) length += lengthOf(member);
  if (length <= MAX_LENGTH) return members;
  const kept = [...members];
  for (const limit of [LONG_MEMBER, 0]) {
    for (let at = kept.length - 1; at >= 0 && length > MAX_LENGTH; at--) {
      // Each with the comma beside it.
      if (lengthOf(kept[at]!) - 1 <= limit) continue;
      length -= lengthOf(kept[at]!);
      kept.splice(at, 1);
    }
  }
  return new Map(kept);
}

/** Of a member with its equals sign and a comma. */
function lengthOf([key, value]: readonly [string, string]): number {
  return key.length + value.length + 2;
}

function joined(members: ReadonlyMap<string, string>): string {
  let text = '';
  for (const [key, value] of members) text += text === '' ? `${key}=${value}` : `,${key}=${value}`;
  return text;
}
