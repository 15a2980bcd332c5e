/** What is taken out is what the settings say, from the environment, from code and in both engines; and it is counted. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode, startOtlpServer } from '@waymark/testing';

const app = fileURLToPath(new URL('settings.cjs', import.meta.url));
const NODE_PATH = fileURLToPath(new URL('../../node_modules', import.meta.url));
const TOKEN = ['gh', `p_${'A1b2C3d4E5f6'.repeat(3)}`].join('');

async function sentWith(env: Record<string, string>) {
  await using sink = await startOtlpServer();
  const settings = { NODE_PATH, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
  const { code, stderr } = await runNode(app, { register: 'require', env: { ...settings, ...env } });
  assert.equal(code, 0, stderr);
  sink.assertClean();
  const [span] = sink.spans;
  return {
    attributes: span!.attributes,
    event: span!.events[0]!,
    body: sink.logs[0]!.body,
    metrics: sink.metrics,
    stderr,
  };
}

const plain = {
  'user.password': 'REDACTED',
  'x-pin': '7734',
  session_token: 'REDACTED',
  text: 'token REDACTED, mail ann@shop.example, badge B-123456',
};

const rows: [name: string, env: Record<string, string>, attributes: Record<string, string>][] = [
  ['nothing', {}, plain],
  [
    'off',
    { WAYMARK_REDACTION: 'off' },
    {
      ...plain,
      'user.password': 'hunter2',
      session_token: 'kept',
      text: plain.text.replace('REDACTED', TOKEN),
    },
  ],
  ['more names', { WAYMARK_REDACTION_KEYS: 'X_PIN' }, { ...plain, 'x-pin': 'REDACTED' }],
  ['names to leave alone', { WAYMARK_REDACTION_ALLOW: 'session-token' }, { ...plain, session_token: 'kept' }],
  [
    'a detector',
    { WAYMARK_REDACTION_DETECTORS: 'email' },
    { ...plain, text: plain.text.replace('ann@shop.example', 'REDACTED') },
  ],
  [
    'a rule',
    { WAYMARK_REDACTION_RULES: 'badge=/B-[0-9]{6}/' },
    { ...plain, text: plain.text.replace('B-123456', 'REDACTED') },
  ],
  [
    'a module of options',
    { WAYMARK_CONFIG: fileURLToPath(new URL('waymark.config.mjs', import.meta.url)) },
    { ...plain, 'x-pin': 'REDACTED', text: 'token REDACTED, mail REDACTED, badge [badge]' },
  ],
];
for (const engine of ['waymark', 'upstream']) {
  for (const [name, env, expected] of rows) {
    test(`${engine}: ${name} is what is heard`, async () => {
      const { attributes, stderr } = await sentWith({ WAYMARK_ENGINE: engine, ...env });
      assert.deepEqual(attributes, expected, stderr);
      assert.match(stderr, /^waymark: [^\n]*\n$/);
    });
  }
}

test('with mode remove, what is nothing but a secret is not there', async () => {
  const { attributes, event, body } = await sentWith({ WAYMARK_REDACTION_MODE: 'remove' });
  assert.deepEqual(Object.keys(attributes), ['x-pin', 'text']);
  assert.equal(String(attributes['text']).includes(TOKEN), false);
  assert.deepEqual(
    [event.attributes['again'], body].map((text) => String(text).includes('hunter2')),
    [false, false],
  );
});

test('with mode hmac the same secret is the same hash everywhere, by the key', async () => {
  const env = { WAYMARK_REDACTION_MODE: 'hmac', WAYMARK_REDACTION_KEY: '0123456789abcdef' };
  const { attributes, event } = await sentWith(env);
  const hash = String(attributes['user.password']);
  assert.match(hash, /^hmac:[0-9a-f]{16}$/);
  assert.equal(event.attributes['again'], `password=${hash}`);
  const other = await sentWith({ ...env, WAYMARK_REDACTION_KEY: 'fedcba9876543210' });
  assert.notEqual(other.attributes['user.password'], hash);
});

test('a rule that would take ever longer is refused at the start, with one line, and the others hold', async () => {
  const { attributes, stderr } = await sentWith({
    WAYMARK_REDACTION_RULES: 'slow=/(a+)+$/,badge=/B-[0-9]{6}/',
  });
  assert.match(String(attributes['text']), /badge REDACTED$/);
  assert.match(stderr, /slow.*; it is left out\nwaymark: /);
  assert.equal(stderr.split('\n').length, 3, stderr);
});

test('what is taken out is counted by rule, and where nothing is there is no such metric', async () => {
  const env = { STAY_MS: '1500', OTEL_METRIC_EXPORT_INTERVAL: '100', OTEL_METRIC_EXPORT_TIMEOUT: '100' };
  const { metrics } = await sentWith(env);
  const counted = metrics.findLast(({ name }) => name === 'waymark.redaction.count');
  const { monotonic, unit, points } = counted!;
  assert.deepEqual([monotonic, unit], [true, '{redaction}']);
  const counts = points.map(({ attributes, value }) => [attributes['rule'], value]);
  assert.deepEqual(Object.fromEntries(counts), { key: 2, github: 1, named: 2 });
  const none = await sentWith({ ...env, WAYMARK_REDACTION: 'off' });
  assert.equal(
    none.metrics.some(({ name }) => name === 'waymark.redaction.count'),
    false,
  );
});
