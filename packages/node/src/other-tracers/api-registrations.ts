/**
 * Sees another OpenTelemetry SDK register itself, whichever copy of the API it uses and whatever loaded it.
 *
 * All copies meet in one object, `globalThis[Symbol.for('opentelemetry.js.api.1')]`. To register, and only then, a copy
 * writes that global (the object that is there, or a new one); then it reads the entry, which has to be empty, and the
 * version, which has to be its own, and writes the entry. So the global and the entries are accessors: a write of the
 * global announces a registration, whose reads are answered as if we were not there. What is registered waits until there
 * is a tracer provider among it: who brings only a propagator or a context manager does not trace.
 */

import type { TracerProvider } from '@opentelemetry/api';
import { copyVersion, registrant } from './api-callers.ts';
import { API_KEY } from './api-copies.ts';

const scope = globalThis as { [API_KEY]?: ApiEntries };

/** The object there: what is registered, by kind, and the version of the copy that registered first. */
export type ApiEntries = Record<string, unknown> & { version: string };

/** Those of tracing: others have their effect when a tracer provider is among them. */
const TOGETHER = ['context', 'propagation', 'trace'];
/** Those of others have their effect at once, as a meter provider of the application's own. */
const APART = ['metrics', 'logs', 'diag'];

/** Told who registers a tracer provider, and which. */
type OnOther = (name: string, provider: TracerProvider) => void;

export interface ApiRegistrations {
  /** Takes what was registered before us and is none of tracing; the rest comes back with `release`. */
  keep(before: ApiEntries): void;
  /** Stops watching. Entries that are ours go, those of others stay. */
  release(): void;
}

/**
 * Watches from now on, with what is registered by now counted as ours.
 * @param onOther called once; what waited is in place then
 */
export function watchRegistrations(onOther: OnOther): ApiRegistrations {
  return new Watch(scope[API_KEY] ?? { version: '' }, onOther);
}

class Watch implements ApiRegistrations {
  readonly #ours: Record<string, unknown>;
  readonly #others: Record<string, unknown> = {};
  readonly #onOther: OnOther;
  /** What all copies hold. */
  readonly #entries = {} as ApiEntries;
  #version: string;
  /** Version of a copy that has announced a registration and not read its entry yet. */
  #asking: string | undefined;
  /** The same, once it has: for the one read of the version that follows. */
  #asked: string | undefined;

  constructor({ version, ...ours }: ApiEntries, onOther: OnOther) {
    this.#ours = ours;
    this.#onOther = onOther;
    this.#version = version;
    this.#guardVersion();
    for (const type of [...TOGETHER, ...APART]) this.#guard(type);
    this.#guardGlobal();
  }

  keep({ version: _version, ...before }: ApiEntries): void {
    Object.assign(this.#others, before);
  }

  release(): void {
    const isOurs = scope[API_KEY] === this.#entries;
    for (const type of Object.keys(this.#entries)) delete (this.#entries as Record<string, unknown>)[type];
    // The same object, since a copy that is registering holds it already.
    Object.assign(this.#entries, this.#others, { version: this.#version });
    if (!isOurs) return;
    if (Object.keys(this.#others).length === 0) delete scope[API_KEY];
    else Object.defineProperty(globalThis, API_KEY, plain(this.#entries));
  }

  #guardGlobal(): void {
    Object.defineProperty(globalThis, API_KEY, {
      configurable: true,
      enumerable: true,
      get: () => this.#entries,
      set: (value: ApiEntries) => this.#announce(value),
    });
  }

  #announce(value: ApiEntries): void {
    if (value !== this.#entries) {
      // Somebody put another object there: in it, we are not registered.
      Object.defineProperty(globalThis, API_KEY, plain(value));
      return;
    }
    this.#asking = copyVersion() ?? this.#version;
    // `disable()` has deleted an entry: it is guarded anew before somebody registers it.
    for (const type of [...TOGETHER, ...APART])
      if (!Object.hasOwn(this.#entries, type)) this.#guardDeleted(type);
  }

  #guardDeleted(type: string): void {
    delete this.#ours[type];
    delete this.#others[type];
    this.#guard(type);
  }

  #guard(type: string): void {
    const [first, second] = TOGETHER.includes(type) ? [this.#ours, this.#others] : [this.#others, this.#ours];
    Object.defineProperty(this.#entries, type, {
      configurable: true,
      enumerable: true,
      get: () => {
        if (this.#asking === undefined) return first[type] ?? second[type];
        this.#asked = this.#asking;
        this.#asking = undefined;
        return this.#others[type];
      },
      set: (value: unknown) => this.#register(type, value),
    });
  }

  #guardVersion(): void {
    Object.defineProperty(this.#entries, 'version', {
      configurable: true,
      enumerable: true,
      get: () => {
        const version = this.#asking ?? this.#asked ?? this.#version;
        this.#asking = undefined;
        this.#asked = undefined;
        return version;
      },
      set: (version: string) => {
        this.#version = version;
      },
    });
  }

  #register(type: string, value: unknown): void {
    this.#others[type] = value;
    if (type !== 'trace') return;
    const name = registrant();
    // From now on it is theirs alone, and has to be registered with as they found it.
    this.#version = copyVersion() ?? this.#version;
    this.release();
    this.#onOther(name, value as TracerProvider);
  }
}

function plain(value: unknown): PropertyDescriptor {
  return { value, configurable: true, enumerable: true, writable: true };
}
