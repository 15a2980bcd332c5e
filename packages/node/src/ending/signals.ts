/** SIGTERM and SIGINT, which are taken once there is something to lose. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';

type Signal = 'SIGTERM' | 'SIGINT';
type OnSignal = (signal: Signal | undefined) => void;
const SIGNALS: readonly Signal[] = ['SIGTERM', 'SIGINT'];

/**
 * Node delivers a signal, to all its listeners, in the context in which the first of them was added. Ours comes with the
 * first record, and so with a request: its span would be kept, and be active in the application's handlers.
 */
const beforeRequests = AsyncLocalStorage.snapshot();

/** Nor in the context in which this file was loaded: a chunk loads untraced, and a handler that drains is not. */
function outside(add: () => void): void {
  beforeRequests(() => context.with(ROOT_CONTEXT, add));
}

/**
 * A signal that nobody else listens for would have ended the process: deliver, then let it. Where the application
 * listens, the end is its business and `exit` follows.
 */
export function atSignals(deliverNow: () => void): () => void {
  const once = seeOnce();
  const onSignal: OnSignal = (signal) => {
    // Emitted by hand, without a name: no signal came.
    if (signal === undefined || process.listenerCount(signal) > 0 || once.heard(signal)) return;
    try {
      deliverNow();
    } finally {
      process.removeListener(signal, onSignal);
      process.kill(process.pid, signal);
    }
  };
  const undo = [
    once.stop,
    ...SIGNALS.map((signal) => listen(signal, onSignal)),
    keepWatching(onSignal),
    hideListener(onSignal),
  ];
  return () => {
    for (const step of undo.reverse()) step();
  };
}

/**
 * A listener of `process.once` goes before it is called, and so before ours counts what is left: whoever drains by one
 * would be ended as if nobody had listened.
 */
function seeOnce(): { heard(signal: Signal): boolean; stop(): void } {
  let gone: string | undefined;
  const forget = () => {
    gone = undefined;
  };
  const onRemoved = (event: string) => {
    if (!SIGNALS.includes(event as Signal)) return;
    gone = event;
    // A signal is delivered to all its listeners in one turn.
    process.nextTick(forget);
  };
  process.on('removeListener', onRemoved);
  return {
    heard: (signal) => gone === signal,
    stop: () => process.removeListener('removeListener', onRemoved),
  };
}

/**
 * Node stops watching for a signal when a listener goes and `process.listenerCount` says that none is left, which it
 * does while only ours is, hidden as it is. Adding ours anew makes Node watch again.
 */
function keepWatching(ours: OnSignal): () => void {
  const onRemoved = (event: string, removed: unknown) => {
    if (removed === ours || !SIGNALS.includes(event as Signal) || process.listenerCount(event) > 0) return;
    process.removeListener(event, ours);
    outside(() => process.on(event, ours));
  };
  process.on('removeListener', onRemoved);
  return () => process.removeListener('removeListener', onRemoved);
}

/**
 * Keeps our listener out of what the application sees of its process. Libraries (signal-exit, and through it many
 * command-line tools) compare the number of a signal's listeners with their own to decide whether to end the process.
 */
function hideListener(ours: OnSignal): () => void {
  const { listeners, rawListeners, listenerCount } = process;
  const isOurs = (listener: unknown) => listener === ours;
  const others = (found: readonly unknown[]) => found.filter((listener) => !isOurs(listener));
  const hidden = {
    listeners: (event: string) => others(listeners.call(process, event as never)),
    rawListeners: (event: string) => others(rawListeners.call(process, event as never)),
    listenerCount: (event: string, listener?: never) => {
      const all = listenerCount.call(process, event as never, listener);
      return listener === undefined && listeners.call(process, event as never).some(isOurs) ? all - 1 : all;
    },
  };
  for (const [name, value] of Object.entries(hidden)) {
    Object.defineProperty(process, name, { value, configurable: true, writable: true, enumerable: false });
  }
  return () => {
    for (const name of Object.keys(hidden)) delete (process as unknown as Record<string, unknown>)[name];
  };
}

function listen(signal: Signal, onSignal: OnSignal): () => void {
  outside(() => process.on(signal, onSignal));
  return () => process.removeListener(signal, onSignal);
}
