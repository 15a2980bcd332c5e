/**
 * loglevel 1. Each of its methods is a bound method of console, made by the logger's `methodFactory`; plugins put theirs in
 * front. The first factory is replaced, so that a line is known by what is printed at last, and loggers that are there are made anew.
 * `trace` stays as it is, for a wrapper would show in the stack that it prints: its records are console's. Lines are text, and so
 * gain no fields.
 */
import type { Attributes } from '@opentelemetry/api';
import { printedBy } from '../console/console-mute.ts';
import type { LogOptions, ModulePatch } from '../options.ts';
import { correlationOf } from '../records/correlation.ts';
import { firstError, putException } from '../records/exception.ts';
import { ATTR_LOGGER_NAME } from '../records/logger-name.ts';
import { messageOf, plainText } from '../records/message.ts';
import { type Line, RecordSink } from '../records/record-sink.ts';
import { severityOfName } from '../records/severity.ts';

type Print = (this: unknown, ...args: unknown[]) => void;
type MethodFactory = (this: unknown, method: string, level: number, name?: string | symbol) => Print;

interface LogLevel {
  methodFactory: MethodFactory;
  setLevel(level: number | string, persist: boolean): void;
  /** Not before 1.4. */
  getLevel?(): number;
  /** Not before 1.9. */
  rebuild?(): void;
}

/** The patch that makes a record of each of loglevel's lines. */
export function loglevelPatch(o: LogOptions): ModulePatch {
  return {
    module: 'loglevel',
    versions: '>=1.2.0 <2',
    patch(exports, m) {
      const log = exports as LogLevel;
      const sink = new RecordSink(o, 'loglevel', m.version);
      const factory = log.methodFactory;
      log.methodFactory = function (method, level, name) {
        const print = factory.call(this, method, level, name);
        return method === 'trace' ? print : withRecords(print, method, name, o, sink);
      };
      if (log.rebuild !== undefined) log.rebuild();
      else log.setLevel(log.getLevel?.() ?? 'warn', false);
      return exports;
    },
  };
}

function withRecords(
  print: Print,
  method: string,
  name: string | symbol | undefined,
  o: LogOptions,
  sink: RecordSink,
): Print {
  const loggerName = typeof name === 'symbol' ? name.description : name;
  return function (...args) {
    const ctx = sink.context();
    if (!sink.wants(ctx)) return print.apply(this, args);
    const text = printedBy(() => print.apply(this, args));
    try {
      const ids = correlationOf(ctx, o.requestIds !== false);
      sink.emit(loglevelRecord(method, loggerName, text, args), ctx, ids?.requestId);
    } catch {
      // The line is printed; only its record is lost.
    }
  };
}

/** @param text what console printed; undefined where nobody watches it */
function loglevelRecord(
  method: string,
  name: string | undefined,
  text: string | undefined,
  args: readonly unknown[],
): Line {
  const attributes: Attributes = {};
  if (name !== undefined) attributes[ATTR_LOGGER_NAME] = name;
  const error = firstError(args);
  if (error !== undefined) putException(attributes, error);
  return {
    severityNumber: severityOfName(method),
    severityText: method,
    body: text === undefined ? messageOf(args) : plainText(text),
    attributes,
  };
}
