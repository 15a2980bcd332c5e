import assert from 'node:assert/strict';
import { test } from 'node:test';
import { upstreamOptions } from './upstream-options.ts';

const nothing = () => undefined;

test('what is said after the options were made is read when an instrumentation is', () => {
  const given: Record<string, Record<string, unknown>> = {};
  const options = upstreamOptions(
    { requestIds: true, requestIdField: 'request_id', ignoreIncoming: nothing },
    given,
  );
  given['http'] = { requireParentforIncomingSpans: true };
  given['pg'] = { requireParentSpan: true };
  assert.deepEqual(options['pg'], { requireParentSpan: true });
  assert.deepEqual(Object.keys(options['http']!), [
    'requireParentforIncomingSpans',
    'responseHook',
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
  const hook = upstreamOptions({ requestIds: false, requestIdField: 'request_id', ignoreIncoming }, given)[
    'http'
  ]!['ignoreIncomingRequestHook'] as (request: object) => boolean;
  assert.deepEqual(
    ['/a', '/b', '/c'].map((url) => hook({ url })),
    [true, true, false],
  );
  assert.deepEqual(asked, ['/a', '/b', '/c']);
});

test('without request ids, loggers are as they were given', () => {
  const options = upstreamOptions(
    { requestIds: false, requestIdField: 'request_id', ignoreIncoming: nothing },
    { pino: { x: 1 } },
  );
  assert.deepEqual([options['pino'], options['winston']], [{ x: 1 }, {}]);
});
