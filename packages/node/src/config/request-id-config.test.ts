import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configFromEnv } from './config.ts';

const read = (env: Record<string, string>) => configFromEnv(env);

const ALIASES: [string, string | undefined, readonly string[] | undefined, string | undefined][] = [
  ['unset', undefined, undefined, undefined],
  ['empty', ' ', undefined, undefined],
  ['names, in lower case and each once', 'X-B3-Id, cf-ray,x-b3-id', ['x-b3-id', 'cf-ray'], undefined],
  ['none', 'None', [], undefined],
  [
    'none beside others',
    'none,cf-ray',
    [],
    'WAYMARK_REQUEST_ID_ALIASES: none stands beside others, and wins',
  ],
  [
    'a name that is none, beside one',
    'x id,cf-ray',
    ['cf-ray'],
    'WAYMARK_REQUEST_ID_ALIASES="x id" is not valid: it takes names of headers such as x-correlation-id, or none alone; it is left out',
  ],
  [
    'nothing valid',
    'x:id',
    undefined,
    'WAYMARK_REQUEST_ID_ALIASES="x:id" is not valid: it takes names of headers such as x-correlation-id, or none alone; the default is used',
  ],
];
for (const [condition, text, expected, line] of ALIASES) {
  test(`aliases: ${condition}`, () => {
    const { config, complaints } = read(text === undefined ? {} : { WAYMARK_REQUEST_ID_ALIASES: text });
    assert.deepEqual(config.requestIdAliases, expected);
    assert.deepEqual(complaints, line === undefined ? [] : [line]);
  });
}

test('the format is a name without case, and unset where nobody set it', () => {
  assert.equal(read({}).config.requestIdFormat, undefined);
  for (const name of ['trace-id', 'uuid', 'uuidv7'])
    assert.equal(read({ WAYMARK_REQUEST_ID_FORMAT: name.toUpperCase() }).config.requestIdFormat, name);
  const { config, complaints } = read({ WAYMARK_REQUEST_ID_FORMAT: 'ulid' });
  assert.equal(config.requestIdFormat, 'trace-id');
  assert.deepEqual(complaints, [
    'WAYMARK_REQUEST_ID_FORMAT="ulid" is not valid: it takes one of trace-id, uuid, uuidv7; trace-id is used',
  ]);
});

test('the name in lines needs no quoting and is no other id, and spans have the id where somebody says so', () => {
  const { config } = read({});
  assert.deepEqual([config.requestIdField, config.requestIdOnSpans], [undefined, 'server']);
  const set = read({ WAYMARK_REQUEST_ID_FIELD: 'http.request.Id', WAYMARK_REQUEST_ID_ON_SPANS: 'ALL' });
  assert.deepEqual([set.config.requestIdField, set.config.requestIdOnSpans], ['http.request.Id', 'all']);
  for (const name of ['a b', '"', '1st', 'trace_id', 'span_id', 'msg', 'level', `a${'b'.repeat(64)}`]) {
    const bad = read({ WAYMARK_REQUEST_ID_FIELD: name });
    assert.equal(bad.config.requestIdField, undefined, name);
    assert.match(
      bad.complaints.join(),
      /^WAYMARK_REQUEST_ID_FIELD=.* is not valid: .*; the default is used$/,
    );
  }
});
