/**
 * X-Request-ID across services.
 *
 * Proxies and people know a request by this header, tracing systems by its trace id; this propagator makes the
 * two meet. It never touches trace context: not ids, not flags, not sampling. RATIONALE.md says why an id is
 * derived and never made up.
 */
import {
  type Context,
  diag,
  type SpanContext,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { hasHeader } from '../carried-header.ts';
import { SERVICE_NAME_HEADER, serviceNameValue } from '../destinations/service-name.ts';
import type { KnownSpanPropagator } from '../known-span.ts';
import { isSuppressed } from '../suppression.ts';
import { isTrue } from '../trust/said-at-once.ts';
import { DEFAULT_ALIASES, idOfAlias } from './aliases.ts';
import { hasOwnRequestId } from './own-header.ts';
import { DEFAULT_MAX_LENGTH, parseRequestId, requestIdOf, withCheckedRequestId } from './request-id.ts';

/** In lower case: some carriers, such as message attributes, are read by exact name. */
export const REQUEST_ID_HEADER = 'x-request-id';

export interface RequestIdOptions {
  /**
   * Headers to read when `x-request-id` brought no valid id, first come first served. They are never written. Of
   * `x-amzn-trace-id` the id is what its field `Root` says.
   * @default ['x-correlation-id', 'x-amzn-trace-id', 'cf-ray']
   * @example [] // X-Request-ID alone
   */
  aliases?: readonly string[];
  /** Longest id that is accepted, in characters, up to 255. @default 128 */
  maxLength?: number;
  /**
   * Whose ids to accept. An untrusted id is left where it is, in the request. A function that throws, or gives a
   * promise, trusts nobody.
   * @default 'always'
   */
  trust?: 'always' | 'never' | ((carrier: unknown) => boolean);
  /**
   * Whom to tell, by the `server.address` of the span that is active at the injection; `undefined` when no span
   * records one, as for a trace that is not sampled. A function that throws, or gives a promise, tells nobody.
   * @default everybody
   */
  tell?: (serverAddress: string | undefined) => boolean;
  /**
   * Sent as `x-service-name` to those whom `tell` names; without `tell` to nobody. It is not among `fields()`:
   * message queues refuse all fields when they are too many.
   * @default not sent
   */
  serviceName?: string;
}

export class RequestIdPropagator implements KnownSpanPropagator {
  readonly checkedInject = RequestIdPropagator.prototype.inject;
  private readonly aliases: readonly string[];
  private readonly maxLength: number;
  private readonly trust: RequestIdOptions['trust'];
  private readonly tell: RequestIdOptions['tell'];
  private readonly serviceName: string | undefined;
  private isTold = false;

  constructor(options: RequestIdOptions = {}) {
    this.aliases = (options.aliases ?? DEFAULT_ALIASES).map((alias) => alias.toLowerCase());
    this.maxLength = options.maxLength ?? DEFAULT_MAX_LENGTH;
    this.trust = options.trust ?? 'always';
    this.tell = options.tell;
    this.serviceName = options.tell === undefined ? undefined : serviceNameValue(options.serviceName);
  }

  /** The context with the id that the carrier brought; unchanged if it brought none that is valid. Never throws. */
  extract<C>(context: Context, carrier: C, getter: TextMapGetter<C>): Context {
    try {
      const value = this.received(carrier, getter);
      return value === undefined || !this.trusts(carrier) ? context : withCheckedRequestId(context, value);
    } catch {
      return context;
    }
  }

  /**
   * Writes the context's id, inbound or derived. Writes nothing while tracing is suppressed, without a request or
   * a trace, to whom `tell` excludes, and over a header that the app set itself.
   */
  inject<C>(context: Context, carrier: C, setter: TextMapSetter<C>): void {
    if (isSuppressed(context)) return;
    const value = requestIdOf(context);
    if (value === undefined || !this.tells(context)) return;
    const isOwn = hasOwnRequestId(trace.getSpan(context)) || hasHeader(carrier, REQUEST_ID_HEADER);
    if (!isOwn) setter.set(carrier, REQUEST_ID_HEADER, value);
    if (this.serviceName === undefined || hasHeader(carrier, SERVICE_NAME_HEADER)) return;
    setter.set(carrier, SERVICE_NAME_HEADER, this.serviceName);
  }

  injectKnown<C>(context: Context, { traceId }: SpanContext, carrier: C, setter: TextMapSetter<C>): void {
    const value = requestIdOf(context, traceId);
    if (value === undefined || !this.tells(context)) return;
    setter.set(carrier, REQUEST_ID_HEADER, value);
    if (this.serviceName !== undefined) setter.set(carrier, SERVICE_NAME_HEADER, this.serviceName);
  }

  /** One field only: queues that allow ten attributes drop all of them, trace context included, at the eleventh. */
  fields(): string[] {
    return [REQUEST_ID_HEADER];
  }

  private received<C>(carrier: C, getter: TextMapGetter<C>): string | undefined {
    const { aliases, maxLength } = this;
    let value = parseRequestId(getter.get(carrier, REQUEST_ID_HEADER), maxLength);
    for (let at = 0; value === undefined && at < aliases.length; at++) {
      const raw = getter.get(carrier, aliases[at]!);
      if (raw !== undefined) value = parseRequestId(idOfAlias(aliases[at]!, raw), maxLength);
    }
    return value;
  }

  private trusts(carrier: unknown): boolean {
    return typeof this.trust === 'function' ? this.says(this.trust, carrier) : this.trust === 'always';
  }

  private tells(context: Context): boolean {
    return this.tell === undefined || this.says(this.tell, serverAddressOf(context));
  }

  /** What a function of the options says; anything but `true` is no. What is wrong with it is told once. */
  private says<T>(judge: (of: T) => boolean, of: T): boolean {
    try {
      return isTrue(judge(of));
    } catch (error) {
      if (!this.isTold) diag.warn('A function of RequestIdPropagator failed, and it counts as no', error);
      this.isTold = true;
      return false;
    }
  }
}

function serverAddressOf(context: Context): string | undefined {
  const span = trace.getSpan(context) as { attributes?: Record<string, unknown> } | undefined;
  const address = span?.attributes?.['server.address'];
  return typeof address === 'string' ? address : undefined;
}
