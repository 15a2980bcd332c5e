/** What is secret in names, values, spans and log records, and what leaves instead. RATIONALE.md explains what surprises. */

import type { Attributes } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type KnownName, NameMemory } from './names/name-memory.ts';
import type { RedactionOptions } from './options.ts';
import { redactedRecord } from './records/redacted-record.ts';
import { ResourceMemory } from './resource-memory.ts';
import { redactedSpan } from './spans/redacted-span.ts';
import { looksLikeSql, sanitizeSaid, sanitizeStatement } from './statements/sanitize-statement.ts';
import { StatementMemory } from './statements/statement-memory.ts';
import { redactEmbeddedQueries } from './urls/embedded.ts';
import { parameterSuspicion, sensitiveParameters } from './urls/sensitive-parameters.ts';
import { redactQuery, redactUrl, type UrlRules } from './urls/url.ts';
import { CleanTexts } from './values/clean-texts.ts';
import { type Detection, detectionFor } from './values/detection.ts';
import { MAX_TEXT, withoutMiddle } from './values/long-text.ts';
import { isMasked, Masking, saysNothing } from './values/masking.ts';
import { isPlain } from './values/plain.ts';
import { isPlainId } from './values/plain-id.ts';
import { readableOf, redactAttributes } from './values/redact-attributes.ts';
import { redactTree } from './values/redact-tree.ts';

/** Nothing that is shorter holds a secret with what makes it one. */
const SHORTEST = 6;
/** Of longer texts none is remembered: they hardly come again. A stack trace does, on the record and on the event of its span. */
const LONGEST_REMEMBERED = 2048;

/**
 * Returns what it is given, the same object, when that holds no secret, and a copy without them when it does. Never changes
 * what it is given, and never throws at it.
 */
export class Redactor {
  readonly #masking: Masking;
  readonly #names: NameMemory;
  readonly #urls: UrlRules;
  readonly #detection: Detection;
  readonly #shortest: number;
  /** Whether our own detectors are all there are. */
  readonly #isOurs: boolean;
  readonly #statements = new StatementMemory((statement, system) =>
    sanitizeStatement(statement, system, (comment) => this.text(comment)),
  );
  readonly #saidStatement = (statement: string, system: string | undefined): string =>
    this.statement(statement, system);
  readonly #resources = new ResourceMemory(this);
  readonly #clean = new CleanTexts();
  /** Of the span that is looked at. */
  #traceId = '';

  /** @throws TypeError for mode `hmac` without a key, and for a rule that is none or may take more than linear time */
  constructor(options: RedactionOptions = {}) {
    this.#masking = new Masking(options);
    this.#detection = detectionFor(options);
    this.#isOurs = !options.rules?.length && !options.detectors?.length;
    this.#shortest = options.rules?.length ? 1 : SHORTEST;
    this.#names = new NameMemory(options, (name) => this.text(name));
    this.#urls = {
      isSensitive: sensitiveParameters(this.#names),
      suspicion: parameterSuspicion(this.#names),
      replace: this.#masking.mask,
      removes: this.#masking.removes,
    };
  }

  /** How often each rule struck (`key`, `url`, `sql`, `jwt`, ...) since the redactor was made. */
  get counts(): ReadonlyMap<string, number> {
    return this.#masking.counts;
  }

  /** Any text: secrets are known by what they look like, and in the queries of URLs by the parameter's name. */
  text(value: string): string {
    return this.#isOurs && isPlain(value) ? value : this.#text(value);
  }

  /** @internal a trace's id, which is often the request's as well: nothing is to be found in it */
  expect(traceId: string): void {
    if (this.#detection.rules === undefined) this.#traceId = traceId;
  }

  /** A whole URL, or its path and query. */
  url(value: string): string {
    return this.#isOurs && isPlain(value) ? value : this.#url(value);
  }

  /** A query without its `?`. */
  query(value: string): string {
    return this.#isOurs && this.#urls.suspicion.isPlainQuery(value)
      ? value
      : this.#text(redactQuery(value, this.#urls));
  }

  /**
   * A statement of a database.
   * @param system `db.system.name`, or `db.system`. @default one whose strings may be in quotes of either kind
   */
  statement(value: string, system?: string): string {
    const text = value.length > MAX_TEXT ? this.#cut(value) : value;
    const sanitized = this.#statements.of(text, system);
    if (sanitized !== text) this.#masking.count('sql');
    // Behind names and keywords there is nothing that detectors could know; the application's rules may know names.
    return this.#detection.rules?.(sanitized, this.#masking.mask) ?? sanitized;
  }

  /**
   * What an error says, its stack, or a line of a log: any text, or a statement with something around it.
   * @param system as of {@link statement}
   */
  said(value: string, system?: string): string {
    return this.text(sanitizeSaid(value, system, this.#saidStatement));
  }

  /** Whether a name is among those that are never touched, in whatever spelling. */
  allows(key: string): boolean {
    return this.#names.of(key).isAllowed;
  }

  /** The value of an attribute or property of this name. Undefined where nothing is to be left of it (mode `remove`). */
  attribute(key: string, value: unknown): unknown {
    return this.value(this.#names.of(key), value, undefined);
  }

  /** @param system whose statements are meant, as of {@link statement} @default the `db.system.name` among them */
  attributes<T extends Attributes>(attributes: T, system?: string): T {
    try {
      return redactAttributes(attributes, system, this, this.#names);
    } catch {
      return redactAttributes(readableOf(attributes) as T, system, this, this.#names);
    }
  }

  span(span: ReadableSpan): ReadableSpan {
    return redactedSpan(span, this);
  }

  logRecord(record: ReadableLogRecord): ReadableLogRecord {
    return redactedRecord(record, this);
  }

  /** @internal the resource without secrets; judged once, unless it still waits for attributes */
  resource(resource: ReadableSpan['resource']): ReadableSpan['resource'] {
    return this.#resources.of(resource);
  }

  /** @internal {@link attribute} for a name that is known. `system`: what database a statement is for. */
  value(name: KnownName, value: unknown, system: string | undefined): unknown {
    if (name.isAllowed) return value;
    switch (typeof value) {
      case 'string':
        if (value === name.lastClean) return value;
        if (name.isOrdinary && (value === this.#traceId || (this.#isOurs && isPlain(value)))) return value;
        return this.#remembered(name, value, system);
      case 'number':
      case 'bigint':
        return name.secrecy === 'always' || name.content === 'bound'
          ? this.secret(name, String(value))
          : value;
      case 'object':
        if (value === null || this.#isKnown(name, value)) return value;
        return redactTree(value, name, system, this, this.#names);
      default:
        return value;
    }
  }

  /** @internal what stands for a value that is nothing but a secret */
  secret({ content, secrecy }: KnownName, value: string): string | undefined {
    if (saysNothing(value) || isMasked(value)) return value;
    const mask = this.#masking.mask(secrecy === undefined && content === 'bound' ? 'sql' : 'key', value);
    return mask === '' ? undefined : mask;
  }

  /** Whether it is an array of one text, as headers are, that was read a moment ago: a request's id is one, too. */
  #isKnown({ isText }: KnownName, value: object): boolean {
    if (!isText) return false;
    try {
      if (!Array.isArray(value) || value.length !== 1) return false;
      const text: unknown = value[0];
      return typeof text === 'string' && this.#clean.has(text);
    } catch {
      return false;
    }
  }

  #remembered(name: KnownName, value: string, system: string | undefined): string | undefined {
    const redacted = this.#string(name, value, system);
    const isOfSystem = name.content === 'sql' || system !== undefined;
    const isRemembered = redacted === value && value.length <= LONGEST_REMEMBERED && !isOfSystem;
    if (isRemembered) name.lastClean = value;
    // Of what was nothing but a secret, mode `remove` leaves no text.
    return redacted === '' && value !== '' ? undefined : redacted;
  }

  #string(name: KnownName, value: string, system: string | undefined): string | undefined {
    if (name.secrecy !== undefined) return this.secret(name, value);
    switch (name.content) {
      case 'text':
      case 'arguments':
      case 'headers':
        return this.#text(value);
      case 'url':
        return this.#url(value);
      case 'query':
        return this.query(value);
      case 'sql':
        return this.statement(value, system);
      case 'perhaps-sql':
        return looksLikeSql(value) ? this.statement(value, system) : this.#text(value);
      case 'bound':
        return this.secret(name, value);
      case 'said':
        return this.said(value, system);
    }
  }

  #url(value: string): string {
    return this.#text(redactUrl(value, this.#urls));
  }

  /** {@link text}, which is not {@link isPlain}. */
  #text(value: string): string {
    if (value.length < this.#shortest || this.#clean.has(value)) return value;
    const redacted = isPlainId(value) && this.#detection.rules === undefined ? value : this.#read(value);
    if (redacted !== value) return redacted;
    this.#clean.add(value);
    return value;
  }

  #read(value: string): string {
    const text = value.length > MAX_TEXT ? this.#cut(value) : value;
    return this.#detection.all(
      text.includes('?') ? redactEmbeddedQueries(text, this.#urls) : text,
      this.#masking.mask,
    );
  }

  #cut(value: string): string {
    this.#masking.count('length');
    return withoutMiddle(value);
  }
}
