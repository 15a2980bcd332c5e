/** Lines of the console as records, once it prints one: what they say, how severe they are, and which error they are about. */
import { format, stripVTControlCharacters } from 'node:util';
import { type Attributes, SeverityNumber } from '@opentelemetry/api';
import type { LogOptions } from '../options.ts';
import { correlationOf } from '../records/correlation.ts';
import { firstError, putException } from '../records/exception.ts';
import { RecordSink } from '../records/record-sink.ts';
import { isMuted, keepPrinted } from './console-mute.ts';

const SEVERITIES = {
  log: SeverityNumber.INFO,
  info: SeverityNumber.INFO,
  dir: SeverityNumber.INFO,
  debug: SeverityNumber.DEBUG,
  trace: SeverityNumber.TRACE,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};
export type Method = keyof typeof SEVERITIES;

export class ConsoleLines {
  readonly #requestIds: boolean;
  readonly #sink: RecordSink;

  constructor(o: LogOptions) {
    this.#requestIds = o.requestIds !== false;
    this.#sink = new RecordSink(o, 'console', process.versions.node);
  }

  errorIn(args: readonly unknown[]): Error | undefined {
    return firstError(args);
  }

  /** Of a call whose text nobody has seen. */
  unformatted(method: Method, args: readonly unknown[]): void {
    this.record(method, format(...args), firstError(args));
  }

  record(method: Method, text: string, error: Error | undefined): void {
    if (isMuted()) {
      keepPrinted(text);
      return;
    }
    try {
      const ctx = this.#sink.context();
      if (!this.#sink.wants(ctx)) return;
      const attributes: Attributes = {};
      if (error !== undefined) putException(attributes, error);
      const body = text.includes('\u001b') ? stripVTControlCharacters(text) : text;
      const line = { severityNumber: SEVERITIES[method], severityText: method, body, attributes };
      this.#sink.emit(line, ctx, correlationOf(ctx, this.#requestIds)?.requestId);
    } catch {
      // The line is printed; only its record is lost.
    }
  }
}
