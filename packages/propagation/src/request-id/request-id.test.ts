import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { type RequestIdFormat, setRequestIdFormat } from './format.ts';
import {
  derivedRequestId,
  inboundRequestId,
  parseRequestId,
  REQUEST_ID_KEY,
  requestIdOf,
  withRequestId,
} from './request-id.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const traced = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: TRACE_ID,
  spanId: 'b'.repeat(16),
  traceFlags: 0,
});

afterEach(() => setRequestIdFormat('trace-id'));

const accepted: [string, string][] = [
  ['a UUID', '7b0d1f6e-93a4-4e0e-a2ed-5f6f4a6f7c11'],
  ['a UUID in upper case', '7B0D1F6E-93A4-4E0E-A2ED-5F6F4A6F7C11'],
  ["Envoy's UUID, whose version says that it is sampled", '7b0d1f6e-93a4-9e0e-a2ed-5f6f4a6f7c11'],
  ["nginx's 32 hex digits", TRACE_ID],
  ["Kong's uuid#counter", '7b0d1f6e-93a4-4e0e-a2ed-5f6f4a6f7c11#42'],
  ["HAProxy's unique id", 'C0A80001:1F90_C0A80002:0050_5F5E100:0001:2F'],
  ['base64, as Heroku takes it', 'aGVsbG8+d29ybGQ/Zm9v+/=='],
  ["Fastify's counter", 'req-1'],
  ['a ULID', '01ARZ3NDEKTSV4RRFFQ69G5FAV'],
  ['an address of e-mail form', 'job-7@worker.internal'],
  ['a path', 'batch/2026-11/7'],
  ['a tilde and dots', 'a~b.c'],
  ['one character', 'x'],
  ['a number', '0'],
  ['128 characters', 'a'.repeat(128)],
];

const rejected: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['an empty string', ''],
  ['a space', 'a b'],
  ['a leading space', ' a'],
  ['a trailing space', 'a '],
  ['a tab', 'a\tb'],
  ['a line feed', 'a\nb'],
  ['a trailing line feed', 'a\n'],
  ['a carriage return', 'a\r\nSet-Cookie: b'],
  ['a NUL', 'a\0b'],
  ['an escape sequence', '\x1b[31ma'],
  ['joined duplicates', 'a, b'],
  ['joined duplicates without a space', 'a,b'],
  ['double quotes', '"a"'],
  ['a single quote', "a'b"],
  ['markup', '<script>'],
  ['percent encoding', 'a%0ab'],
  ['a JNDI lookup', '$' + '{jndi:ldap://a}'],
  ['a backslash', 'a\\b'],
  ['a semicolon', 'a;b'],
  ['a leading dash', '-a'],
  ['a leading dot', '../a'],
  ['a leading slash', '/a'],
  ['latin-1', 'caf\u00e9'],
  ['an emoji', 'a\u{1F600}'],
  ['a delete character', 'a\x7f'],
  ['129 characters', 'a'.repeat(129)],
  ['12 KB', 'a'.repeat(12_288)],
  ['two headers as a list', ['a', 'b']],
  ['an empty list', []],
  ['a list of a number', [7]],
  ['a number', 7],
  ['bytes', Buffer.from('a')],
  ['an object', { toString: () => 'a' }],
];

for (const [condition, id] of accepted) {
  test(`accepts ${condition}`, () => assert.equal(parseRequestId(id), id));
}

for (const [condition, raw] of rejected) {
  test(`rejects ${condition}`, () => assert.equal(parseRequestId(raw), undefined));
}

test('a list of one is as good as its item', () => assert.equal(parseRequestId(['a']), 'a'));

test('the greatest length can be set, up to 255', () => {
  assert.equal(parseRequestId('a'.repeat(200), 200)?.length, 200);
  assert.equal(parseRequestId('a'.repeat(9), 8), undefined);
  assert.equal(parseRequestId('a'.repeat(255), 1000)?.length, 255);
  assert.equal(parseRequestId('a'.repeat(256), 1000), undefined);
});

test('a greatest length that is no number lets nothing through', () => {
  for (const limit of [Number.NaN, -1, 'ten' as unknown as number])
    assert.equal(parseRequestId('a', limit), undefined);
});

test('ten million characters cost no more than a look at their number', () => {
  const ids = ['a'.repeat(1e7), `${'a'.repeat(1e7)}!`, '='.repeat(1e7)];
  const started = performance.now();
  for (let i = 0; i < 1000; i++) for (const id of ids) parseRequestId(id);
  assert.ok(performance.now() - started < 1000);
});

test('a context without an inbound id derives it from its trace', () => {
  assert.equal(requestIdOf(traced), TRACE_ID);
  assert.equal(inboundRequestId(traced), undefined);
});

test('an inbound id wins over the trace, and needs none', () => {
  assert.equal(requestIdOf(withRequestId(traced, 'inbound')), 'inbound');
  assert.equal(requestIdOf(withRequestId(ROOT_CONTEXT, 'inbound')), 'inbound');
});

test('without a request and without a valid trace there is no id', () => {
  assert.equal(requestIdOf(ROOT_CONTEXT), undefined);
  const invalid = { traceId: '0'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
  assert.equal(requestIdOf(trace.setSpanContext(ROOT_CONTEXT, invalid)), undefined);
  assert.equal(derivedRequestId(ROOT_CONTEXT, invalid.traceId), undefined, 'of who knows it');
});

test('what anybody else stored under the key is an id only if it is valid', () => {
  for (const stored of ['a', 7, null, {}, { value: 'a b' }, { value: 7 }])
    assert.equal(requestIdOf(traced.setValue(REQUEST_ID_KEY, stored)), TRACE_ID);
  assert.equal(requestIdOf(traced.setValue(REQUEST_ID_KEY, { value: 'a', source: 'inbound' })), 'a');
});

test('derived ids can have another shape, which falls back to the trace id', () => {
  const table: [string, RequestIdFormat, string][] = [
    ['uuid', 'uuid', '0af76519-16cd-43dd-8448-eb211c80319c'],
    ['uuidv7, whose version and variant are set', 'uuidv7', '0af76519-16cd-73dd-8448-eb211c80319c'],
    ['a function', (context) => `id-${trace.getSpanContext(context)?.spanId}`, `id-${'b'.repeat(16)}`],
    ['a function of nothing', () => undefined, TRACE_ID],
    ['a function of an invalid id', () => 'a b', TRACE_ID],
    ['a function that throws', () => assert.fail('from the app'), TRACE_ID],
    ['a function of something else', () => 7 as unknown as string, TRACE_ID],
    ['what is neither name nor function', 'ulid' as RequestIdFormat, TRACE_ID],
  ];
  for (const [condition, format, expected] of table) {
    setRequestIdFormat(format);
    assert.equal(requestIdOf(traced), expected, condition);
    assert.equal(requestIdOf(withRequestId(traced, 'inbound')), 'inbound', condition);
  }
});

test('a function that asks for the id itself, by whatever way, is called once and gets the trace id', () => {
  const asked: unknown[] = [];
  setRequestIdFormat((context) => {
    asked.push(requestIdOf(context));
    return 'id-7';
  });
  for (let call = 0; call < 2; call++) assert.equal(requestIdOf(traced), 'id-7');
  assert.deepEqual(asked, [TRACE_ID, TRACE_ID]);
  setRequestIdFormat((context) => assert.fail(requestIdOf(context)));
  for (let call = 0; call < 2; call++) assert.equal(requestIdOf(traced), TRACE_ID);
});

test('a function that is async gives no id, and its error ends no process', async () => {
  const rejected: unknown[] = [];
  const onRejection = (error: unknown) => rejected.push(error);
  process.on('unhandledRejection', onRejection);
  setRequestIdFormat((async () => assert.fail('from the app')) as unknown as RequestIdFormat);
  assert.equal(requestIdOf(traced), TRACE_ID);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', onRejection);
  assert.deepEqual(rejected, []);
});

test('the format can be taken back, unless somebody has set another one since', () => {
  const back = setRequestIdFormat('uuid');
  const backTwice = setRequestIdFormat(() => 'id-7');
  back();
  assert.equal(requestIdOf(traced), 'id-7');
  backTwice();
  assert.equal(requestIdOf(traced), '0af76519-16cd-43dd-8448-eb211c80319c');
  back();
  assert.equal(requestIdOf(traced), TRACE_ID);
});

test('a UUID of version 7 keeps all bits of the trace but those of version and variant', () => {
  setRequestIdFormat('uuidv7');
  const variants: [string, string][] = [
    ['0', '8'],
    ['5', '9'],
    ['a', 'a'],
    ['f', 'b'],
  ];
  for (const [digit, variant] of variants) {
    const traceId = `0123456789abcdef${digit}123456789abcdef`;
    const context = trace.setSpanContext(traced, { traceId, spanId: 'b'.repeat(16), traceFlags: 1 });
    assert.equal(requestIdOf(context), `01234567-89ab-7def-${variant}123-456789abcdef`);
  }
});

test('the trace id of a trace that began as such a UUID is the id, with dashes', () => {
  setRequestIdFormat('uuidv7');
  const traceId = '019ac0ffee127abc9def0123456789ab';
  const context = trace.setSpanContext(traced, { traceId, spanId: 'b'.repeat(16), traceFlags: 1 });
  assert.equal(requestIdOf(context)?.replaceAll('-', ''), traceId);
});

test('two copies of the package share inbound ids and the format', async () => {
  const copyOf = (file: string) => import(new URL(`./${file}?another-copy`, import.meta.url).href);
  const copy: typeof import('./request-id.ts') = await copyOf('request-id.ts');
  assert.notEqual(copy.requestIdOf, requestIdOf);
  assert.equal(copy.requestIdOf(withRequestId(traced, 'inbound')), 'inbound');
  const formats: typeof import('./format.ts') = await copyOf('format.ts');
  assert.notEqual(formats.setRequestIdFormat, setRequestIdFormat);
  formats.setRequestIdFormat('uuid');
  assert.equal(requestIdOf(traced), '0af76519-16cd-43dd-8448-eb211c80319c');
});
