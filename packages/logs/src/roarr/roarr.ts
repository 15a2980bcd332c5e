/**
 * roarr 2.3 to 7. Each copy makes its loggers by `createLogger`, from one function that is given each message as an object, after
 * child contexts and transforms, and hands its JSON to the `write` of the global that all copies share. Wrapping that function
 * reaches every logger, whatever `write` the app puts in.
 */

import { muted } from '../console/console-mute.ts';
import type { LogOptions, ModulePatch } from '../options.ts';
import { correlationOf } from '../records/correlation.ts';
import { addFields, LineFields } from '../records/line-fields.ts';
import { RecordSink } from '../records/record-sink.ts';
import { type Message, roarrRecord } from './roarr-record.ts';

type OnMessage = (message: Message) => void;
type CreateLogger = (onMessage: OnMessage, ...child: unknown[]) => unknown;
type Factory = { default?: CreateLogger; createLogger?: CreateLogger };

/** Where roarr keeps what its copies share. */
interface Shared {
  write?: (text: string) => void;
  serializeMessage?: unknown;
}

// Of 2 and 3 and of later 7s, and of those between.
const FILES = ['dist/factories/createLogger.js', 'dist/src/factories/createLogger.js'];

/** The patches that put ids into the context of roarr's messages and make a record of each. */
export function roarrPatches(o: LogOptions): ModulePatch[] {
  return FILES.map((file) => ({
    module: 'roarr',
    file,
    versions: '>=2.3.0 <8',
    patch(exports, m) {
      const factory = exports as Factory;
      const name = factory.createLogger === undefined ? 'default' : 'createLogger';
      const create = factory[name];
      if (create === undefined) return exports;
      const sink = new RecordSink(o, 'roarr', m.version);
      factory[name] = function createLogger(onMessage, ...child) {
        // A child has its parent's function, which is ours already or ends in it.
        return create(child.length === 0 ? withRecords(onMessage, o, sink) : onMessage, ...child);
      };
      return exports;
    },
  }));
}

function withRecords(onMessage: OnMessage, o: LogOptions, sink: RecordSink): OnMessage {
  const fields = new LineFields(o);
  // A copy that loads later puts an object of its own there; most go on with theirs.
  const own = shared();
  return (message) => {
    const ctx = sink.context();
    const ids = correlationOf(ctx, o.requestIds !== false);
    // A transform of the app's may have made the message, of objects that it keeps.
    const context = { ...message.context };
    const added = addFields(context, fields.of(ids));
    const line = added.length > 0 ? { ...message, context } : message;
    if (!sink.wants(ctx)) {
      onMessage(line);
      return;
    }
    const text = writtenBy(own, () => onMessage(line));
    if (text === undefined) return; // nobody is to see it
    try {
      const isOwnText = typeof own?.serializeMessage === 'function';
      sink.emit(roarrRecord(line, added, text, isOwnText), ctx, ids?.requestId);
    } catch {
      // The line is written; only its record is lost.
    }
  };
}

function shared(): Shared | undefined {
  return (globalThis as { ROARR?: Shared }).ROARR;
}

/** The text that `log` hands to `write`, which is the app's and gets it as it would without us. */
function writtenBy(own: Shared | undefined, log: () => void): string | undefined {
  let written: string | undefined;
  const takeBack = [...new Set([own, shared()])].map((each) =>
    watchWrite(each, (text) => {
      written = text;
    }),
  );
  try {
    log();
  } finally {
    for (const step of takeBack) step();
  }
  return written;
}

function watchWrite(state: Shared | undefined, see: (text: string) => void): () => void {
  const write = state?.write;
  if (state === undefined || typeof write !== 'function') return () => {};
  const seen = function (this: unknown, text: string) {
    see(text);
    // It may be another logger, which would make a second record of the line.
    return muted(() => write.call(this, text));
  };
  // An app may have closed it: what it writes is not seen then.
  if (!Reflect.set(state, 'write', seen)) return () => {};
  return () => {
    if (state.write === seen) state.write = write;
  };
}
