/** Fields of lines where upstream's instrumentations write them: ours beside theirs, or in their place. */

import { context, type Span } from '@opentelemetry/api';
import { addFields, correlationOf, LineFields, type LogOptions } from '@waymark/logs';

type Line = Record<string, unknown>;

/** For upstream's option `logHook`, which runs when a line has upstream's ids. */
export function lineHook(o: LogOptions): (span: Span, line: Line) => void {
  const fields = new LineFields(o);
  return (span, line) => {
    const added = fields.of(correlationOf(context.active(), o.requestIds !== false));
    if (!added.some(([name]) => name === 'trace_id')) takeOut(span, line);
    addFields(line, added);
  };
}

/** What upstream has put in by names that nobody asked for. A field of the application's has another value. */
function takeOut(span: Span, line: Line): void {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const flags = `0${traceFlags.toString(16)}`.slice(-2);
  for (const [name, value] of Object.entries({ trace_id: traceId, span_id: spanId, trace_flags: flags }))
    if (line[name] === value) delete line[name];
}
