/** What changes of a recording are made of. */

import {
  type Attributes,
  type RecordedEvent,
  type RecordedSpan,
  type Recording,
  spansIn,
} from './recording.ts';

/** Applies `change` to the spans that are meant. */
export function onSpans(
  isMeant: (span: RecordedSpan) => boolean,
  change: (span: RecordedSpan) => void,
): (recording: Recording) => void {
  return ({ spans }) => {
    for (const span of spansIn(spans)) if (isMeant(span)) change(span);
  };
}

/** Applies `change` to the attributes of all log records, those of spans included. */
export function onLogs(
  change: (attributes: Attributes, span: RecordedSpan | undefined, scope: string) => void,
) {
  return ({ spans, logs }: Recording): void => {
    for (const span of spansIn(spans)) for (const log of span.logs) change(log.attributes, span, log.scope);
    for (const log of logs) change(log.attributes, undefined, log.scope);
  };
}

/** Takes the meant spans out below `span`; what hung from them hangs from what they hung from. Returns them. */
export function liftOut(span: RecordedSpan, isMeant: (span: RecordedSpan) => boolean): RecordedSpan[] {
  const out: RecordedSpan[] = [];
  span.children = span.children.flatMap((child) => {
    out.push(...liftOut(child, isMeant));
    if (!isMeant(child)) return [child];
    out.push(child);
    return child.children;
  });
  return out;
}

export function rename(attributes: Attributes, from: string, to: string): void {
  if (attributes[from] === undefined) return;
  attributes[to] = attributes[from];
  delete attributes[from];
}

export function exceptionEvent(type: string, message: string): RecordedEvent {
  return {
    name: 'exception',
    attributes: {
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': `${type}: ${message}`,
    },
  };
}
