/** What we know of one pino logger: its bindings, parsed once and not once a line, and how it makes its lines. */
import { hostname } from 'node:os';
import { hasField, type LineField } from '../records/line-fields.ts';
import type { PinoLogger, PinoSymbols } from './pino-symbols.ts';

type Fields = Readonly<Record<string, unknown>>;

/** pino's own serializer of errors, if it can be had: of its results all is known that a record needs. */
export type StandardError = () => unknown;

export class PinoStates {
  readonly #standardError: StandardError;
  readonly #known = new WeakMap<PinoLogger, PinoState>();

  constructor(standardError: StandardError) {
    this.#standardError = standardError;
  }

  /** The state of a logger; a new one after `setBindings`. May throw: a logger that we do not understand. */
  of(logger: PinoLogger, symbols: PinoSymbols): PinoState {
    const known = this.#known.get(logger);
    if (known?.isCurrent) return known;
    const state = new PinoState(logger, symbols, this.#standardError());
    this.#known.set(logger, state);
    return state;
  }
}

export class PinoState {
  readonly logger: PinoLogger;
  readonly symbols: PinoSymbols;
  /** The bindings after serializers and redaction, without pino's own `pid` and `hostname`. */
  readonly bindings: Fields;
  /** Whether the app has pino take secrets out. */
  readonly isRedacting: boolean;
  readonly messageKey: string;
  readonly errorKey: string;
  /** Whether the logged fields stand in an object of the line's. */
  readonly isNested: boolean;
  /** Whether errors under that key are printed by pino's own serializer. */
  readonly hasStandardErrors: boolean;
  readonly #text: string;
  readonly #stringifiers: object;
  #view: PinoLogger | undefined;
  /** Names that are not among the bindings, as it turned out. */
  #absentNames: readonly string[] | undefined;

  constructor(logger: PinoLogger, symbols: PinoSymbols, standardError: unknown) {
    this.logger = logger;
    this.symbols = symbols;
    this.#text = logger[symbols.chindings] as string;
    this.bindings = parseBindings(this.#text);
    this.#stringifiers = logger[symbols.stringifiers] as object;
    // With `redact`, the stringifier for the formatting of messages is under a symbol.
    this.isRedacting = Object.getOwnPropertySymbols(this.#stringifiers).length > 0;
    this.messageKey = logger[symbols.messageKey] as string;
    this.errorKey = symbols.errorKey === undefined ? 'err' : (logger[symbols.errorKey] as string);
    this.isNested = Boolean(logger[symbols.nestedKey]);
    this.hasStandardErrors = standardError !== undefined && this.serializers[this.errorKey] === standardError;
  }

  get isCurrent(): boolean {
    return (
      this.logger[this.symbols.chindings] === this.#text &&
      this.logger[this.symbols.stringifiers] === this.#stringifiers
    );
  }

  /** Whether the app's `formatters.log` chooses the fields, which then need not be those of the logged object. */
  get formatsFields(): boolean {
    return (this.logger[this.symbols.formatters] as { log?: unknown }).log !== undefined;
  }

  get serializers(): Fields {
    return this.logger[this.symbols.serializers] as Fields;
  }

  /** The text of a line up to its bindings and with them. */
  head(num: number, time: string): string {
    return (this.logger[this.symbols.lsCache] as Record<number, string>)[num] + time + this.#text;
  }

  /** The logger as it would be with more bindings. There is one view of a logger, for the next call of asJson only. */
  viewWith(text: string): PinoLogger {
    // Defined, since the app may have frozen its logger: what is assigned would be refused.
    this.#view ??= Object.create(this.logger, {
      [this.symbols.chindings]: { value: '', writable: true },
    }) as PinoLogger;
    this.#view[this.symbols.chindings] = this.#text + text;
    return this.#view;
  }

  /** Whether any of these names is among the bindings or the line's own fields. */
  mayHave(fields: object, names: readonly string[]): boolean {
    if (names !== this.#absentNames) {
      if (hasAny(this.bindings, names)) return true;
      this.#absentNames = names;
    }
    return !this.isNested && hasAny(fields, names);
  }

  /** Whether the bindings or the line's own fields have this one, beside which ours would stand. */
  has(fields: object, field: LineField): boolean {
    if (hasField(this.bindings, field)) return true;
    if (this.isNested || !hasField(fields, field)) return false;
    // What is inherited is not printed.
    return !(field[0] in fields) || Object.hasOwn(fields, field[0]);
  }

  /** False when a multistream has no stream for this level: then no line comes out, and no record either. */
  isWritten(num: number): boolean {
    const minLevel = (this.logger[this.symbols.stream] as { minLevel?: unknown } | undefined)?.minLevel;
    return typeof minLevel !== 'number' || num >= minLevel;
  }
}

function hasAny(fields: object, names: readonly string[]): boolean {
  for (const key in fields) if (names.includes(key)) return true;
  return false;
}

function parseBindings(text: string): Fields {
  const fields = JSON.parse(`{${text.slice(1)}}`) as Record<string, unknown>;
  const bindings: Record<string, unknown> = {};
  // An object of its own: one that something was deleted from, or that has no prototype, is copied slowly, once a line.
  for (const [name, value] of Object.entries(fields)) {
    // The resource says both already.
    if (name === 'pid' && value === process.pid) continue;
    if (name === 'hostname' && value === hostname()) continue;
    if (name !== '__proto__') bindings[name] = value;
  }
  return bindings;
}
