/**
 * Event emitters whose later listeners run in a chosen context.
 *
 * Node itself unwraps a listener that carries the original under `listener`: `removeListener(original)`,
 * `listeners()`, `listenerCount(event, original)` and the `newListener` event all see the app's own function.
 * So only the five methods that add are replaced, and nothing has to be remembered for the ones that remove.
 */
import type { EventEmitter } from 'node:events';

type Listener = (this: unknown, ...args: never[]) => unknown;
type Wrap = (listener: Listener) => Listener;
type AddMethod = (event: string | symbol, listener: Listener) => EventEmitter;

const boundEmitters = new WeakSet<EventEmitter>();
const boundListeners = new WeakSet<Listener>();

/** Replaces the methods of this one emitter. A second call does nothing: the first context stays. */
export function bindEmitter(emitter: EventEmitter, wrap: Wrap): void {
  if (boundEmitters.has(emitter)) return;
  boundEmitters.add(emitter);
  const { addListener, on, prependListener } = emitter;
  replace(emitter, 'addListener', adding(emitter, addListener as AddMethod, wrap));
  replace(emitter, 'on', adding(emitter, on as AddMethod, wrap));
  replace(emitter, 'prependListener', adding(emitter, prependListener as AddMethod, wrap));
  replace(emitter, 'once', addingOnce(emitter, on as AddMethod, wrap));
  replace(emitter, 'prependOnceListener', addingOnce(emitter, prependListener as AddMethod, wrap));
}

function replace(emitter: EventEmitter, name: string, method: AddMethod): void {
  Object.defineProperty(emitter, name, {
    value: method,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

function adding(emitter: EventEmitter, add: AddMethod, wrap: Wrap): AddMethod {
  return (event, listener) =>
    add.call(emitter, event, isBindable(listener) ? seal(wrap(listener), listener) : listener);
}

/** Built on `on` rather than on `once`, whose own wrapper would hide the original listener behind ours. */
function addingOnce(emitter: EventEmitter, add: AddMethod, wrap: Wrap): AddMethod {
  return (event, listener) => {
    // Not a function: Node's own complaint is the right one.
    if (typeof listener !== 'function') return add.call(emitter, event, listener);
    const bound = boundListeners.has(listener) ? listener : wrap(listener);
    let fired = false;
    const single = function (this: unknown, ...args: never[]): unknown {
      if (fired) return undefined;
      fired = true;
      emitter.removeListener(event, single as never);
      return Reflect.apply(bound, this, args);
    };
    return add.call(emitter, event, seal(single, listener));
  };
}

/** A class's own `on` may call its `addListener`: a listener must not be wrapped twice. */
function isBindable(listener: unknown): listener is Listener {
  return typeof listener === 'function' && !boundListeners.has(listener as Listener);
}

function seal(bound: Listener, original: Listener): Listener {
  boundListeners.add(bound);
  return Object.assign(bound, { listener: original });
}
