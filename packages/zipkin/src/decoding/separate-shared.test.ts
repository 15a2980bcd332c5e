import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SharedSpan, separateShared } from './separate-shared.ts';

interface Span extends SharedSpan {
  parentSpanId: string;
  name: string;
  service: string;
}
const KINDS = { client: 3, server: 2, internal: 1 };

/** `kind service name id parent`, one a line. */
function spans(text: string): Span[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [kind, service, name, spanId, parentSpanId = ''] = line.trim().split(/\s+/);
      const ids = {
        traceId: 't',
        spanId: spanId!.padStart(16, '0'),
        parentSpanId: parentSpanId === '' ? '' : parentSpanId.padStart(16, '0'),
      };
      return { ...ids, kind: KINDS[kind as keyof typeof KINDS], service: service!, name: name! };
    });
}

/** Each span with all that it is below. */
function paths(text: string): string[] {
  const all = separateShared(spans(text), ({ service }) => service);
  const above = (span: Span): string[] => {
    const parents = all.filter(({ spanId }) => spanId === span.parentSpanId);
    assert.ok(parents.length < 2, 'one id, one span');
    return [...parents.flatMap(above), span.name];
  };
  return all.map((span) => above(span).join(' > '));
}

test('client and server of one id become two spans, the server below the client', () => {
  assert.deepEqual(
    paths(`
      server   shop  checkout  1
      client   shop  call      2  1
      server   till  charge    2  1
      internal till  count     3  2
      client   till  ask       4  3
      server   bank  answer    4  3`),
    [
      'checkout',
      'checkout > call',
      'checkout > call > charge',
      'checkout > call > charge > count',
      'checkout > call > charge > count > ask',
      'checkout > call > charge > count > ask > answer',
    ],
  );
});

test('what the client’s process made below the call stays there, and so do other processes’ spans', () => {
  const [, , retry, proxy] = paths(`
      client   shop   call   2
      server   till   charge 2
      internal shop   retry  3 2
      server   proxy  pass   4 2`);
  assert.equal(retry, 'call > retry');
  assert.equal(proxy, 'call > pass');
});

test('two servers that share a span, which a proxy sent again, stand beside each other', () => {
  const text = `
      client   shop    call   2
      server   till-2  second 2
      server   till-1  first  2
      internal till-1  count  3 2`;
  assert.deepEqual(paths(text), ['call', 'call > second', 'call > first', 'call > first > count']);
  const again = text.trim().split('\n').reverse().join('\n');
  assert.deepEqual(paths(again), ['call > first > count', 'call > first', 'call > second', 'call']);
});

test('a span that came twice has one id', () => {
  const all = separateShared(spans('client a c 2\nserver b s 2\nserver b s 2'), ({ service }) => service);
  assert.equal(all[1]!.spanId, all[2]!.spanId);
});

test('a server keeps its id where no client has it', () => {
  const given = spans('server till charge 2 1\ninternal till count 3 2');
  assert.deepEqual(
    separateShared(given, ({ service }) => service),
    given,
  );
});

test('kinds may be names, and a root have no parent at all', () => {
  const spans = [
    { traceId: 't', spanId: '1'.repeat(16), parentSpanId: undefined, kind: 'CLIENT', service: 'shop' },
    { traceId: 't', spanId: '1'.repeat(16), parentSpanId: undefined, kind: 'SERVER', service: 'till' },
  ];
  const [client, server] = separateShared(spans, ({ service }) => service);
  assert.equal(server!.parentSpanId, client!.spanId);
  assert.equal(server!.spanId, 'e'.repeat(16));
});

test('a trace that is separated is not separated again', () => {
  const once = separateShared(
    spans('client a c 2 1\nserver b s 2 1\ninternal b i 3 2'),
    ({ service }) => service,
  );
  assert.deepEqual(
    separateShared(once, ({ service }) => service),
    once,
  );
});
