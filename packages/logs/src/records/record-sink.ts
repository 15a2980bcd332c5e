/** Where all adapters hand over their lines: guards, the request id, and the lazily loaded OpenTelemetry logger. */
import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  diag,
  ROOT_CONTEXT,
  type SeverityNumber,
} from '@opentelemetry/api';
import { isMuted } from '../console/console-mute.ts';
import type { LogOptions } from '../options.ts';
import type { OwnLogRecord } from './lean-logger.ts';
import { lowered } from './lowered.ts';

/** The attribute that OpenTelemetry records and the SERVER span carry the request id in (the field's ECS name). */
export const ATTR_REQUEST_ID = 'http.request.id';

/** A field of the application's lines; semantic conventions, "otel.event.name". */
const ATTR_EVENT_NAME = 'otel.event.name';

// The key of upstream's `suppressTracing`: exporters run under it, and what they log is their own business.
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

// Of requests that make no span: the application works in them, and its lines are records as anywhere.
const IGNORED_REQUEST = Symbol.for('waymark.ignored-request.v1');

// True while the SDK handles a record of ours. A processor or exporter that logs synchronously would loop; the app's
// own code never runs in there (lines are formatted before), so nothing of the app's is lost.
let emitting = false;

export interface Line {
  severityNumber: SeverityNumber | undefined;
  /** The logger's own word for it; none of a line that has no level. */
  severityText: string | undefined;
  body: unknown;
  attributes: Attributes;
}

export class RecordSink {
  readonly #options: LogOptions;
  readonly #scope: string;
  readonly #version: string | undefined;
  #logger: { emit(record: OwnLogRecord): void } | undefined;

  constructor(options: LogOptions, scope: string, version?: string) {
    this.#options = options;
    this.#scope = scope;
    this.#version = version;
  }

  /** What is active; nothing is, once we have stopped. */
  context(): Context {
    return this.#options.stopped?.() ? ROOT_CONTEXT : context.active();
  }

  /**
   * Whether a line written in this context becomes a record: ask before building one. None does that a logger writes through
   * another one: the line has its record from the first.
   */
  wants(ctx: Context): boolean {
    return (
      this.#options.enabled && !emitting && !isMuted() && !this.#options.stopped?.() && !isSuppressed(ctx)
    );
  }

  /** Whether it does although its logger's own level keeps it out: lines that wait for their request to fail. */
  wantsLowered(ctx: Context): boolean {
    const { lowered: wanted } = this.#options;
    return wanted !== undefined && this.wants(ctx) && wanted(ctx);
  }

  /** Makes the record of such a line, for the tail alone. */
  emitLowered(line: Line, ctx: Context, requestId: string | undefined): void {
    lowered(() => this.emit(line, ctx, requestId));
  }

  /** Makes the record. The line's attributes are handed over. Never throws: a line is not lost with its record. */
  emit(line: Line, ctx: Context, requestId: string | undefined): void {
    if (requestId !== undefined) line.attributes[ATTR_REQUEST_ID] = requestId;
    emitting = true;
    try {
      this.#logger ??= this.#options.logger(this.#scope, this.#version);
      this.#logger.emit({
        context: ctx,
        timestamp: this.#options.now?.(),
        severityNumber: line.severityNumber,
        severityText: line.severityText,
        body: line.body,
        // Before the attributes, which have it no more then.
        eventName: takeEventName(line.attributes),
        attributes: line.attributes,
        isOwn: true,
      });
    } catch (error) {
      diag.debug(`no record of a ${this.#scope} line`, error);
    } finally {
      emitting = false;
    }
  }
}

/** As upstream's bridges read it: the field by which an application makes a line an event of a name. */
function takeEventName(attributes: Attributes): string | undefined {
  const name = attributes[ATTR_EVENT_NAME];
  if (name === undefined) return undefined;
  delete attributes[ATTR_EVENT_NAME];
  return typeof name === 'string' ? name : undefined;
}

function isSuppressed(ctx: Context): boolean {
  return ctx.getValue(SUPPRESS_TRACING) === true && ctx.getValue(IGNORED_REQUEST) !== true;
}
