import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configFromEnv } from './config.ts';
import { readRedactionOptions, rulesIn } from './redaction-options.ts';

const read = (env: Record<string, string>) => configFromEnv(env, { redaction: readRedactionOptions });
const of = (end: string, text: string) => read({ [`WAYMARK_REDACTION${end}`]: text });
const KEY = 'a key of 2026-11, 30 letters';

test('what looks like a secret is redacted unless somebody says otherwise, and nothing else is read for it', () => {
  assert.deepEqual(configFromEnv({}).config.redaction, { enabled: true, options: {} });
  assert.equal(of('', 'OFF').config.redaction.enabled, false);
  const wrong = of('', 'none');
  assert.equal(wrong.config.redaction.enabled, true);
  assert.deepEqual(wrong.complaints, [
    'WAYMARK_REDACTION="none" is not valid: it takes one of on, off; on is used',
  ]);
});

test('a mode of hashes needs a key, which is never shown', () => {
  const hashed = read({ WAYMARK_REDACTION_MODE: 'hmac', WAYMARK_REDACTION_KEY: KEY });
  assert.deepEqual(hashed.config.redaction.options, { mode: 'hmac', hmacKey: KEY });
  assert.deepEqual(hashed.complaints, []);
  const line =
    'WAYMARK_REDACTION_KEY is not valid (its value is not shown): it takes a key of at least 16 characters; WAYMARK_REDACTION_MODE is mask';
  for (const env of [{}, { WAYMARK_REDACTION_KEY: 'short' }] as Record<string, string>[]) {
    const { config, complaints } = read({ WAYMARK_REDACTION_MODE: 'hmac', ...env });
    assert.deepEqual([config.redaction.options, complaints], [{ mode: 'mask' }, [line]]);
  }
  assert.deepEqual(of('_KEY', KEY).complaints, [
    'WAYMARK_REDACTION_KEY has no effect without WAYMARK_REDACTION_MODE=hmac',
  ]);
});

test('lists of names and of detectors', () => {
  const { config, complaints } = read({
    WAYMARK_REDACTION_KEYS: ' X-Pin, ,tenant.code',
    WAYMARK_REDACTION_ALLOW: 'session',
    WAYMARK_REDACTION_DETECTORS: 'Email,ip,dna',
  });
  assert.deepEqual(config.redaction.options, {
    mode: 'mask',
    keys: ['X-Pin', 'tenant.code'],
    allow: ['session'],
    detectors: ['email', 'ip'],
  });
  assert.deepEqual(complaints, [
    'WAYMARK_REDACTION_DETECTORS="dna" is not valid: it takes a list of email, phone, ip, national-id, none; it is left out',
  ]);
  assert.match(
    of('_KEYS', ' , ').complaints.join(),
    /takes names of attributes, separated by commas; it is left out$/,
  );
});

const rules: [text: string, rules: [name: string, pattern: RegExp][], wrong: string[]][] = [
  ['', [], []],
  ['badge=/B-\\d{6}/', [['badge', /B-\d{6}/]], []],
  [
    ' a = /x,y/i , b.c=/[/,]\\/z/;d-e=/1/ims,',
    [
      ['a', /x,y/i],
      ['b.c', /[/,]\/z/],
      ['d-e', /1/ims],
    ],
    [],
  ],
  [
    'a=/x/,b=/(/,c=/y/g,d=/z/',
    [
      ['a', /x/],
      ['d', /z/],
    ],
    ['b=/(/', 'c=/y/g'],
  ],
  ['a=/x/,b=x,c=/y/', [['a', /x/]], ['b=x,c=/y/']],
];
for (const [text, expected, wrong] of rules) {
  test(`rules are read of ${JSON.stringify(text)}`, () => {
    const found = rulesIn(text);
    assert.deepEqual(
      found.rules,
      expected.map(([name, pattern]) => ({ name, pattern })),
    );
    assert.deepEqual(found.wrong, wrong);
  });
}

test('a rule that is not understood costs a line and is left out', () => {
  const { config, complaints } = of('_RULES', 'a=/x/,b=/(/');
  assert.deepEqual(config.redaction.options.rules, [{ name: 'a', pattern: /x/ }]);
  assert.deepEqual(complaints, [
    'WAYMARK_REDACTION_RULES="b=/(/" is not valid: it takes name=/regular expression/ with flags out of ims, one or more, separated by commas; it is left out',
  ]);
});
