import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validOptions } from './start-options.ts';

const processor = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };
const good = {
  serviceName: 'billing',
  resourceAttributes: { team: 'a', shards: [1, 2] },
  sampler: { shouldSample: () => ({ decision: 2 }), toString: () => 'mine' },
  spanProcessors: [processor],
  spans: 'full',
  requestIdFormat: 'uuid',
  responseHeaders: ['trace', 'time'],
};

test('valid options are kept as they are', () => {
  assert.deepEqual(validOptions(good), { options: good, complaints: [] });
  assert.deepEqual(validOptions(undefined), { options: {}, complaints: [] });
  assert.deepEqual(validOptions({ serviceName: undefined }), { options: {}, complaints: [] });
});

const bad: [string, unknown, RegExp][] = [
  ['no object', null, /^start\(\) is not right: it takes an object of options/],
  ['an array', [], /^start\(\) is not right/],
  [
    'a name that is a number',
    { serviceName: 5 },
    /^start\({ serviceName }\) is not valid: it takes a string/,
  ],
  [
    'attributes that are a string',
    { resourceAttributes: 'x' },
    /^start\({ resourceAttributes }\) is not valid/,
  ],
  [
    'attributes with an object',
    { resourceAttributes: { a: {} } },
    /^start\({ resourceAttributes }\) is not valid/,
  ],
  [
    'a sampler without shouldSample',
    { sampler: {} },
    /^start\({ sampler }\) is not valid: it takes an object with/,
  ],
  ['a sampler that is a function', { sampler: () => 1 }, /^start\({ sampler }\) is not valid/],
  [
    'processors that are no array',
    { spanProcessors: {} },
    /^start\({ spanProcessors }\) is not valid: it takes an array/,
  ],
  ['a processor that is null', { spanProcessors: [null] }, /^start\({ spanProcessors }\) is not valid/],
  [
    'a shape of request ids that there is not',
    { requestIdFormat: 'ulid' },
    /^start\({ requestIdFormat }\) is not valid: it takes 'trace-id', 'uuid', 'uuidv7' or a function of the context/,
  ],
  [
    'a header of responses that there is not',
    { responseHeaders: ['trace', 'cookies'] },
    /^start\({ responseHeaders }\) is not valid: it takes an array of 'request-id', 'trace', 'time', 'service'/,
  ],
  [
    'spans that are neither',
    { spans: 'some' },
    /^start\({ spans }\) is not valid: it takes 'lean' or 'full'/,
  ],
  [
    'an unknown option',
    { servicename: 'x' },
    /^start\({ servicename }\) is not known: it takes serviceName, /,
  ],
];
const entries: [claim: string, options: object, kept: object, lines: string[]][] = [
  [
    'a request to be ignored',
    { ignoreIncoming: ['/a', 5, 'b', /c/] },
    { ignoreIncoming: ['/a', /c/] },
    [
      'ignoreIncoming[1] }) is not valid: it takes paths',
      'ignoreIncoming[2] }) is not valid: it takes paths',
    ],
  ],
  ['all requests to be ignored', { ignoreIncoming: [5] }, {}, ['ignoreIncoming[0] }) is not valid']],
  [
    'a host to be told',
    { propagateTo: ['*.internal', 'http://a', 5] },
    { propagateTo: ['*.internal'] },
    [
      'propagateTo[1] }) is not valid: it takes hosts such as *.internal',
      'propagateTo[2] }) is not valid: it takes hosts such as *.internal',
    ],
  ],
  [
    'the only host to be told, which leaves nobody,',
    { propagateTo: 'a/b' },
    { propagateTo: [] },
    ['propagateTo }) is not valid'],
  ],
  ['what is no host at all', { propagateTo: 5 }, { propagateTo: [] }, ['propagateTo }) is not valid']],
  ['nobody to be told', { propagateTo: 'none' }, { propagateTo: [] }, []],
  [
    'a caller to be trusted',
    { trustInbound: ['10.0.0.0/8', 'gateway', 5] },
    { trustInbound: ['10.0.0.0/8'] },
    [
      'trustInbound[1] }) is not valid: it takes CIDRs such as 10.0.0.0/8',
      'trustInbound[2] }) is not valid: it takes CIDRs such as 10.0.0.0/8',
    ],
  ],
  [
    'the only caller to be trusted, which leaves nobody,',
    { trustInbound: 'alway' },
    { trustInbound: [] },
    ['trustInbound }) is not valid'],
  ],
  [
    'what is no caller at all',
    { trustInbound: null },
    { trustInbound: [] },
    ['trustInbound }) is not valid'],
  ],
  ['nobody to be trusted', { trustInbound: 'never' }, { trustInbound: 'never' }, []],
  ['no request to be ignored', { ignoreIncoming: [] }, { ignoreIncoming: [] }, []],
  ['nothing to be redacted', { redaction: false }, { redaction: false }, []],
  [
    'a part of what is redacted',
    { redaction: { keys: ['pin'], mode: 'blur', hmacKey: 'short', detectors: ['dna'], layers: 1 } },
    { redaction: { keys: ['pin'] } },
    [
      'redaction.mode }) is not valid: it takes one of mask, remove, hmac',
      'redaction.hmacKey }) is not valid: it takes a key of at least 16 characters',
      'redaction.detectors[0] }) is not valid: it takes an array of email, phone, ip, national-id',
      'redaction.layers }) is not known: it takes mode, hmacKey, keys, allow, detectors, rules',
    ],
  ],
  [
    'lists of which a part is redacted',
    {
      redaction: { keys: ['pin', 7], detectors: ['dna', 'email'], rules: [{}, { name: 'a', pattern: 'b' }] },
    },
    { redaction: { keys: ['pin'], detectors: ['email'], rules: [{ name: 'a', pattern: 'b' }] } },
    [
      'redaction.keys[1] }) is not valid',
      'redaction.detectors[0] }) is not valid',
      'redaction.rules[0] }) is not valid',
    ],
  ],
  [
    'a rule without an expression',
    { redaction: { rules: [{ name: 'a', pattern: '(' }], allow: [''] } },
    { redaction: {} },
    ['redaction.rules[0] }) is not valid: it takes an array of {', 'redaction.allow[0] }) is not valid'],
  ],
  [
    'an instrumentation that nobody has',
    { instrumentationOptions: { nope: { a: 1 }, pg: { a: 1 } } },
    { instrumentationOptions: { pg: { a: 1 } } },
    ['instrumentationOptions.nope }) is not known: it takes names of the table'],
  ],
  [
    'options that are no object',
    { instrumentationOptions: { 'socket.io': 5, pg: { enabled: false } } },
    { instrumentationOptions: { pg: { enabled: false } } },
    ['instrumentationOptions["socket.io"] }) is not valid: it takes an object of options'],
  ],
  [
    'a hook that is no function',
    { instrumentationOptions: { http: { requestHook: 5, applyCustomAttributesOnSpan: 'x', enabled: true } } },
    { instrumentationOptions: { http: { enabled: true } } },
    [
      'instrumentationOptions.http.requestHook }) is not valid: it takes a function',
      'instrumentationOptions.http.applyCustomAttributesOnSpan }) is not valid: it takes a function',
    ],
  ],
  [
    'a switch that is neither',
    { instrumentationOptions: { http: { enabled: 'no' } } },
    { instrumentationOptions: { http: {} } },
    ['instrumentationOptions.http.enabled }) is not valid: it takes true or false'],
  ],
];
for (const [claim, options, kept, lines] of entries) {
  test(`of many entries, ${claim} costs its own line, and the others stay`, () => {
    const checked = validOptions(options);
    assert.deepEqual(checked.options, kept);
    assert.equal(checked.complaints.length, lines.length);
    checked.complaints.forEach((complaint, i) => {
      assert.ok(complaint.startsWith(`start({ ${lines[i]}`), complaint);
      assert.match(complaint, /; (it is left out|nobody is (told|trusted))$/);
    });
  });
}

const nobody: [options: unknown, lines: readonly RegExp[]][] = [
  [{ propagateTo: ['a', 'a/b'] }, [/propagateTo\[1\] .*; it is left out$/]],
  [{ propagateTo: 'a/b' }, [/; nobody is told$/]],
  [{ propagateTo: ['none', 'a'] }, [/propagateTo\[0\] .*; nobody is told$/]],
  [{ trustInbound: ['::1', 'gateway'] }, [/trustInbound\[1\] .*; it is left out$/]],
  [{ trustInbound: 'alway' }, [/; nobody is trusted$/]],
];
for (const [options, lines] of nobody) {
  test(`the line says what ${JSON.stringify(options)} comes to`, () => {
    const { complaints } = validOptions(options);
    assert.equal(complaints.length, lines.length);
    lines.forEach((line, i) => {
      assert.match(complaints[i]!, line);
    });
  });
}

for (const [name, options, line] of bad) {
  test(`${name} costs one line and is left out`, () => {
    const { options: kept, complaints } = validOptions(options);
    assert.deepEqual(kept, {});
    assert.equal(complaints.length, 1);
    assert.match(complaints[0]!, line);
  });
}
