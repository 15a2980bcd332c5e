/**
 * `util.debuglog`: a record of each line of a section that NODE_DEBUG turns on, and not a byte of difference in what is printed.
 * Of loggers that are made from here on; Node's own have theirs already.
 */

import { syncBuiltinESMExports } from 'node:module';
import { format } from 'node:util';
import type { LogOptions } from '../options.ts';
import { correlationOf } from '../records/correlation.ts';
import { firstError } from '../records/exception.ts';
import { RecordSink } from '../records/record-sink.ts';
import { debugRecord } from './debug-record.ts';

type Log = ((...args: unknown[]) => void) & { readonly enabled?: boolean };
type DebugLog = (section: string, callback?: (log: Log) => void) => Log;
type Util = { debuglog: DebugLog; debug: DebugLog };

/** Watches `util.debuglog`. Returns what ends that. Where NODE_DEBUG names no section there is nothing to watch. */
export function patchDebuglog(o: LogOptions): () => void {
  if (!process.env['NODE_DEBUG']) return () => {};
  // The module's object, which `require` gives; the namespace that is imported here cannot be changed.
  const util = process.getBuiltinModule('node:util') as unknown as Util;
  const { debuglog, debug } = util;
  util.debuglog = util.debug = withRecords(debuglog, o, new RecordSink(o, 'debuglog', process.versions.node));
  syncBuiltinESMExports();
  return () => {
    Object.assign(util, { debuglog, debug });
    syncBuiltinESMExports();
  };
}

function withRecords(original: DebugLog, o: LogOptions, sink: RecordSink): DebugLog {
  return function debuglog(section, callback) {
    const watched = (log: Log, isOn: () => boolean) => {
      const logged: Log = (...args) => {
        const ctx = sink.context();
        if (!isOn() || !sink.wants(ctx)) return log(...args);
        const text = format(...args);
        // Without colours that is what Node would print, which then formats it no second time.
        log(...(isColored() ? args : ['%s', text]));
        try {
          const line = debugRecord(String(section).toUpperCase(), text, firstError(args));
          sink.emit(line, ctx, correlationOf(ctx, o.requestIds !== false)?.requestId);
        } catch {
          // The line is printed; only its record is lost.
        }
      };
      // Not so the faster function of older Nodes.
      if ('enabled' in log)
        Object.defineProperty(logged, 'enabled', { get: isOn, configurable: true, enumerable: true });
      return logged;
    };
    // Node hands over a faster function at the first line, for callers to use in the place of this.
    const faster = callback && ((log: Log) => callback(watched(log, isOn)));
    const log = original(section, faster);
    const isOn = () => log.enabled === true;
    return watched(log, isOn);
  };
}

/** Whether Node may print in colours, as it decides by the terminal and by FORCE_COLOR. */
function isColored(): boolean {
  return process.stderr.isTTY === true || process.env['FORCE_COLOR'] !== undefined;
}
