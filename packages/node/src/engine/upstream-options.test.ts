import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InboundPolicy } from '@waymark/propagation';
import { upstreamOptions } from './upstream-options.ts';

const nothing = () => undefined;
const log = { logger: () => assert.fail('no record is made here'), enabled: false };
const others = { trust: nothing, responseHeaders: () => ({}), requestLog: nothing };

test('what is said after the options were made is read when an instrumentation is', () => {
  const given: Record<string, Record<string, unknown>> = {};
  const options = upstreamOptions({ requestIds: true, log, ...others, ignoreIncoming: nothing }, given);
  given['http'] = { requireParentforIncomingSpans: true };
  given['pg'] = { requireParentSpan: true };
  assert.deepEqual(options['pg'], { requireParentSpan: true });
  assert.deepEqual(Object.keys(options['http']!), [
    'requireParentforIncomingSpans',
    'responseHook',
    'startIncomingSpanHook',
    'ignoreOutgoingRequestHook',
  ]);
});

test("the user's hook is called before ours, and either may ignore a request", () => {
  const asked: string[] = [];
  const given = {
    http: { ignoreIncomingRequestHook: ({ url }: { url: string }) => asked.push(url) > 0 && url === '/a' },
  };
  const ignoreIncoming =
    () =>
    ({ url }: { url?: string }) =>
      url === '/b';
  const hook = upstreamOptions({ requestIds: false, log, ...others, ignoreIncoming }, given)['http']![
    'ignoreIncomingRequestHook'
  ] as (request: object) => boolean;
  assert.deepEqual(
    ['/a', '/b', '/c'].map((url) => hook({ url })),
    [true, true, false],
  );
  assert.deepEqual(asked, ['/a', '/b', '/c']);
});

test("a user's hook that throws keeps no request from being judged", () => {
  const judged: object[] = [];
  const throws = ({ headers }: { headers: { host?: string } }) => headers.host!.startsWith('a');
  const ignoreIncoming = () => (request: object) => judged.push(request) < 0;
  const settings = { requestIds: false, log, ...others, ignoreIncoming };
  const hook = upstreamOptions(settings, { http: { ignoreIncomingRequestHook: throws } })['http']![
    'ignoreIncomingRequestHook'
  ] as (request: object) => boolean;
  // As HTTP/1.0 may have it.
  const request = { headers: {} };
  assert.throws(() => hook(request), TypeError);
  assert.deepEqual(judged, [request]);
  assert.equal(hook({ headers: { host: 'a' } }), true);
  assert.equal(judged.length, 2);
});

test('a logger keeps its options, and its lines gain what others gain', () => {
  const options = upstreamOptions(
    { requestIds: true, log, ...others, ignoreIncoming: nothing },
    { pino: { x: 1 } },
  );
  assert.equal(options['pino']!['x'], 1);
  for (const name of ['bunyan', 'pino', 'winston'])
    assert.equal(typeof options[name]!['logHook'], 'function');
});

test("what the user's hook says of a request that starts wins over what the caller says", () => {
  const given = { http: { startIncomingSpanHook: () => ({ tenant: 'a', 'service.peer.name': 'own' }) } };
  const settings = { requestIds: true, log, ...others, ignoreIncoming: nothing };
  const startOf = (from: Parameters<typeof upstreamOptions>[1], headers: object, trust?: boolean) => {
    const policy = { trustsCarrier: () => trust } as unknown as InboundPolicy;
    const options = upstreamOptions(
      { ...settings, trust: () => (trust === undefined ? undefined : policy) },
      from,
    );
    return (options['http']!['startIncomingSpanHook'] as (request: object) => object)({ headers });
  };
  const called = { 'x-service-name': 'web' };
  assert.deepEqual(startOf({}, called), { 'service.peer.name': 'web' });
  assert.deepEqual(startOf({}, called, true), { 'service.peer.name': 'web' });
  assert.deepEqual(startOf({}, called, false), {});
  assert.deepEqual(startOf(given, called), { tenant: 'a', 'service.peer.name': 'own' });
});
