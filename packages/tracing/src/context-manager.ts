/**
 * What is active, carried by one `AsyncLocalStorage`.
 *
 * `with` and `bind` mean what upstream's `AsyncLocalStorageContextManager` means by them. `run` is the entry for
 * our own instrumentations: one `AsyncLocalStorage.run` with the arguments passed on, no closure made.
 */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { Context, ContextManagementToken, ContextManager } from '@opentelemetry/api';
import { ROOT } from './context.ts';
import { bindEmitter } from './emitter-binding.ts';

type AnyFunction = (this: unknown, ...args: never[]) => unknown;

/** From Node 25.9 on: a scope that undoes `enterWith` by itself. */
interface ScopedStorage {
  withScope?(context: Context): ContextManagementToken;
}

/**
 * From Node 24 on, what is active is a map, which `AsyncLocalStorage.run` copies to enter and again to leave. The scope of
 * a resource puts back the map that it found. RATIONALE.md, "Why is a context entered in the scope of a resource?"
 */
const HAS_FRAMES = Number.parseInt(process.versions.node, 10) >= 24;
const SCOPE = 'WAYMARK';

function enter(
  this: AsyncLocalStorage<Context>,
  context: Context,
  fn: (...args: never[]) => unknown,
  thisArg: unknown,
  args: ArrayLike<unknown>,
): unknown {
  this.enterWith(context);
  return Reflect.apply(fn, thisArg, args);
}

export class WaymarkContextManager implements ContextManager {
  /** Made at its first use, for which Node loads what it stands on: 0.15 ms that an empty application does not pay. */
  private get storage(): AsyncLocalStorage<Context> {
    const storage = new AsyncLocalStorage<Context>();
    Object.defineProperty(this, 'storage', { value: storage });
    return storage;
  }

  /** The active context; {@link ROOT}, not the API's `ROOT_CONTEXT`, when there is none. */
  active(): Context {
    return this.storage.getStore() ?? ROOT;
  }

  /** Calls `fn(a, b, c)` with `context` active, and returns what it returns. Always passes three arguments. */
  run<A, B, C, R>(context: Context, fn: (a: A, b: B, c: C) => R, a: A, b: B, c: C): R;
  run<A, B, R>(context: Context, fn: (a: A, b: B) => R, a: A, b: B): R;
  run<A, R>(context: Context, fn: (a: A) => R, a: A): R;
  run<R>(context: Context, fn: () => R): R;
  run(context: Context, fn: (...args: unknown[]) => unknown, a?: unknown, b?: unknown, c?: unknown): unknown {
    return this.storage.run(context, fn, a, b, c);
  }

  /**
   * Calls `fn` on `thisArg` with `args` in a context that is not active yet, the quickest way. Only for what Node calls:
   * unlike after `run`, what `fn` enters in storages of the app's is left with `fn`.
   */
  apply<R>(context: Context, fn: (...args: never[]) => R, thisArg: unknown, args: ArrayLike<unknown>): R {
    const { storage } = this;
    if (!HAS_FRAMES) return storage.run(context, Reflect.apply, fn, thisArg, args) as R;
    return new AsyncResource(SCOPE).runInAsyncScope(enter, storage, context, fn, thisArg, args) as R;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    if (thisArg === undefined || thisArg === null) return this.storage.run(context, fn, ...args);
    return this.storage.run(context, Reflect.apply, fn, thisArg, args) as ReturnType<F>;
  }

  /**
   * A function comes back wrapped, so that it runs in `context` whoever calls it. An event emitter comes back
   * itself: listeners added to it from now on run in `context`. Anything else comes back untouched.
   */
  bind<T>(context: Context, target: T): T {
    if (target instanceof EventEmitter) {
      bindEmitter(target, (listener) => this.boundFunction(context, listener));
      return target;
    }
    if (typeof target === 'function') return this.boundFunction(context, target as AnyFunction) as T;
    return target;
  }

  /**
   * Makes `context` active for the rest of this async execution until the token is disposed of. Inside an async
   * function, before its first `await`, it leaks to the caller: prefer `with`.
   */
  attach(context: Context): ContextManagementToken {
    const scoped = this.storage as ScopedStorage;
    if (scoped.withScope !== undefined) return scoped.withScope(context);
    const previous = this.storage.getStore();
    this.storage.enterWith(context);
    let disposed = false;
    const dispose = () => {
      if (!disposed) this.storage.enterWith(previous as Context);
      disposed = true;
    };
    return { dispose };
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.storage.disable();
    return this;
  }

  private boundFunction<F extends AnyFunction>(context: Context, fn: F): F {
    const storage = this.storage;
    const bound = function (this: unknown, ...args: unknown[]): unknown {
      return storage.run(context, Reflect.apply, fn, this, args);
    };
    // Callers dispatch on the number of parameters: Express takes a handler of four for an error handler.
    if (fn.length > 0) Object.defineProperty(bound, 'length', { value: fn.length, configurable: true });
    return bound as unknown as F;
  }
}
