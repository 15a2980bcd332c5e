/** What the tail costs, in nanoseconds: `node packages/logs/bench/tail.ts [rounds]`. Least of the rounds, of requests with 8 debug lines. */

import { spawnSync } from 'node:child_process';
import {
  type Context,
  ROOT_CONTEXT,
  SeverityNumber,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import { AlwaysOffSampler, recordingRoots, WaymarkTracerProvider } from '@waymark/tracing';
import {
  LeanLoggerProvider,
  LogsOnSpansProcessor,
  LogTail,
  TailLogProcessor,
  TailSpanProcessor,
} from '../src/index.ts';

const REQUESTS = 20_000;
const LINES = 8;
const done = async () => {};
const out = { onEmit() {}, forceFlush: done, shutdown: done };
const spansOut = { onStart() {}, onEnd() {}, forceFlush: done, shutdown: done };
const limits = { attributeCountLimit: 128, attributeValueLengthLimit: Number.POSITIVE_INFINITY };
const resource = emptyResource();

interface Setup {
  /** Least severity of lines on spans, and of lines that leave. */
  readonly level: SeverityNumber;
  readonly tail?: LogTail;
  readonly lines?: number;
  readonly fails?: boolean;
  readonly sampler?: AlwaysOffSampler;
}

/** Nanoseconds a request. */
function measure({ level, tail, lines = LINES, fails = false, sampler }: Setup): number {
  const onSpans = new LogsOnSpansProcessor({ minimum: level });
  const stage = new TailLogProcessor({ level, next: [onSpans, out], tail });
  const logger = new LeanLoggerProvider({ resource, processors: [stage], limits }).getLogger('bench');
  const processor = tail === undefined ? spansOut : new TailSpanProcessor(tail, spansOut);
  const base = sampler && tail ? recordingRoots(sampler) : sampler;
  const provider = new WaymarkTracerProvider({
    resource,
    processors: [processor],
    ...(base && { sampler: base }),
  });
  const tracer = provider.getTracer('bench');
  const one = (): void => {
    const span = tracer.startTrusted(SpanKind.SERVER, 'GET', undefined, ROOT_CONTEXT, {
      'url.path': '/orders/7',
    });
    const context = trace.setSpan(ROOT_CONTEXT, span);
    for (let line = 0; line < lines; line++) write(logger, context);
    if (fails) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
  for (let i = 0; i < REQUESTS; i++) one();
  const before = process.hrtime.bigint();
  for (let i = 0; i < REQUESTS; i++) one();
  return Number(process.hrtime.bigint() - before) / REQUESTS;
}

function write(logger: ReturnType<LeanLoggerProvider['getLogger']>, context: Context): void {
  const attributes = { order: 7, customer: 'c-1234', cart: 'open' };
  const severity = { severityNumber: SeverityNumber.DEBUG, severityText: 'debug' };
  logger.emit({ context, ...severity, body: 'cart loaded with 3 items', attributes });
}

const { DEBUG, INFO } = SeverityNumber;
const setups: Record<string, () => Setup> = {
  'no line': () => ({ level: INFO, lines: 0 }),
  'no line, tail': () => ({ level: INFO, lines: 0, tail: new LogTail() }),
  'no line, not sampled': () => ({ level: INFO, lines: 0, sampler: new AlwaysOffSampler() }),
  'no line, not sampled, tail': () => ({
    level: INFO,
    lines: 0,
    sampler: new AlwaysOffSampler(),
    tail: new LogTail(),
  }),
  'dropped by the level': () => ({ level: INFO }),
  'kept, and dropped': () => ({ level: INFO, tail: new LogTail() }),
  'kept, and let out': () => ({ level: INFO, tail: new LogTail(), fails: true }),
  'on its span at once': () => ({ level: DEBUG }),
};

/** Each in processes of its own, in turns: what V8 has learnt of one would be in the way of the next. */
function fresh(name: string): number {
  const { stdout } = spawnSync(process.execPath, [import.meta.filename, '--one', name], { encoding: 'utf8' });
  return Number(stdout);
}

const [, , first = '5', name = ''] = process.argv;
if (first === '--one') console.log(Math.min(...Array.from({ length: 4 }, () => measure(setups[name]!()))));
else {
  const least = new Map(Object.keys(setups).map((each) => [each, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < Number(first); round++)
    for (const each of least.keys()) least.set(each, Math.min(least.get(each)!, fresh(each)));
  const bare = least.get('no line')!;
  for (const [each, ns] of least) {
    const isOfRequest = each.startsWith('no line');
    const figure = isOfRequest
      ? `${Math.round(ns)} ns a request`
      : `${Math.round((ns - bare) / LINES)} ns a line`;
    console.log(`${each}: ${figure}`);
  }
}
