/**
 * Spans of calls that a library announces on a `TracingChannel`: begun and ended by us, and active meanwhile, in what
 * the call itself does.
 */

import { tracingChannel } from 'node:diagnostics_channel';
import { type Context, context, diag, type Span } from '@opentelemetry/api';
import { createStamp } from './stamp.ts';

/** The message of one call, the same object from its start to its end. */
export interface Call {
  result?: unknown;
  error?: unknown;
}

export interface CallTracer<C extends Call> {
  /** What is active while the call runs, and the span that ends with it. Undefined where nothing changes. */
  begin(call: C): { active: Context; span?: Span } | undefined;
  /** Called once for each span, when its call has returned, thrown, or settled its promise. */
  end(call: C, span: Span): void;
}

/**
 * Nothing that `tracer` throws reaches the library.
 *
 * @param isStopped asked before a call begins: then nothing changes for it
 * @returns what ends it
 */
export function traceCalls<C extends Call>(
  channelName: string,
  isStopped: () => boolean,
  tracer: CallTracer<C>,
): () => void {
  const channel = tracingChannel<C, C>(channelName);
  const spans = createStamp<Span>();

  const begin = (call: C): Context => {
    try {
      const begun = isStopped() ? undefined : tracer.begin(call);
      if (begun?.span !== undefined) spans.put(call, begun.span);
      if (begun !== undefined) return begun.active;
    } catch (error) {
      diag.debug(`no span of ${channelName}`, error);
    }
    return context.active();
  };
  const end = (call: C): void => {
    const span = spans.of(call);
    if (span === undefined) return; // begun before we were there
    try {
      tracer.end(call, span);
    } catch (error) {
      diag.debug(`the span of ${channelName} is incomplete`, error);
    }
    span.end();
  };
  const subscribers = {
    // A call that returned a promise is over later, and has neither result nor error yet.
    end: (call: C) => ('result' in call || 'error' in call ? end(call) : undefined),
    asyncEnd: end,
  };

  channel.start.bindStore(contextStore as never, begin as never);
  channel.subscribe(subscribers as never);
  return () => {
    channel.start.unbindStore(contextStore as never);
    channel.unsubscribe(subscribers as never);
  };
}

/**
 * Channels run a call inside of an `AsyncLocalStorage`, of which they use one method: `run`, or since Node 26 `withScope`.
 * This one hands over to the context manager, whoever's it is.
 */
const contextStore = {
  run: (active: Context, call: () => unknown) => context.with(active, call),
  withScope(active: Context): Disposable {
    const token = context.attach(active);
    return { [Symbol.dispose]: () => token.dispose() };
  },
};
