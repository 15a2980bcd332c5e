import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Attributes, ROOT_CONTEXT, type SpanContext, SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { type RecordingSpan, SharedAttributes, WaymarkTracerProvider } from '@waymark/tracing';
import { Redactor } from '../redactor.ts';

const linked: SpanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
const TOKEN = ['Bearer', 'abcdefghijklmnop1234567890'].join(' ');

/** Our tracer and the SDK's, whose spans have to be treated alike. */
function tracers(attributes: Attributes = { 'service.name': 'shop' }) {
  const resource = resourceFromAttributes(attributes);
  return ['ours', 'the SDK'].map((name) => {
    const ended: ReadableSpan[] = [];
    const processor: SpanProcessor = {
      onStart() {},
      onEnd: (span) => void ended.push(span),
      forceFlush: async () => {},
      shutdown: async () => {},
    };
    const provider =
      name === 'ours'
        ? new WaymarkTracerProvider({ resource, processors: [processor] })
        : new TracerProvider({ resource, spanProcessors: [processor] });
    const tracer = provider.getTracer('test', '1.0');
    return { name, start: (spanName: string) => tracer.startSpan(spanName, {}, ROOT_CONTEXT), ended };
  });
}

/** All that an exporter can read. */
function told(span: ReadableSpan) {
  const { name, kind, status, attributes, links, events, ended, parentSpanContext } = span;
  const { startTime, endTime, duration, resource, instrumentationScope } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  return {
    ...{ name, kind, status, attributes: { ...attributes }, links, events, ended, parentSpanContext },
    ...{ startTime, endTime, duration, resource: resource.attributes, scope: instrumentationScope.name },
    ...{ droppedAttributesCount, droppedEventsCount, droppedLinksCount, context: span.spanContext() },
  };
}

for (const { name, start, ended } of tracers()) {
  describe(`a span of ${name}`, () => {
    it('reads the statement of an error as its own database does', () => {
      const said = (value: string) =>
        `insert into "orders" values (${value}) - relation "orders" does not exist`;
      const span = start('insert').setAttribute('db.system.name', 'postgresql');
      span.setStatus({ code: SpanStatusCode.ERROR, message: said("'ann'") });
      span.addEvent('exception', { 'exception.message': said('$1'), 'exception.stacktrace': said("'ann'") });
      span.end();
      const { status, events } = new Redactor().span(ended.pop()!);
      assert.equal(status.message, said('?'));
      assert.equal(events[0]?.attributes?.['exception.message'], said('$1'));
      assert.equal(events[0]?.attributes?.['exception.stacktrace'], said('?'));
    });

    const places: [where: string, write: (span: ReturnType<typeof start>) => void][] = [
      ['name', (span) => span.updateName(`GET ${TOKEN}`)],
      ['attribute', (span) => span.setAttribute('a', TOKEN)],
      ['attribute by name', (span) => span.setAttribute('x.password', TOKEN)],
      ['array', (span) => span.setAttribute('a', ['b', TOKEN])],
      ['event', (span) => span.addEvent(TOKEN)],
      ["event's attribute", (span) => span.addEvent('log', { message: `login ${TOKEN}` })],
      ['exception', (span) => span.recordException(new Error(`no ${TOKEN}`))],
      ['link', (span) => span.addLink({ context: linked, attributes: { a: TOKEN } })],
      ['status', (span) => span.setStatus({ code: SpanStatusCode.ERROR, message: `no ${TOKEN}` })],
      [
        "error's statement",
        (span) => {
          const said = `insert into t values ('${TOKEN.slice(7)}') - failed`;
          span.recordException(new Error(said));
          span.setStatus({ code: SpanStatusCode.ERROR, message: said });
        },
      ],
      [
        'statement',
        (span) => span.setAttributes({ 'db.system.name': 'mysql', 'db.query.text': `"${TOKEN}"` }),
      ],
    ];
    for (const [where, write] of places) {
      it(`has no secret left in ${where}, and is else as it was`, () => {
        const span = start('GET /');
        span.setAttribute('order', 7);
        write(span);
        span.end();
        const original = ended.at(-1)!;
        const before = structuredClone(told(original));
        const copy = new Redactor().span(original);
        assert.notEqual(copy, original);
        assert.deepEqual(structuredClone(told(original)), before, 'the span itself is not touched');
        assert.ok(!JSON.stringify(told(copy)).includes(TOKEN.slice(7)));
        assert.equal(copy.attributes['order'], 7);
        const { name: _1, attributes: _2, events: _3, links: _4, status: _5, ...rest } = told(copy);
        const { name: _6, attributes: _7, events: _8, links: _9, status: _0, ...expected } = told(original);
        assert.deepEqual(rest, expected);
        assert.equal(
          copy.instrumentationScope,
          original.instrumentationScope,
          'encoders know it by the object',
        );
        assert.equal(new Redactor().span(copy), copy, 'a second time changes nothing');
      });
    }

    it('is itself when there is nothing in it', () => {
      const span = start('GET /orders/:id');
      span.setAttributes({ 'http.route': '/orders/:id', list: ['a', 1], 'url.query': 'page=2' });
      span.addEvent('log', { message: 'paid' });
      span.addLink({ context: linked });
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'no such order' });
      span.end();
      const original = ended.at(-1)!;
      assert.equal(new Redactor().span(original), original);
    });

    it('shares nothing with its copy that can be changed', () => {
      const span = start('a');
      span.setAttributes({ password: 'x', list: ['a'], map: { a: ['b'] } } as never);
      span.addEvent('e', { list: ['a'] });
      span.addLink({ context: linked, attributes: { list: ['a'] } });
      span.end();
      const original = ended.at(-1)!;
      const before = structuredClone(told(original));
      change(new Redactor().span(original));
      assert.deepEqual(structuredClone(told(original)), before);
    });
  });
}

/** Whatever an exporter could think of. */
function change(span: ReadableSpan): void {
  for (const attributes of [span.attributes, span.events[0]!.attributes!, span.links[0]!.attributes!]) {
    (attributes['list'] as string[]).push('z');
    attributes['z'] = 'z';
  }
  (span.attributes['map'] as { a: string[] }).a.push('z');
  span.events[0]!.time[0] = 0;
  span.events.push({ name: 'z', time: [0, 0] });
  span.links.pop();
  span.status.message = 'z';
  span.startTime[0] = 0;
  span.endTime[0] = 0;
}

it('redacts the resource, and judges it once', () => {
  for (const { start, ended } of tracers({ 'process.command_args': ['node', '--token=abcdefgh1234', 'a'] })) {
    start('a').end();
    start('b').end();
    const redactor = new Redactor();
    const [a, b] = ended.map((span) => redactor.span(span));
    assert.deepEqual(a!.resource.attributes['process.command_args'], ['node', '--token=REDACTED', 'a']);
    assert.equal(a!.resource, b!.resource);
    assert.equal(
      [...redactor.counts.values()].reduce((sum, count) => sum + count, 0),
      1,
    );
    assert.deepEqual(a!.resource.merge(resourceFromAttributes({ b: 1 })).attributes['process.command_args'], [
      'node',
      '--token=REDACTED',
      'a',
    ]);
  }
});

describe('attributes that spans share', () => {
  const [{ start, ended }] = tracers() as [ReturnType<typeof tracers>[0]];
  /** As our instrumentations share them. */
  const sharing = (...shared: Attributes[]) => {
    const span = start('a') as unknown as RecordingSpan;
    [span.shared, span.alsoShared] = shared.map((values) => new SharedAttributes(values));
    span.end();
    return ended.at(-1) as RecordingSpan;
  };

  it('are judged once', () => {
    const span = sharing({ password: 'x', none: undefined }, { a: TOKEN });
    const redactor = new Redactor();
    for (let i = 0; i < 3; i++) {
      const copy = redactor.span(span);
      assert.equal(copy.attributes['password'], 'REDACTED');
      assert.ok(!('none' in copy.attributes));
      assert.ok(!JSON.stringify(copy.attributes).includes(TOKEN.slice(7)));
    }
    assert.equal(redactor.counts.get('key'), 1);
    assert.equal(
      new Redactor({ allow: ['password'] }).span(span).attributes['password'],
      'x',
      'by each redactor',
    );
  });

  it('stay shared when they are clean', () => {
    const span = sharing({ a: 'b' }, { c: 1 });
    assert.equal(new Redactor().span(span), span);
    assert.ok(span.shared !== undefined, 'nobody made one object of them');
  });
});

it('a span whose database cannot be read leaves without it', () => {
  for (const { name, start, ended } of tracers()) {
    start('a').end();
    const attributes: Attributes = { b: 1 };
    const refuse = () => {
      throw new Error('refused');
    };
    Object.defineProperty(attributes, 'db.system.name', { enumerable: true, get: refuse });
    const span: ReadableSpan = Object.create(ended[0]!, {
      attributes: { value: attributes },
      status: { value: { code: SpanStatusCode.ERROR, message: 'no' } },
    });
    const copy = new Redactor().span(span);
    assert.deepEqual(copy.attributes, { b: 1, 'db.system.name': '[REDACTED: unreadable]' }, name);
  }
});

describe("a request's id that is its trace's", () => {
  it('stays, unless it is of a secret name or a rule of the application knows it', () => {
    const [ours] = tracers();
    const span = ours!.start('GET');
    const { traceId } = span.spanContext();
    span.setAttributes({ 'http.request.id': traceId, 'app.session_token': traceId });
    span.end();
    const ended = ours!.ended[0]!;
    const rules = [{ name: 'hex', pattern: '[0-9a-f]{32}' }];
    const idOf = (redactor: Redactor) => redactor.span(ended).attributes['http.request.id'];
    assert.equal(idOf(new Redactor()), traceId);
    assert.equal(new Redactor().span(ended).attributes['app.session_token'], 'REDACTED');
    assert.equal(idOf(new Redactor({ rules })), 'REDACTED');
  });
});
