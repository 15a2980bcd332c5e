import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verify } from '../trust/signature.ts';
import { Outbound, type OutboundOptions, type RequestHeaders } from './outbound.ts';

type Headers = Record<string, string | string[]>;
const access: RequestHeaders<Headers> = {
  get: (headers, name) => headers[name],
  add(headers, name, value) {
    headers[name] ??= value;
  },
  replace(headers, name, value) {
    headers[name] = value;
  },
};
const TRACEPARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const KEY = 'a key of sixteen characters';

function completed(options: OutboundOptions, headers: Headers = {}, isOurs = true): Headers {
  new Outbound(options).complete(headers, access, 'GET', '/orders?page=2', isOurs);
  return headers;
}

const inTime = (header: unknown) => {
  const sent = Number(/^t=(\d{13})$/.exec(String(header))?.[1]);
  assert.ok(Math.abs(Date.now() - sent) < 1000, String(header));
};

test('without a list everybody is told, and nothing goes along', () => {
  const outbound = new Outbound({ serviceName: () => 'shop' });
  assert.deepEqual(
    [outbound.isLimited, outbound.tells('anybody', 1), outbound.tellsMessages],
    [false, true, true],
  );
  assert.deepEqual(completed({ serviceName: () => 'shop' }), {});
});

test('with a list the service and the time go along', () => {
  const { 'x-request-start': start, ...others } = completed({ to: ['*'], serviceName: () => 'shop' });
  inTime(start);
  assert.deepEqual(others, { 'x-service-name': 'shop' });
});

test('the service is asked for its name once', () => {
  let asked = 0;
  const outbound = new Outbound({ to: ['*'], serviceName: () => `shop-${++asked}` });
  for (let i = 0; i < 3; i++) {
    const headers: Headers = {};
    outbound.complete(headers, access, 'GET', '/', true);
    assert.equal(headers['x-service-name'], 'shop-1');
  }
});

test('a name that is no value of a header is not sent', () => {
  for (const name of ['my shop', 'sh\u00f6p', 'a\r\nb', '', 'a'.repeat(256), undefined])
    assert.equal(completed({ to: ['*'], serviceName: () => name })['x-service-name'], undefined, name);
});

test('what the application set stays', () => {
  const own = { 'x-service-name': 'mine', 'x-request-start': 't=1' };
  assert.deepEqual(completed({ to: ['*'], serviceName: () => 'shop' }, { ...own }), own);
});

test('a request with our traceparent is signed as it is sent', () => {
  for (const requestId of [undefined, 'edge-42']) {
    const headers: Headers = { traceparent: TRACEPARENT };
    if (requestId !== undefined) headers['x-request-id'] = requestId;
    const signature = completed({ key: KEY }, headers)['x-waymark-signature'];
    const parts = { method: 'GET', path: '/orders', traceparent: TRACEPARENT, requestId };
    assert.equal(verify(signature, parts, [KEY]), true);
    assert.equal(verify(signature, { ...parts, method: 'POST' }, [KEY]), false);
  }
});

test('nothing is signed but our traceparent', () => {
  const of = (headers: Headers, isOurs?: boolean) =>
    completed({ key: KEY }, headers, isOurs)['x-waymark-signature'];
  assert.equal(of({ traceparent: TRACEPARENT }, false), undefined);
  assert.equal(of({ 'x-request-id': 'edge-42' }), undefined);
  assert.equal(completed({ to: ['*'] }, { traceparent: TRACEPARENT })['x-waymark-signature'], undefined);
});

test('a signature that was copied from another request is replaced', () => {
  const headers = completed({ key: KEY }, { traceparent: TRACEPARENT, 'x-waymark-signature': 't=1,v1=old' });
  assert.match(String(headers['x-waymark-signature']), /^t=\d{10},v1=[\da-f]{64}$/);
});
