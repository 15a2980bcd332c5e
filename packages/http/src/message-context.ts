/**
 * Listeners on HTTP messages see the context of their request.
 *
 * Node emits `data`, `end`, `error` and an aborted message's `close` in the async context of the connection, which is
 * nobody's, or that of the first request on a kept-alive socket. So `emit` of the message prototypes enters the
 * context that the message carries; RATIONALE.md tells why this and not a binding of each listener.
 */
import type { EventEmitter } from 'node:events';
import type { Context } from '@opentelemetry/api';
import type { WaymarkContextManager } from '@waymark/tracing';

/** Where a message carries the context that its listeners run in. */
export const MESSAGE_CONTEXT = Symbol('waymark.http.context');

export interface MessageWithContext extends EventEmitter {
  [MESSAGE_CONTEXT]?: Context;
}

/** What `emit` was called with: the event and its values. */
export type EmitArguments = [event: string | symbol, ...values: unknown[]];

/** Calls the emitter's own `emit` with what the caller passed. */
export type Emit = (emitter: EventEmitter, args: EmitArguments) => boolean;

/** The `emit` that a prototype has now, as a function of the emitter and the caller's arguments. */
export function currentEmit(prototype: EventEmitter): Emit {
  const original = prototype.emit;
  return (emitter, args) => Reflect.apply(original, emitter, args) as boolean;
}

/** Emits in the message's context, or plainly when that is active already or nobody listens. */
export function emitInContext(
  message: MessageWithContext,
  args: EmitArguments,
  emit: Emit,
  manager: WaymarkContextManager,
): boolean {
  const context = message[MESSAGE_CONTEXT];
  if (context === undefined || manager.active() === context || message.listenerCount(args[0]) === 0) {
    return emit(message, args);
  }
  return manager.run(context, emit, message, args);
}
