import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EnvReader } from './env-reader.ts';
import { isInstrumentationOn, parseOptions, readInstrumentations } from './instrumentations-config.ts';

const read = (env: Record<string, string>) => readInstrumentations(new EnvReader(env));

const switches: [string, Record<string, string>, Record<string, boolean>][] = [
  [
    'nothing is set: all but the noisy ones',
    {},
    { pg: true, http: true, fs: false, dns: false, net: false, debug: false },
  ],
  [
    'some are enabled: only these, those off by default too',
    { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pg, fs' },
    { pg: true, fs: true, http: false },
  ],
  ['one is disabled', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg' }, { pg: false, http: true, fs: false }],
  [
    'disabled wins over enabled',
    { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pg,http', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg' },
    { pg: false, http: true },
  ],
  [
    'only unknown ones are enabled: none',
    { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'postgres' },
    { pg: false, http: false },
  ],
  [
    'its own option wins over both lists',
    { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg', WAYMARK_INSTRUMENTATION_PG: 'enabled=true' },
    { pg: true },
  ],
  [
    'debug is asked for by a variable of its own',
    { WAYMARK_LOG_DEBUG: 'on' },
    { debug: true, pg: true, fs: false },
  ],
  [
    'debug stands beside those that are named',
    { WAYMARK_LOG_DEBUG: 'on', OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pg' },
    { debug: true, pg: true, http: false },
  ],
  ['debug may be named, too', { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'debug' }, { debug: true, pg: false }],
  ['an option turns a noisy one on', { WAYMARK_INSTRUMENTATION_FS: '{"enabled":true}' }, { fs: true }],
];
for (const [name, env, expected] of switches) {
  test(name, () => {
    const config = read(env);
    const found = Object.keys(expected).map((each) => [each, isInstrumentationOn(config, each)]);
    assert.deepEqual(Object.fromEntries(found), expected);
  });
}

const texts: [string, string, object | undefined][] = [
  ['pairs', 'requireParentSpan=true, n=2 ,f=0.5,s=a b', { requireParentSpan: true, n: 2, f: 0.5, s: 'a b' }],
  ['a value with an equals sign', 'a=b=c', { a: 'b=c' }],
  ['an empty value', 'a=', { a: '' }],
  ['a JSON object', '{"a":{"b":[1]}}', { a: { b: [1] } }],
  ['broken JSON', '{"a":', undefined],
  ['a word', 'requireParentSpan', undefined],
  ['a pair and a word', 'a=1,b', undefined],
];
for (const [name, text, expected] of texts) {
  test(`options: ${name}`, () => assert.deepEqual(parseOptions(text), expected));
}

test('options are found by the name in capitals', () => {
  const { options } = read({
    WAYMARK_INSTRUMENTATION_SOCKET_IO: 'a=1',
    WAYMARK_INSTRUMENTATION_AWS_SDK: 'b=2',
  });
  assert.deepEqual(options, { 'socket.io': { a: 1 }, 'aws-sdk': { b: 2 } });
});

test('options for nobody cost one line that shows no value', () => {
  const reader = new EnvReader({ WAYMARK_INSTRUMENTATION_POSTGRES: 'password=hunter2' });
  assert.deepEqual(readInstrumentations(reader).options, {});
  assert.equal(reader.complaints.length, 1);
  assert.match(
    reader.complaints[0]!,
    /^WAYMARK_INSTRUMENTATION_POSTGRES belongs to no instrumentation: .*PG, /,
  );
  assert.doesNotMatch(reader.complaints[0]!, /hunter2/);
});

test('the names that there are stand in the order of the alphabet', () => {
  const reader = new EnvReader({ WAYMARK_INSTRUMENTATION_POSTGRES: 'a=1' });
  readInstrumentations(reader);
  const names = reader.complaints[0]!.split('comes one of ')[1]!.split(', ');
  assert.deepEqual(names, names.toSorted());
});

test('enabled is true or false: anything else costs one line, and is left out', () => {
  for (const [variable, text] of [
    ['WAYMARK_INSTRUMENTATION_PG', 'enabled=0,requireParentSpan=true'],
    ['WAYMARK_INSTRUMENTATION_PG', '{"enabled":"false","requireParentSpan":true}'],
  ] as const) {
    const reader = new EnvReader({ [variable]: text });
    const { options } = readInstrumentations(reader);
    assert.deepEqual(options, { pg: { requireParentSpan: true } });
    assert.deepEqual(reader.complaints, [
      'WAYMARK_INSTRUMENTATION_PG is not valid: enabled takes true or false; it is left out',
    ]);
  }
});

test('a word that WAYMARK_LOG_DEBUG does not take leaves debug off, and is told', () => {
  const reader = new EnvReader({ WAYMARK_LOG_DEBUG: 'all' });
  assert.equal(isInstrumentationOn(readInstrumentations(reader), 'debug'), false);
  assert.deepEqual(reader.complaints, [
    'WAYMARK_LOG_DEBUG="all" is not valid: it takes one of off, on; off is used',
  ]);
});
