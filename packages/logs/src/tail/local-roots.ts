/** Of which request, or job, a line is: the first span of its trace in this process, recorded or not below it. */
import { type Context, type Span, TraceFlags, trace } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A job that never ends is not kept for ever. */
const MOST_UNSAMPLED = 4096;
/** Messages of one trace, say, that are worked on at once. */
const MOST_OF_TRACE = 64;

export class LocalRoots {
  /** Of spans below a job: those below a request have its RPC metadata in their context. */
  readonly #ofChild = new WeakMap<Span, Span>();
  /**
   * Open ones by trace id, the last that began last. Their children are not recorded, and know nothing but the trace that they are
   * of: where several of one trace are open, they are taken for the last one's.
   */
  readonly #unsampled = new Map<string, readonly Span[]>();

  /** Told of each span that is recorded. */
  started(span: Span, parentContext: Context): void {
    if (isLocalRoot(span)) {
      if (!isSampled(span)) this.#remember(span);
      return;
    }
    const parent = trace.getSpan(parentContext);
    if (parent === undefined || rpcRoot(parentContext, span) !== undefined) return;
    const root = isLocalRoot(parent) ? parent : this.#ofChild.get(parent);
    if (root !== undefined) this.#ofChild.set(span, root);
  }

  ended(span: Span): void {
    const { traceId } = span.spanContext();
    const others = this.#unsampled.get(traceId)?.filter((root) => root !== span);
    if (others === undefined) return;
    if (others.length === 0) this.#unsampled.delete(traceId);
    else this.#unsampled.set(traceId, others);
  }

  /** Undefined outside of requests and jobs. */
  of(ctx: Context): Span | undefined {
    const span = trace.getSpan(ctx);
    if (span === undefined || isLocalRoot(span)) return span;
    return (
      rpcRoot(ctx, span) ?? this.#ofChild.get(span) ?? this.#unsampled.get(span.spanContext().traceId)?.at(-1)
    );
  }

  #remember(root: Span): void {
    const { traceId } = root.spanContext();
    const others = this.#unsampled.get(traceId);
    if (others === undefined && this.#unsampled.size >= MOST_UNSAMPLED) {
      const [oldest] = this.#unsampled.keys();
      this.#unsampled.delete(oldest!);
    }
    this.#unsampled.set(traceId, [...(others?.slice(1 - MOST_OF_TRACE) ?? []), root]);
  }
}

/** Whether the span is recorded, and its parent, if it has one, is another process's. */
export function isLocalRoot(span: Span): boolean {
  if (!('parentSpanContext' in span)) return false;
  const { parentSpanContext: parent } = span as Span & Pick<ReadableSpan, 'parentSpanContext'>;
  return parent === undefined || parent.isRemote === true;
}

export function isSampled(span: Pick<Span, 'spanContext'>): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** The SERVER span, unless a trace of its own was begun in the request. */
function rpcRoot(ctx: Context, span: Span): Span | undefined {
  const server = getRPCMetadata(ctx)?.span;
  if (server === undefined || !isLocalRoot(server)) return undefined;
  return server.spanContext().traceId === span.spanContext().traceId ? server : undefined;
}
