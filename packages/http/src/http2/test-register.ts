/** For tests: `node:http2` traced with nothing but this package; with `SPANS` the spans are printed at exit. */
import http2 from 'node:http2';
import { emptyResource } from '@opentelemetry/resources';
import { propagatorFor } from '@waymark/propagation';
import { WaymarkContextManager, WaymarkTracerProvider } from '@waymark/tracing';
import { http2Patches } from '../index.ts';
import { describeSpans, SpanMemory } from '../span-memory.ts';

const memory = new SpanMemory();
const provider = new WaymarkTracerProvider({ resource: emptyResource(), processors: [memory] });
const options = {
  tracer: provider.getTracer('@waymark/http'),
  contextManager: new WaymarkContextManager(),
  propagator: propagatorFor(['tracecontext', 'requestid']),
  requestIds: true,
  warn: (line: string) => console.log(line),
};
http2Patches(options)[0]!.patch(http2);
if (process.env['SPANS']) process.on('exit', () => console.log(describeSpans(memory.ended)));
