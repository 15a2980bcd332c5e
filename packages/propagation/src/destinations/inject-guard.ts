/** The registered propagator where not everybody is told: upstream's instrumentations and the application inject by it. */
import {
  type Context,
  defaultTextMapSetter,
  diag,
  type Span,
  SpanKind,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { type GrpcMetadata, isGrpcMetadata, mark, unmark } from './metadata-mark.ts';
import type { Outbound } from './outbound.ts';

/**
 * Whether an injection is one into the request of a client that said before where the request goes.
 *
 * `undefined` where it is not; else whether it may be told, and what is done when it was.
 */
export type KnownRequest = (
  context: Context,
  carrier: unknown,
) => { readonly isTold: boolean; told(carrier: unknown): void } | undefined;

/**
 * Injects what `propagator` does where the destination is known and told: by a client that said where it goes, by the span
 * of a client that records its server, or, for all else, if messages are told. gRPC's metadata is marked, and settled when
 * its call becomes a request. Extracting is left as it is.
 */
export class InjectGuard implements TextMapPropagator {
  readonly #propagator: TextMapPropagator;
  readonly #outbound: Outbound;
  readonly #knownRequest: KnownRequest;

  constructor(
    propagator: TextMapPropagator,
    outbound: Outbound,
    knownRequest: KnownRequest = () => undefined,
  ) {
    this.#propagator = propagator;
    this.#outbound = outbound;
    this.#knownRequest = knownRequest;
  }

  inject<C>(
    context: Context,
    carrier: C,
    setter: TextMapSetter<C> = defaultTextMapSetter as TextMapSetter<C>,
  ): void {
    try {
      if (isGrpcMetadata(carrier)) this.#injectMarked(context, carrier, setter);
      else this.#injectTold(context, carrier, setter);
    } catch (error) {
      // Those who inject do not expect it, and their request is the application's.
      diag.warn('It could not be decided who is told, and so nobody is', error);
    }
  }

  extract<C>(context: Context, carrier: C, getter: TextMapGetter<C>): Context {
    return this.#propagator.extract(context, carrier, getter);
  }

  fields(): string[] {
    return this.#propagator.fields();
  }

  #injectTold<C>(context: Context, carrier: C, setter: TextMapSetter<C>): void {
    const known = this.#knownRequest(context, carrier);
    if (known === undefined ? this.#tells(context) : known.isTold)
      this.#propagator.inject(context, carrier, setter);
    if (known?.isTold) known.told(carrier);
  }

  #injectMarked<C>(context: Context, metadata: C & GrpcMetadata, setter: TextMapSetter<C>): void {
    const { filtersStreams, isLimited, secret } = this.#outbound;
    unmark(metadata, secret);
    if (!filtersStreams) {
      if (!isLimited) this.#propagator.inject(context, metadata, setter);
      return;
    }
    const names: string[] = [];
    this.#propagator.inject(context, metadata, {
      set(carrier, name, value) {
        setter.set(carrier, name, value);
        names.push(name);
      },
    });
    mark(metadata, names, secret);
  }

  /** Of a broker the word decides alone: its clients name its host on spans that record, and not on others. */
  #tells(context: Context): boolean {
    const server = serverOf(trace.getSpan(context));
    return server === undefined
      ? this.#outbound.tellsMessages
      : this.#outbound.tells(server.address, server.port);
  }
}

/** What a span says of its server, if it is one of a client and records. */
function serverOf(span: Span | undefined): { address: string; port: number | undefined } | undefined {
  const { kind, attributes = {} } = (span ?? {}) as { kind?: SpanKind; attributes?: Record<string, unknown> };
  if (kind !== SpanKind.CLIENT || attributes['messaging.system'] !== undefined) return undefined;
  const address = attributes['server.address'] ?? attributes['net.peer.name'];
  if (typeof address !== 'string') return undefined;
  const port = Number(attributes['server.port'] ?? attributes['net.peer.port']);
  return { address, port: Number.isInteger(port) ? port : undefined };
}
