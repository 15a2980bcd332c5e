import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT_CONTEXT, type Span, TraceFlags, trace } from '@opentelemetry/api';
import { LocalRoots } from './local-roots.ts';

const MOST_UNSAMPLED = 4096;

/** A span that is recorded and not sampled. */
function unsampled(number: number, parentSpanContext?: object): Span {
  const traceId = number.toString(16).padStart(32, '0');
  const context = { traceId, spanId: '1'.padStart(16, '0'), traceFlags: TraceFlags.NONE };
  return { spanContext: () => context, parentSpanContext } as unknown as Span;
}

test('the job that began first is forgotten for one of another trace, and not for one of a known trace', () => {
  const roots = new LocalRoots();
  const jobs = Array.from({ length: MOST_UNSAMPLED }, (_, i) => unsampled(i + 1));
  for (const job of jobs) roots.started(job, ROOT_CONTEXT);
  const rootOf = (job: Span) =>
    roots.of(trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext(job.spanContext())));
  const second = unsampled(2, { isRemote: true });
  roots.started(second, ROOT_CONTEXT);
  assert.deepEqual([rootOf(jobs[0]!), rootOf(jobs[1]!)], [jobs[0], second]);
  roots.started(unsampled(MOST_UNSAMPLED + 1), ROOT_CONTEXT);
  assert.deepEqual([rootOf(jobs[0]!), rootOf(jobs[1]!)], [undefined, second]);
});
