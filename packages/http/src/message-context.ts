/**
 * Listeners on HTTP messages see the context of their request.
 *
 * Node emits `data`, `end`, `error` and an aborted message's `close` in the async context of the connection, which is
 * nobody's, or that of the first request on a kept-alive socket. So `emit` of the message prototypes enters the
 * context that the message carries; RATIONALE.md tells why this and not a binding of each listener.
 */
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Context } from '@opentelemetry/api';
import type { WaymarkContextManager } from '@waymark/tracing';
import { Stamp } from './stamp.ts';

/** What we keep on a message, where the app does not see it. */
export interface MessageState {
  /** What the listeners run in; `undefined` when the message is not traced. */
  readonly context: Context | undefined;
}

class StampedIncoming extends Stamp {
  #state: MessageState;

  private constructor(message: object, state: MessageState) {
    super(message);
    this.#state = state;
  }

  static put(message: IncomingMessage, state: MessageState): void {
    if (#state in message) message.#state = state;
    else new StampedIncoming(message, state);
  }

  static get(message: IncomingMessage): MessageState | undefined {
    return #state in message ? message.#state : undefined;
  }
}

/** Keeps the state of a server's request or of a client's response, in place of what was there. */
export const keepState = StampedIncoming.put;

/** The state of this very message: a proxy around it, and an object that inherits from it, have none. */
export const stateOf = StampedIncoming.get;

/** What `emit` was called with: the event and its values. */
export type EmitArguments = [event: string | symbol, ...values: unknown[]];

/** Calls the emitter's own `emit` with what the caller passed. */
export type Emit = (emitter: EventEmitter, args: EmitArguments) => boolean;

/** The `emit` that a prototype has now, as a function of the emitter and the caller's arguments. */
export function currentEmit(prototype: EventEmitter): Emit {
  const original = prototype.emit;
  return (emitter, args) => Reflect.apply(original, emitter, args) as boolean;
}

/** Node's own field of every emitter: who listens, by event. */
interface Listened {
  _events?: Record<string | symbol, unknown>;
}

/**
 * Whether an event reaches nobody, so that Node's `emit` would only say `false`. Not for `error`, which it then throws. Six of
 * the eight events of a plain request and its response are so.
 */
export function isUnheard(message: EventEmitter, event: string | symbol): boolean {
  return (message as Listened)._events?.[event] === undefined;
}

/** Whether `emit` is Node's own. One that stands for it may want to see every event, and a later Node may do more. */
export function isNodesEmit(emit: unknown): boolean {
  const source = Function.prototype.toString.call(emit);
  return source.includes('this._events') && source.includes('kErrorMonitor');
}

/**
 * Whether an event has to be emitted in `context`, that of the message: not when there is none, it is active already or
 * nobody listens. First that, which is so of most events of a message.
 */
export function isElsewhere(
  message: EventEmitter,
  event: string | symbol,
  context: Context | undefined,
  manager: WaymarkContextManager,
): context is Context {
  const listeners = message.listenerCount(event);
  if (listeners === 0 || context === undefined || manager.active() === context) return false;
  return !(event === 'end' && listeners === 1 && onlyNodeListens(message));
}

/** Emits in `context`, that of the message, or plainly where that makes no difference. */
export function emitInContext(
  message: EventEmitter,
  context: Context | undefined,
  args: EmitArguments,
  emit: Emit,
  manager: WaymarkContextManager,
): boolean {
  if (!isElsewhere(message, args[0], context, manager)) return emit(message, args);
  return manager.apply(context, emit, undefined, [message, args]);
}

/** What Node's own server does at the end of a request whose response was sent first, as most are. */
let nodesListener: ((...args: unknown[]) => void) | undefined;
/** How often it is looked for, in case that a later Node has none. */
let looks = 100;

/** Node's listener needs no context, and entering one is much of what a request costs. */
function onlyNodeListens(message: EventEmitter): boolean {
  if (nodesListener === undefined && looks > 0) look(message);
  return nodesListener !== undefined && message.listenerCount('end', nodesListener) === 1;
}

function look(message: EventEmitter): void {
  looks--;
  const [listener] = message.listeners('end') as ((...args: unknown[]) => void)[];
  if (listener?.name !== 'clearIncoming') return;
  const source = Function.prototype.toString.call(listener);
  if (source.includes('parser.incoming')) nodesListener = listener;
}
