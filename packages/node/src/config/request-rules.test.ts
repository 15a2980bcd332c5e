import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EnvReader } from './env-reader.ts';
import { readIgnoreIncoming } from './ignore-incoming.ts';
import { readSamplingRules } from './sampling-rules.ts';

function rules(text: string) {
  const reader = new EnvReader({ WAYMARK_SAMPLING_RULES: text });
  return { rules: readSamplingRules(reader), complaints: reader.complaints };
}

test('WAYMARK_SAMPLING_RULES, rule by rule', () => {
  const read = rules(
    'drop GET /assets/*; 0.1 /api/search ;keep attribute db.system.name=postgresql; 0.5 POST ' +
      'attribute user_agent.original="a; b" attribute x;;drop',
  );
  assert.deepEqual(read.complaints, []);
  assert.deepEqual(read.rules, [
    { share: 0, method: 'GET', path: '/assets/*', attributes: [] },
    { share: 0.1, path: '/api/search', attributes: [] },
    { share: 1, attributes: [{ name: 'db.system.name', value: 'postgresql' }] },
    {
      share: 0.5,
      method: 'POST',
      attributes: [{ name: 'user_agent.original', value: 'a; b' }, { name: 'x' }],
    },
    { share: 0, attributes: [] },
  ]);
});

test('a rule that is not valid is quoted with what is wrong and left out, the others hold', () => {
  const table: [rule: string, wrong: string][] = [
    ['dorp /a', '"dorp" is no action'],
    ['1.5 /a', '"1.5" is no action'],
    ['drop get /a', '"get" is no condition'],
    ['drop /a /b', 'it has a second path, "/b"'],
    ['drop GET POST', 'it has a second method, "POST"'],
    ['keep attribute', 'attribute has no name after it'],
  ];
  for (const [rule, wrong] of table) {
    const read = rules(`drop /x; ${rule}`);
    assert.equal(read.rules.length, 1);
    assert.deepEqual(read.complaints, [
      `WAYMARK_SAMPLING_RULES: ${JSON.stringify(rule)} is not valid, ${wrong}: a rule is keep, drop or a share from 0 to 1, then any of GET, /path/*, attribute name=value; it is left out`,
    ]);
  }
});

test('WAYMARK_IGNORE_INCOMING: health checks by default, globs in their place or beside them, or none', () => {
  const table: [string | undefined, string[], complaints: number][] = [
    [undefined, ['default'], 0],
    ['', ['default'], 0],
    ['none', [], 0],
    ['/a, /b/*', ['/a', '/b/*'], 0],
    ['default,/a', ['default', '/a'], 0],
    ['agent:kube-probe/*', ['agent:kube-probe/*'], 0],
    ['a,/b', ['/b'], 1],
    ['none,/b', ['/b'], 1],
    ['a', ['default'], 1],
  ];
  for (const [value, expected, complaints] of table) {
    const reader = new EnvReader({ WAYMARK_IGNORE_INCOMING: value });
    assert.deepEqual(readIgnoreIncoming(reader), expected, value);
    assert.equal(reader.complaints.length, complaints, value);
  }
});
