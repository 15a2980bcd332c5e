/** The stage of log records: what is below the level waits, or does not leave. */
import { type Context, context as contextApi, SeverityNumber } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { isLowered } from '../records/lowered.ts';
import type { LogTail } from './log-tail.ts';

type Next = Required<Pick<LogRecordProcessor, 'onEmit' | 'forceFlush' | 'shutdown'>> &
  Pick<LogRecordProcessor, 'enabled'>;

type Asked = Parameters<NonNullable<LogRecordProcessor['enabled']>>[0];

/** The record of a request (`@waymark/http`), which is no line of the application's: whoever wants fewer asks for fewer. */
const REQUEST_END = 'http.server.request.end';

export interface TailLogOptions {
  /** Least severity of what leaves at once. */
  readonly level: SeverityNumber;
  /** Whom it leaves to, in this order. */
  readonly next: readonly Next[];
  /** Where the rest waits. @default it is dropped */
  readonly tail?: LogTail | undefined;
  /** Told of each line that is dropped for lack of a tail. */
  onDropped?(): void;
}

/**
 * Stands behind the processors that may change a record, and in front of all that would let it out, which are its own: a
 * record is read by them when it leaves, and may be changed by nobody. Those that none of them sees were never scanned,
 * encoded or put on a span.
 */
export class TailLogProcessor implements LogRecordProcessor {
  readonly #options: TailLogOptions;
  /** Absent where somebody behind it takes every record: then no logger asks for each. */
  readonly enabled?: NonNullable<LogRecordProcessor['enabled']>;

  constructor(options: TailLogOptions) {
    this.#options = options;
    if (options.next.every(({ enabled }) => enabled !== undefined))
      this.enabled = (asked) => this.#isWanted(asked);
    options.tail?.releaseTo((record, ctx) => this.#pass(record as ReadWriteLogRecord, ctx));
  }

  onEmit(record: ReadWriteLogRecord, ctx: Context = contextApi.active()): void {
    const { level, tail } = this.#options;
    // Unspecified severity counts as information.
    const severity = record.severityNumber || SeverityNumber.INFO;
    if (severity >= SeverityNumber.ERROR) tail?.failed(ctx);
    const isAskedFor = severity >= level || record.eventName === REQUEST_END;
    if (isAskedFor && !isLowered()) this.#pass(record, ctx);
    else if (tail === undefined) this.#options.onDropped?.();
    else tail.keep(record as ReadableLogRecord, ctx);
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.#options.next.map((each) => each.forceFlush()));
  }

  async shutdown(): Promise<void> {
    this.#options.tail?.stop();
    await Promise.all(this.#options.next.map((each) => each.shutdown()));
  }

  /** False only where whoever is next wants none, and nothing would wait that could be let out. */
  #isWanted(asked: Asked): boolean {
    const { next, tail } = this.#options;
    return next.some((each) => each.enabled!(asked)) || tail?.takes(asked.context) === true;
  }

  #pass(record: ReadWriteLogRecord, ctx: Context): void {
    const { next } = this.#options;
    for (let at = 0; at < next.length; at++) next[at]!.onEmit(record, ctx);
  }
}
