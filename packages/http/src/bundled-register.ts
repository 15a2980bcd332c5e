/** For tests: servers traced with nothing but this package; `SPANS` says that the ended spans are printed at exit. */
import http from 'node:http';
import { emptyResource } from '@opentelemetry/resources';
import { propagatorFor } from '@waymark/propagation';
import { WaymarkContextManager, WaymarkTracerProvider } from '@waymark/tracing';
import { httpPatches } from './index.ts';
import { describeSpans, SpanMemory } from './span-memory.ts';

const memory = new SpanMemory();
const provider = new WaymarkTracerProvider({ resource: emptyResource(), processors: [memory] });
const [patch] = httpPatches({
  tracer: provider.getTracer('@waymark/http'),
  contextManager: new WaymarkContextManager(),
  propagator: propagatorFor(['tracecontext', 'requestid']),
  requestIds: true,
  warn: (line) => console.log(line),
});
patch!.patch(http);
if (process.env['SPANS']) process.on('exit', () => console.log(describeSpans(memory.ended)));
