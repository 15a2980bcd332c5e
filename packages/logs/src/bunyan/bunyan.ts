/**
 * Bunyan 1 and 2. All loggers of a copy share one prototype, whose `_emit` is given each line as a new object, after
 * child fields and serializers, and writes it to the streams. Wrapping it in place leaves the exports as they are.
 */

import { muted } from '../console/console-mute.ts';
import type { LogOptions, ModulePatch } from '../options.ts';
import { correlationOf } from '../records/correlation.ts';
import { addFields, LineFields } from '../records/line-fields.ts';
import { RecordSink } from '../records/record-sink.ts';
import { isLoweredView, lowerBunyan } from './bunyan-lowered.ts';
import { type BunyanLogger, bunyanRecord, type Fields, isWritten } from './bunyan-record.ts';

type Emit = (this: BunyanLogger, line: Fields, noemit?: boolean) => string | undefined;

/** The patch that puts ids into Bunyan's lines and makes a record of each. */
export function bunyanPatch(o: LogOptions): ModulePatch {
  return {
    module: 'bunyan',
    file: 'lib/bunyan.js',
    versions: '>=1.0.0 <3',
    patch(exports, m) {
      const { prototype } = exports as { prototype: { _emit: Emit } };
      const sink = new RecordSink(o, 'bunyan', m.version);
      prototype._emit = withRecords(prototype._emit, o, sink);
      if (o.lowered !== undefined) lowerBunyan(prototype, sink);
      return exports;
    },
  };
}

function withRecords(emit: Emit, o: LogOptions, sink: RecordSink): Emit {
  const fields = new LineFields(o);
  return function _emit(line, noemit) {
    // Asked for as text alone, by DTrace: nothing is logged.
    if (noemit) return emit.call(this, line, noemit);
    const ctx = sink.context();
    const ids = correlationOf(ctx, o.requestIds !== false);
    // Behind all others, for a line begins with what the app's readers know.
    const added = addFields(line, fields.of(ids));
    const isLowered = o.lowered !== undefined && isLoweredView(this);
    if (!sink.wants(ctx) || !(isLowered || isWritten(this, line))) return emit.call(this, line);
    // A stream may print through console, whose adapter would make a second record of the line.
    const text = muted(() => emit.call(this, line));
    try {
      const record = bunyanRecord(line, text, added);
      if (isLowered) sink.emitLowered(record, ctx, ids?.requestId);
      else sink.emit(record, ctx, ids?.requestId);
    } catch {
      // The line is written; only its record is lost.
    }
    return text;
  };
}
