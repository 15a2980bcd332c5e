/** What the tail costs, in nanoseconds of CPU: `node packages/logs/bench/tail.ts [rounds]`. Least of the rounds, of requests with 8 debug lines. */

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import {
  type Context,
  context as contextApi,
  type Logger,
  ROOT_CONTEXT,
  SeverityNumber,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  recordingRoots,
  WaymarkContextManager,
  WaymarkTracerProvider,
} from '@waymark/tracing';
import {
  LeanLoggerProvider,
  type LogOptions,
  LogsOnSpansProcessor,
  LogTail,
  logPatches,
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

/** Writes the lines of one request. */
type Write = (logger: Logger, context: Context) => void;

interface Setup {
  /** Least severity of lines on spans, and of lines that leave. */
  readonly level: SeverityNumber;
  readonly tail?: LogTail;
  readonly lines?: number;
  readonly fails?: boolean;
  readonly sampler?: AlwaysOffSampler;
  /** @default 8 records by the API */
  readonly write?: (logger: Logger) => Write;
}

/** Nanoseconds of CPU a request. */
function measure({ level, tail, write = byApi, fails = false, sampler }: Setup): number {
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
  const writeLines = write(logger);
  const one = (): void => {
    const span = tracer.startTrusted(SpanKind.SERVER, 'GET', undefined, ROOT_CONTEXT, {
      'url.path': '/orders/7',
    });
    const context = trace.setSpan(ROOT_CONTEXT, span);
    writeLines(logger, context);
    if (fails) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
  for (let i = 0; i < REQUESTS; i++) one();
  // Of the thread: others may be at work on this machine.
  const before = process.threadCpuUsage();
  for (let i = 0; i < REQUESTS; i++) one();
  const { user, system } = process.threadCpuUsage(before);
  return ((user + system) * 1000) / REQUESTS;
}

const nothing = (): Write => () => {};

function byApi(): Write {
  const severity = { severityNumber: SeverityNumber.DEBUG, severityText: 'debug' };
  return (logger, context) => {
    for (let line = 0; line < LINES; line++) {
      const attributes = { order: 7, customer: 'c-1234', cart: 'open' };
      logger.emit({ context, ...severity, body: 'cart loaded with 3 items', attributes });
    }
  };
}

/** Debug lines of a pino logger of level info. */
function byPino(tail: LogTail | undefined) {
  return (logger: Logger): Write => {
    contextApi.setGlobalContextManager(new WaymarkContextManager());
    const options: LogOptions = { enabled: true, logger: () => logger };
    if (tail !== undefined) options.lowered = (context) => tail.takes(context);
    const require = createRequire(import.meta.url);
    for (const { module, file, patch } of logPatches(options))
      if (module === 'pino') patch(require(`${module}/${file}`), { name: module });
    const app = require('pino')({ level: 'info' }, { write() {} });
    const lines = () => {
      for (let line = 0; line < LINES; line++)
        app.debug({ order: 7, customer: 'c-1234', cart: 'open' }, 'cart loaded with 3 items');
    };
    return (_, context) => contextApi.with(context, lines);
  };
}

const { DEBUG, INFO } = SeverityNumber;
const setups: Record<string, () => Setup> = {
  'no line': () => ({ level: INFO, write: nothing }),
  'no line, tail': () => ({ level: INFO, write: nothing, tail: new LogTail() }),
  'no line, not sampled': () => ({ level: INFO, write: nothing, sampler: new AlwaysOffSampler() }),
  'no line, not sampled, tail': () => ({
    level: INFO,
    write: nothing,
    sampler: new AlwaysOffSampler(),
    tail: new LogTail(),
  }),
  'dropped by the level': () => ({ level: INFO }),
  'kept, and dropped': () => ({ level: INFO, tail: new LogTail() }),
  'kept, and let out': () => ({ level: INFO, tail: new LogTail(), fails: true }),
  'on its span at once': () => ({ level: DEBUG }),
  "pino's own, not made": () => ({ level: INFO, write: byPino(undefined) }),
  "pino's own, made and dropped": () => {
    const tail = new LogTail();
    return { level: INFO, tail, write: byPino(tail) };
  },
};

/** Each in processes of its own, in turns: what V8 has learnt of one would be in the way of the next. */
function fresh(name: string): number {
  const { stdout } = spawnSync(process.execPath, [import.meta.filename, '--one', name], { encoding: 'utf8' });
  return Number(stdout);
}

const [, , first = '5', name = ''] = process.argv;
if (first === '--one') {
  // pino is patched once a process.
  const times = name.startsWith('pino') ? 1 : 4;
  console.log(Math.min(...Array.from({ length: times }, () => measure(setups[name]!()))));
} else {
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
