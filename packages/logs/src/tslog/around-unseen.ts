/** Around a method whose library looks for its caller on the stack. */
import { compileFunction } from 'node:vm';

type Method<T, Args extends unknown[], Result> = (this: T, ...args: Args) => Result;

// `enter` and `leave` have returned when the method runs, so that this is the one frame of ours.
const SOURCE = `return function log(...args) {
  const call = enter(this, ...args);
  if (call === undefined) return method.apply(this, args);
  let result;
  try {
    return (result = method.apply(this, args));
  } finally {
    leave(this, call, result);
  }
}`;

/**
 * The method with something to be done around it, in a frame that says it is Node's own: libraries pass over such frames, while one
 * in a file of ours would be taken for the caller whose file and line they print.
 * @param enter returns undefined to have nothing done afterwards; must not throw
 * @param leave gets what `enter` returned, and what the method returned, undefined if it threw; must not throw
 */
export function aroundUnseen<T, Args extends unknown[], Result, Call>(
  method: Method<T, Args, Result>,
  enter: (self: T, ...args: Args) => Call | undefined,
  leave: (self: T, call: Call, result: Result | undefined) => void,
): Method<T, Args, Result> {
  const make = compileFunction(SOURCE, ['method', 'enter', 'leave'], { filename: 'node:internal/waymark' });
  return make(method, enter, leave) as Method<T, Args, Result>;
}
