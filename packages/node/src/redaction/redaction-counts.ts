/** How often something was taken out, by rule and never by value, as the metric `waymark.redaction.count`. */

import { metrics } from '@opentelemetry/api';
import type { Redactor } from '@waymark/redaction';
import { VERSION } from '../version.ts';

export function countRedactions({ counts }: Pick<Redactor, 'counts'>): void {
  const meter = metrics.getMeter('@waymark/redaction', VERSION);
  const counter = meter.createObservableCounter('waymark.redaction.count', {
    description: 'How often something was taken out of spans, log records and the resource, by rule.',
    unit: '{redaction}',
  });
  counter.addCallback((result) => {
    for (const [rule, count] of counts) result.observe(count, { rule });
  });
}
