/** For the load-order test: the hooks with the patches of this package; prints what was traced when the app ends. */
import { context } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import { installHooks } from '@waymark/hooks';
import { propagatorFor } from '@waymark/propagation';
import { WaymarkContextManager, WaymarkTracerProvider } from '@waymark/tracing';
import { httpPatches, subscribeFetch } from './index.ts';
import { describeSpans, SpanMemory } from './span-memory.ts';

const memory = new SpanMemory();
const provider = new WaymarkTracerProvider({ resource: emptyResource(), processors: [memory] });
const contextManager = new WaymarkContextManager();
context.setGlobalContextManager(contextManager);
const options = {
  tracer: provider.getTracer('@waymark/http'),
  contextManager,
  propagator: propagatorFor(['tracecontext', 'requestid']),
  requestIds: true,
  warn: (line: string) => console.log(line),
};
subscribeFetch(options);
installHooks(httpPatches(options), { onError: (error) => console.log('failed', error) });
process.on('exit', () => {
  const spans = describeSpans(memory.ended).split('\n');
  console.log(spans.filter((line) => /^\w| {2}(url\.(path|full)|server\.address)=/.test(line)).join('\n'));
});
