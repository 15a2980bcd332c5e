/**
 * Lines that a Bunyan logger's level keeps out, made in requests for the tail: by methods bound to a view of the logger that has
 * no streams. The logger's own level, streams and output stay as they are.
 */
import type { RecordSink } from '../records/record-sink.ts';
import { LEVELS_BY_TENS } from '../records/severity.ts';
import type { BunyanLogger } from './bunyan-record.ts';

type Log = (...args: unknown[]) => unknown;
type Methods = Record<string, Log>;

const DEBUG = 20;
const FATAL = 60;

/** On views: their lines have no other reader than the tail. */
const VIEW = Symbol('waymark.lowered');

/** Whether a line is written to a view, and so kept out by its logger's own level. */
export function isLoweredView(logger: BunyanLogger): boolean {
  return VIEW in logger;
}

/**
 * Changes the prototype of all loggers in place. Accessors, and not methods around Bunyan's: of a line that is printed, Bunyan
 * reads the caller (`src`) at a fixed depth of the stack.
 */
export function lowerBunyan(prototype: object, sink: RecordSink): void {
  for (const [num, name] of Object.entries(LEVELS_BY_TENS)) {
    const level = Number(num);
    if (level >= DEBUG) lowerMethod(prototype as Methods, name, level, sink);
  }
}

function lowerMethod(prototype: Methods, name: string, level: number, sink: RecordSink): void {
  let method = prototype[name] as Log;
  const made = new WeakMap<object, Log>();
  Object.defineProperty(prototype, name, {
    configurable: true,
    enumerable: true,
    get(this: BunyanLogger) {
      if (!isKeptOut(this, level) || !sink.wantsLowered(sink.context())) return method;
      let lowered = made.get(this);
      if (lowered === undefined) {
        lowered = loweredMethod(this, method);
        made.set(this, lowered);
      }
      return lowered;
    },
    set(this: object, given: Log) {
      if (this === prototype) method = given;
      else
        Object.defineProperty(this, name, {
          value: given,
          writable: true,
          enumerable: true,
          configurable: true,
        });
    },
  });
}

/** Of a logger that is not silent: a silent one has a level above all, or no streams. */
function isKeptOut({ _level: own }: BunyanLogger, level: number): boolean {
  return own !== undefined && own > level && own <= FATAL;
}

function loweredMethod(logger: BunyanLogger, method: Log): Log {
  const view = Object.create(logger, {
    [VIEW]: { value: true },
    _level: { value: DEBUG },
    streams: { value: [] },
    // Whether a line is made as text, too: as it is where the logger prints it.
    haveNonRawStreams: { get: () => logger.streams.some(({ raw }) => !raw) },
  });
  const bound = method.bind(view);
  // A bound function is no frame of the stack.
  if (logger.src) return bound;
  return (...args) => {
    try {
      return bound(...args);
    } catch {
      return undefined; // a getter of the app's, which would not have run
    }
  };
}
