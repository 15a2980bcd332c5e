import assert from 'node:assert/strict';
import http from 'node:http';
import http2 from 'node:http2';
import { after, test } from 'node:test';
import { serviceNameValue } from '@waymark/propagation';
import { callerAttributes, queueSecondsIn } from './caller.ts';
import { ask, listen as listenHttp2, traceHttp2 } from './http2/test-http2.ts';
import { get } from './raw-client.ts';
import { listen, stop } from './traced-process.ts';

const traced = traceHttp2();
const server = http.createServer((_request, response) => response.end());
const port = await listen(server);
const server2 = http2.createServer((_request, response) => void response.end());
const session = http2.connect(`http://127.0.0.1:${await listenHttp2(server2)}`);

after(async () => {
  assert.deepEqual(traced.warnings, []);
  session.destroy();
  server2.close();
  await stop(server);
});

test('what is no service name is none', () => {
  const table: [string, unknown, string | undefined][] = [
    ['a name', 'checkout', 'checkout'],
    ['a name with all that is visible', '@shop/check-out_v2:eu', '@shop/check-out_v2:eu'],
    ['255 characters', 'a'.repeat(255), 'a'.repeat(255)],
    ['256 characters', 'a'.repeat(256), undefined],
    ['nothing', '', undefined],
    ['a space', 'my shop', undefined],
    ['two headers, joined', 'a, b', undefined],
    ['two headers', ['a', 'b'], undefined],
    ['a control character', 'a\tb', undefined],
    ['a line break at the end', 'a\n', undefined],
    ['what is not ASCII', 'caf\u00e9', undefined],
  ];
  for (const [condition, header, expected] of table)
    assert.equal(serviceNameValue(header), expected, condition);
});

test('the queue time is the time since X-Request-Start, in seconds', () => {
  const now = 1_795_600_000_500.25;
  const table: [string, unknown, number | undefined][] = [
    ['milliseconds', 't=1795600000000', 0.50025],
    ['milliseconds without a name', '1795600000000', 0.50025],
    ['milliseconds with a fraction', 't=1795600000000.25', 0.5],
    ["seconds with a fraction, nginx's $msec", 't=1795600000.100', 0.40025],
    ['seconds', '1795600000', 0.50025],
    ["microseconds, Apache's %t", 't=1795600000400250', 0.1],
    ['now', 't=1795600000500.25', 0],
    ['an hour ago', 't=1795596400500.25', 3600],
    ['longer ago', 't=1795596400500', undefined],
    ['to come', 't=1795600000501', undefined],
    ['negative', 't=-5', undefined],
    ['a long time ago', 't=5', undefined],
    ['nothing', 't=', undefined],
    ['words', 'yesterday', undefined],
    ['another unit', 't=1795600000000ms', undefined],
    ['a number of another kind', 't=1e12', undefined],
    ['two headers, joined', 't=1795600000000, t=1795600000000', undefined],
    ['two headers', ['t=1795600000000', 't=1795600000000'], undefined],
    ['a number that goes on', `t=${'1'.repeat(100_000)}`, undefined],
    ['a line break at the end', 't=1795600000000\n', undefined],
  ];
  for (const [condition, header, expected] of table)
    assert.equal(queueSecondsIn(header, now), expected, condition);
});

test('a SERVER span tells who called and how long the request waited', async () => {
  await get(port, '/', ['X-Service-Name: web', `X-Request-Start: t=${Date.now() - 2000}`]);
  await ask(session, { 'x-service-name': 'web', 'x-request-start': `t=${Date.now() - 2000}` });
  for (const { attributes } of await traced.take(2)) {
    assert.equal(attributes['service.peer.name'], 'web');
    const waited = attributes['http.server.request.queue_duration'] as number;
    assert.ok(waited >= 2 && waited < 4, `waited ${waited} s`);
  }
});

test('a SERVER span tells nothing of what is wrong or missing', async () => {
  await get(port, '/', ['X-Service-Name: a b', 'X-Request-Start: t=1']);
  await get(port);
  await ask(session, { 'x-service-name': ['a', 'b'], 'x-request-start': 'soon' });
  for (const { attributes } of await traced.take(3)) {
    assert.equal(Object.hasOwn(attributes, 'service.peer.name'), false);
    assert.equal(Object.hasOwn(attributes, 'http.server.request.queue_duration'), false);
  }
});

test('the same is there for spans that are not ours', () => {
  assert.deepEqual(callerAttributes({}), {});
  const attributes = callerAttributes({ 'x-service-name': 'web', 'x-request-start': `t=${Date.now()}` });
  assert.deepEqual(Object.keys(attributes), ['service.peer.name', 'http.server.request.queue_duration']);
});
