import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { installedNodes, nodes, runNode } from '@waymark/testing';

const folder = mkdtempSync(join(tmpdir(), 'waymark-logs-'));
after(() => rmSync(folder, { recursive: true }));

const preload = fileURLToPath(new URL('./fixtures/preload.ts', import.meta.url));
const IDS = /,"trace_id":"[0-9a-f]{32}","span_id":"[0-9a-f]{16}","request_id":"request-1"/g;

interface Seen {
  severityNumber: number;
  severityText: string;
  body: unknown;
  attributes: Record<string, unknown>;
}

/** Runs a fixture without and with us. */
async function both(
  app: string,
  args: string[] = [],
  node: string = process.execPath,
  env: Record<string, string> = {},
) {
  const file = fileURLToPath(new URL(`./fixtures/${app}`, import.meta.url));
  const bare = await runNode(file, { args, node, env });
  const RECORDS = join(folder, `${Math.random()}.json`);
  // Node 22.15 needs to be told that it may read TypeScript.
  const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', '--import', preload];
  const ours = await runNode(file, { args, node, flags, env: { ...env, RECORDS } });
  return { bare, ours, records: read(RECORDS), workerRecords: read(`${RECORDS}.worker`) };
}

function read(file: string): Seen[] {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

for (const version of installedNodes()) {
  describe(`console on Node ${version}`, () => {
    test('prints the same bytes, and makes a record of every line', async () => {
      const { bare, ours, records } = await both('console-app.cjs', [], nodes[version]);
      assert.equal(ours.stdout, bare.stdout);
      assert.equal(ours.stderr, bare.stderr);
      assert.equal(ours.code, bare.code);
      const said = records.map((r) => `${r.severityText} ${String(r.body).split('\n')[0]}`);
      assert.deepEqual(said, [
        'log plain',
        'log ',
        'log half is 50% of { a: 1 } and more',
        'log { deep: { deeper: { deepest: [Object] } } } [ 1, 2 ] null undefined 5n Symbol(s)',
        'log nested in inspect',
        'log nested in inspect',
        'log inspected 1 inspected 2',
        'warn nested in toJSON',
        'log "converted 1"',
        "log <ref *1> { name: 'loop', self: [Circular *1] }",
        "info info Map(1) { 'k' => Set(1) { 1 } }",
        'debug debug red',
        'warn warn URL {',
        'error failed: RangeError: too far',
        'trace Trace: traced here',
        'trace Trace',
        'warn Assertion failed: printed once',
        'dir { a: [Object] }',
        'log group',
        'log in',
        'log ┌─────────┬───┐',
        'log default: 1',
        'log no inspection',
        'log log 0 trace',
        'log detached',
        'log last',
      ]);
      const failed = records.find((r) => r.severityText === 'error');
      assert.equal(failed?.attributes['exception.type'], 'RangeError');
      assert.equal(failed?.attributes['exception.message'], 'too far');
      assert.ok(records.every((r) => r.attributes['http.request.id'] === 'request-1'));
    });
  });
}

for (const pino of ['pino-6', 'pino-7', 'pino-8-first', 'pino-8', 'pino-9', 'pino']) {
  // Before 7 there are no transports.
  for (const how of ['sync', 'async', ...(pino === 'pino-6' ? [] : ['transport'])]) {
    test(`${pino} ${how}: only the ids are added to what is printed`, async () => {
      const { bare, ours, records } = await both('pino-app.cjs', [pino, how]);
      assert.equal(ours.stdout.match(IDS)?.length, 3);
      assert.equal(ours.stdout.replaceAll(IDS, ''), bare.stdout);
      assert.equal(ours.stderr, bare.stderr);
      const bodies = records.filter((r) => r.severityText !== 'error').map((r) => r.body);
      assert.deepEqual(bodies, ['hello you', 'fields', 'hello you', 'fields']);
      assert.equal(records.length, 7, 'six lines of pino, one of console');
      assert.equal(records[1]?.attributes['password'], '[Redacted]');
    });
  }
}

for (const bunyan of ['bunyan-first', 'bunyan-1', 'bunyan']) {
  for (const version of installedNodes()) {
    test(`${bunyan} on Node ${version}: only the ids are added to what is printed`, async () => {
      const { bare, ours, records } = await both('bunyan-app.cjs', [bunyan], nodes[version]);
      const withoutTimes = (text: string) =>
        text.replaceAll(/"time":"[^"]+"/g, '"time":"now"').replaceAll(/"pid":\d+/g, '"pid":1');
      assert.equal(ours.stdout.match(IDS)?.length, 4);
      assert.equal(withoutTimes(ours.stdout.replaceAll(IDS, '')), withoutTimes(bare.stdout));
      assert.equal(ours.stderr, bare.stderr);
      assert.deepEqual(
        records.map((r) => r.body),
        [...said, ...said, bare.stderr.trimEnd()],
      );
    });
  }
}

const said = ['hello you', 'fields', 'boom', 'to a stream that prints'];

for (const version of installedNodes()) {
  test(`ES modules on Node ${version}: each line once, whoever prints it`, async () => {
    const { bare, ours, records } = await both('esm-app.mjs', [], nodes[version]);
    const [fromPino, fromWinston, forced, fromConsole, fromBunyan] = ours.stdout.trimEnd().split('\n');
    assert.equal(fromPino!.replace(IDS, ''), bare.stdout.split('\n')[0]);
    assert.match(fromPino!, IDS);
    for (const line of [fromWinston, forced, fromBunyan])
      assert.equal(JSON.parse(line!).request_id, 'request-1');
    assert.equal(fromConsole, 'from console');
    assert.deepEqual(
      records.map((r) => r.body),
      ['from pino', 'from winston', 'forced', 'from console', 'from bunyan'],
    );
  });
}

test('a worker prints the same, and makes the records of its own lines', async () => {
  const { bare, ours, records, workerRecords } = await both('worker-app.cjs');
  assert.equal(ours.stdout, bare.stdout);
  assert.deepEqual(
    records.map((r) => r.body),
    ['main'],
  );
  assert.deepEqual(
    workerRecords.map((r) => r.body),
    ['worker { a: 1 }'],
  );
});

for (const version of installedNodes()) {
  for (const env of [{}, { FORCE_COLOR: '1' }] as Record<string, string>[]) {
    const [how = 'without colours'] = Object.keys(env);
    test(`util.debuglog on Node ${version}, ${how}: prints the same, a record of each line`, async () => {
      const names = { ...env, NODE_DEBUG: 'shop,web*' };
      const { bare, ours, records } = await both('debuglog-app.cjs', [], nodes[version], names);
      const withoutIds = (text: string) => text.replaceAll(/\d{3,}/g, 'pid');
      assert.equal(withoutIds(ours.stderr), withoutIds(bare.stderr));
      assert.equal(ours.stdout, bare.stdout);
      assert.deepEqual(
        records.map(({ body, attributes }) => [attributes['logger.name'], body]),
        [
          ['SHOP', 'paid 7 of {"a":1} more'],
          ['SHOP', ''],
          ['SHOP', 'not paid [RangeError: too far]'],
          ['WEBSHOP', 'first'],
          ['WEBSHOP', 'second'],
          [undefined, stripVTControlCharacters(bare.stdout.trimEnd())],
        ],
      );
      assert.equal(records[2]?.attributes['exception.type'], 'RangeError');
      assert.ok(records.slice(0, 5).every(({ severityNumber }) => severityNumber === 5));
    });
  }
}
