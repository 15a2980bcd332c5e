import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Destination } from '@waymark/delivery';
import type { TracesConfig } from '../config/signal-config.ts';
import type { LazyRedaction } from '../redaction/lazy-redaction.ts';
import { tellOfPending } from './pending-spans.ts';

test('a span that throws when it is looked at costs the application nothing', async () => {
  const url = 'http://127.0.0.1:9/v1/traces';
  const processors: SpanProcessor[] = [];
  const tracers = { addProcessor: (processor: SpanProcessor) => void processors.push(processor) };
  const traces = { exporters: ['otlp'], otlp: { url } } as unknown as TracesConfig;
  tellOfPending(
    { url, protocol: 'http/protobuf' } as unknown as Destination,
    traces,
    tracers,
    {} as LazyRedaction,
  );
  let looks = 0;
  const span = {
    spanContext: () => ({ traceId: '', spanId: '', traceFlags: 1 }),
    isRecording: () => {
      looks++;
      throw new Error('not this one');
    },
  };
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  processors[0]!.onStart(span as unknown as Span, undefined as never);
  // The timer keeps no process alive; this one does until it has fired.
  for (const end = Date.now() + 5000; looks === 0 && Date.now() < end; ) await sleep(20);
  await sleep(20);
  process.off('unhandledRejection', note);
  assert.equal(looks, 1);
  assert.deepEqual(unhandled, []);
  await processors[0]!.shutdown();
});
