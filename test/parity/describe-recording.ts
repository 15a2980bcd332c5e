/** A recording as lines, the same for the same content whatever the order in which it was sent. */

import type { Attributes, RecordedLog, RecordedMetric, RecordedSpan, Recording } from './recording.ts';

/**
 * ```
 * SERVER GET /orders/:id (ERROR) <@opentelemetry/instrumentation-http>
 *   .http.response.status_code=500
 *   * exception
 *     .exception.type="Error"
 *   CLIENT GET <@opentelemetry/instrumentation-undici>
 * ```
 * `.` is an attribute, `*` an event, `~` a link, `|` a log record, `#` a metric with its points. Spans side by side are
 * sorted by what they say.
 */
export function describeRecording({ spans, logs, metrics }: Recording): string[] {
  const measured = metrics.map((metric) => describeMetric(metric).join('\n')).sort();
  return [
    ...sideBySide(spans),
    ...logs.flatMap((log) => describeLog(log)),
    ...measured.flatMap((text) => text.split('\n')),
  ];
}

function sideBySide(spans: readonly RecordedSpan[]): string[] {
  const described = spans.map((span) => describeSpan(span).join('\n'));
  return described.sort().flatMap((text) => text.split('\n'));
}

function describeSpan(span: RecordedSpan): string[] {
  const status = span.status === 'UNSET' ? '' : ` (${span.status})`;
  const orphan = span.orphan ? ' (parent did not arrive)' : '';
  return [
    `${span.kind} ${span.name}${status} <${span.scope}>${orphan}`,
    ...indented([
      ...describeAttributes(span.attributes),
      ...span.links.flatMap((attributes) => ['~ link', ...indented(describeAttributes(attributes))]),
      ...span.events.flatMap(({ name, attributes }) => [
        `* ${name}`,
        ...indented(describeAttributes(attributes)),
      ]),
      ...span.logs.flatMap((log) => describeLog(log)),
      ...sideBySide(span.children),
    ]),
  ];
}

function describeLog(log: RecordedLog): string[] {
  const name = log.eventName ? ` ${log.eventName}` : '';
  const head = `| ${log.severity}${name} ${valueText(log.body)} <${log.scope}>`;
  return [head, ...indented(describeAttributes(log.attributes))];
}

function describeMetric({ scope, name, description, unit, kind, points }: RecordedMetric): string[] {
  const described = points.map(({ attributes, count }) =>
    ['-', ...describeAttributes(attributes), ...(count === undefined ? [] : [`x ${count}`])].join(' '),
  );
  return [`# ${name} "${description}" ${unit}, ${kind} <${scope}>`, ...indented(described.sort())];
}

function describeAttributes(attributes: Attributes): string[] {
  return Object.keys(attributes)
    .sort()
    .map((key) => `.${key}=${valueText(attributes[key])}`);
}

function valueText(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner));
  return text ?? 'undefined';
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
