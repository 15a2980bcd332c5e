import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  context,
  createTraceState,
  ROOT_CONTEXT,
  type Sampler,
  SamplingDecision,
  type Span,
  type SpanContext,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ROOT } from './context.ts';
import { WaymarkContextManager } from './context-manager.ts';
import { type IdGenerator, RandomIdGenerator } from './random-ids.ts';
import { AlwaysOffSampler, AlwaysOnSampler } from './samplers.ts';
import { SharedAttributes } from './shared-attributes.ts';
import { RecordingSpan } from './span.ts';
import type { WaymarkTracer } from './tracer.ts';
import { type TracerProviderOptions, WaymarkTracerProvider } from './tracer-provider.ts';
import { UuidV7IdGenerator } from './uuid-v7-ids.ts';

before(() => context.setGlobalContextManager(new WaymarkContextManager()));
after(() => context.disable());

const traceState = createTraceState('vendor=value');
const remote: SpanContext = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  traceFlags: 1,
  isRemote: true,
  traceState,
};

function tracerWith(options: Partial<TracerProviderOptions> = {}): WaymarkTracer {
  const resource = resourceFromAttributes({});
  return new WaymarkTracerProvider({ resource, ...options, processors: [] }).getTracer('test');
}

/** A sampler of the app's own, which remembers what it was asked. */
function samplerOf(result: ReturnType<Sampler['shouldSample']>) {
  const asked: unknown[][] = [];
  const shouldSample: Sampler['shouldSample'] = (...question) => {
    asked.push(question);
    return result;
  };
  return { shouldSample, asked };
}

/** How the two ways to start a span look from outside: both must behave alike. */
const ways: Record<string, (tracer: WaymarkTracer, parent: SpanContext | undefined) => Span> = {
  startSpan: (tracer, parent) =>
    tracer.startSpan('work', { kind: SpanKind.SERVER, attributes: { a: 1 } }, within(parent)),
  startTrusted: (tracer, parent) =>
    tracer.startTrusted(SpanKind.SERVER, 'work', parent, within(parent), { a: 1 }),
  startFrom: (tracer, parent) =>
    tracer.startFrom(SpanKind.SERVER, 'work', parent, within(parent), {
      ownAttributes: () => ({}),
      shared: new SharedAttributes({ a: 1 }),
      alsoShared: undefined,
    }),
};

function within(parent: SpanContext | undefined) {
  return parent === undefined ? ROOT : trace.setSpanContext(ROOT, parent);
}

for (const [way, start] of Object.entries(ways)) {
  test(`${way} starts a trace where there is no parent`, () => {
    const span = start(tracerWith(), undefined) as RecordingSpan;
    assert.ok(trace.isSpanContextValid(span.spanContext()));
    assert.equal(span.parentSpanContext, undefined);
    assert.equal(span.spanContext().traceFlags, 1);
    assert.deepEqual([span.name, span.kind, span.attributes], ['work', SpanKind.SERVER, { a: 1 }]);
  });

  test(`${way} continues the trace of its parent, with the parent's trace state`, () => {
    const span = start(tracerWith(), remote) as RecordingSpan;
    assert.equal(span.spanContext().traceId, remote.traceId);
    assert.notEqual(span.spanContext().spanId, remote.spanId);
    assert.equal(span.spanContext().traceState, traceState);
    assert.equal(span.spanContext().isRemote, undefined);
    assert.equal(span.parentSpanContext, remote);
  });

  test(`${way} follows a parent that is not sampled: nothing recorded, the trace still passed on`, () => {
    const span = start(tracerWith(), { ...remote, traceFlags: 0 });
    assert.equal(span.isRecording(), false);
    const { traceId, spanId, traceFlags } = span.spanContext();
    assert.deepEqual([traceId, traceFlags], [remote.traceId, 0]);
    assert.ok(trace.isSpanContextValid({ traceId, spanId, traceFlags }));
    assert.equal(span.spanContext().traceState, traceState);
  });

  test(`${way} keeps whether a trace's id is random as the trace began, sampled or not`, () => {
    for (const sampler of [
      new AlwaysOnSampler(),
      new AlwaysOffSampler(),
      samplerOf({ decision: SamplingDecision.RECORD }),
    ]) {
      for (const traceFlags of [0, 1, 2, 3, 0xfe]) {
        const span = start(tracerWith({ sampler }), { ...remote, traceFlags });
        assert.equal(span.spanContext().traceFlags & ~1, traceFlags & 2);
      }
    }
  });

  test(`${way} says of a new trace that its id is random if it is to, and its generator says so or is ours`, () => {
    const ids = new RandomIdGenerator();
    const own = (hasRandomTraceIds?: boolean): IdGenerator => ({
      generateTraceId: () => ids.generateTraceId(),
      generateSpanId: () => ids.generateSpanId(),
      ...(hasRandomTraceIds === undefined ? {} : { hasRandomTraceIds }),
    });
    class Heir extends RandomIdGenerator {
      override generateTraceId(): string {
        return '1'.repeat(32);
      }
    }
    const table: [IdGenerator | undefined, number][] = [
      [undefined, 2],
      [new UuidV7IdGenerator(), 2],
      [new Heir(), 0],
      [own(), 0],
      [own(false), 0],
      [own(true), 2],
    ];
    for (const [idGenerator, flag] of table) {
      const options = idGenerator === undefined ? {} : { idGenerator };
      for (const sampler of [new AlwaysOnSampler(), new AlwaysOffSampler()])
        for (const randomFlag of [true, false]) {
          const { traceFlags } = start(
            tracerWith({ sampler, randomFlag, ...options }),
            undefined,
          ).spanContext();
          assert.equal(traceFlags & 2, randomFlag ? flag : 0);
        }
    }
  });

  test(`${way} asks a sampler of the app's own with everything there is to know`, () => {
    const replaced = createTraceState('other=1');
    const sampler = samplerOf({
      decision: SamplingDecision.RECORD,
      attributes: { sampled: 'by me' },
      traceState: replaced,
    });
    const span = start(tracerWith({ sampler }), remote) as RecordingSpan;
    const [asked, traceId, name, kind, attributes, links] = sampler.asked[0]!;
    assert.equal(trace.getSpanContext(asked as typeof ROOT), remote);
    assert.deepEqual([traceId, name, kind, links], [remote.traceId, 'work', SpanKind.SERVER, []]);
    assert.equal((attributes as { a: number }).a, 1);
    assert.equal(span.isRecording(), true);
    assert.equal(span.spanContext().traceFlags, 0);
    assert.equal(span.spanContext().traceState, replaced);
    assert.deepEqual(span.attributes, { a: 1, sampled: 'by me' });
  });

  test(`${way} survives a sampler that throws`, () => {
    const sampler = { shouldSample: () => assert.fail('from the app') };
    assert.equal(start(tracerWith({ sampler }), undefined).isRecording(), false);
  });

  test(`${way} cuts strings at the length limit`, () => {
    const tracer = tracerWith({ limits: { attributeValueLengthLimit: 2 } });
    const span =
      way === 'startSpan'
        ? tracer.startSpan('work', { attributes: { a: 'abc' } }, ROOT)
        : tracer.startTrusted(SpanKind.SERVER, 'work', undefined, ROOT, { a: 'abc' });
    assert.deepEqual((span as RecordingSpan).attributes, { a: 'ab' });
  });
}

test('suppressed tracing gives a span that neither records nor propagates', () => {
  const tracer = tracerWith();
  for (const suppressed of [suppressTracing(ROOT), suppressTracing(ROOT_CONTEXT)]) {
    for (const span of [
      tracer.startSpan('work', {}, suppressed),
      tracer.startTrusted(SpanKind.CLIENT, 'work', remote, suppressed, {}),
    ]) {
      assert.equal(span.isRecording(), false);
      assert.equal(trace.isSpanContextValid(span.spanContext()), false);
    }
  }
});

test('an invalid parent starts a trace', () => {
  const span = tracerWith().startSpan(
    'work',
    {},
    within({ ...remote, traceId: 'nonsense' }),
  ) as RecordingSpan;
  assert.equal(span.parentSpanContext, undefined);
  assert.notEqual(span.spanContext().traceId, 'nonsense');
});

test('root starts a trace in spite of a parent', () => {
  const sampler = samplerOf({ decision: SamplingDecision.RECORD_AND_SAMPLED });
  const span = tracerWith({ sampler }).startSpan('work', { root: true }, within(remote)) as RecordingSpan;
  assert.equal(span.parentSpanContext, undefined);
  assert.notEqual(span.spanContext().traceId, remote.traceId);
  assert.equal(trace.getSpan(sampler.asked[0]![0] as typeof ROOT), undefined);
});

test('invalid and excess attributes and links at the start are dropped and counted', () => {
  const tracer = tracerWith({
    limits: { attributeCountLimit: 1, linkCountLimit: 1, attributePerLinkCountLimit: 1 },
  });
  const links = [{ context: remote }, { context: remote, attributes: { a: 1, b: 2 } }];
  const span = tracer.startSpan(
    'work',
    { attributes: { bad: 1n, a: 1, b: 2 }, links },
    ROOT,
  ) as RecordingSpan;
  assert.deepEqual([span.attributes, span.droppedAttributesCount], [{ a: 1 }, 2]);
  assert.deepEqual(span.links, [{ context: remote, attributes: { a: 1 }, droppedAttributesCount: 1 }]);
  assert.equal(span.droppedLinksCount, 1);
});

test('a start time is kept in every form, and a name becomes a string', () => {
  for (const startTime of [
    1_700_000_000_500,
    new Date(1_700_000_000_500),
    [1_700_000_000, 500_000_000],
  ] as const) {
    const span = tracerWith().startSpan(7 as never, { startTime: startTime as Date }, ROOT) as RecordingSpan;
    assert.deepEqual([span.startTime, span.name], [[1_700_000_000, 500_000_000], '7']);
  }
});

test('a span of a trace begun here is a child, and knows its parent', () => {
  const tracer = tracerWith();
  const parent = tracer.startSpan('parent', {}, ROOT);
  const child = tracer.startSpan('child', {}, trace.setSpan(ROOT, parent)) as RecordingSpan;
  assert.equal(child.parentSpanContext, parent.spanContext());
  assert.equal(child.spanContext().traceId, parent.spanContext().traceId);
});

test('startActiveSpan makes its span active for the function, in all of its forms', () => {
  const tracer = tracerWith();
  const inside = (span: Span) => [trace.getActiveSpan() === span, (span as RecordingSpan).attributes['a']];
  assert.deepEqual(tracer.startActiveSpan('work', inside), [true, undefined]);
  assert.deepEqual(tracer.startActiveSpan('work', { attributes: { a: 1 } }, inside), [true, 1]);
  const traceId = tracer.startActiveSpan('work', {}, within(remote), (span) => span.spanContext().traceId);
  assert.equal(traceId, remote.traceId);
  assert.equal(trace.getActiveSpan(), undefined);
});

test('startActiveSpan nests: the inner span is a child of the outer', () => {
  const tracer = tracerWith();
  tracer.startActiveSpan('outer', (outer) => {
    tracer.startActiveSpan('inner', (inner) => {
      assert.equal((inner as RecordingSpan).parentSpanContext?.spanId, outer.spanContext().spanId);
    });
  });
});

test('startActiveSpan lets the error of its function through, and does not end the span', () => {
  let open: Span | undefined;
  const work = (span: Span) => {
    open = span;
    throw new Error('from the app');
  };
  assert.throws(() => tracerWith().startActiveSpan('work', work), /from the app/);
  assert.equal(open?.isRecording(), true);
});

test('startActiveSpan without a function does nothing', () => {
  const tracer = tracerWith();
  assert.equal(Reflect.apply(tracer.startActiveSpan, tracer, ['work']), undefined);
});

test('a span that is not sampled costs no look at its attributes', () => {
  const attributes = {
    get a() {
      return assert.fail('looked at');
    },
  };
  const span = tracerWith({ sampler: new AlwaysOffSampler() }).startSpan('work', { attributes }, ROOT);
  assert.equal(span instanceof RecordingSpan, false);
});

test('prepare draws the first ids in advance, and lets a generator without preparation be', () => {
  let prepared = 0;
  const ids = { generateTraceId: () => 'a'.repeat(32), generateSpanId: () => 'b'.repeat(16) };
  const prepare = () => prepared++;
  for (const idGenerator of [ids, { ...ids, prepare }]) {
    const resource = resourceFromAttributes({});
    new WaymarkTracerProvider({ resource, idGenerator, processors: [] }).getTracer('test').prepare();
  }
  assert.equal(prepared, 1);
});
