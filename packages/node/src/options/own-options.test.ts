import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FETCH_HOOKS, HOOKS } from '@waymark/http';
import { TARGETS } from '../patching/targets.ts';
import { LateOptions } from './late-options.ts';
import { LAYERED, TAKEN, untakenOptions } from './own-options.ts';

const given = (instrumentationOptions: Record<string, object>) =>
  new LateOptions({ instrumentationOptions }, { enabled: undefined, disabled: [], options: {} }, true);

test('of http the hooks are taken that http has', () => {
  assert.deepEqual(
    TAKEN['http']!.filter((name) => name !== 'ignoreIncomingRequestHook').sort(),
    [...HOOKS].sort(),
  );
});

test('of undici the hooks are taken that fetch has', () => {
  assert.deepEqual(TAKEN['undici'], FETCH_HOOKS);
});

test('what is taken and what is upstream costs no line', () => {
  const options = given({
    http: { requestHook() {}, enabled: true },
    graphql: { mergeItems: true },
    pg: { requestHook() {} },
  });
  assert.deepEqual(
    untakenOptions(options, 'lean', () => true),
    [],
  );
  assert.deepEqual(
    untakenOptions(given({ express: { ignoreLayers: [] } }), 'lean', () => false),
    [],
  );
});

test('what only upstream takes is told of by name', () => {
  const lines = untakenOptions(
    given({ express: { ignoreLayers: [] }, http: { serverName: 'x' } }),
    'lean',
    () => true,
  );
  assert.match(
    lines[0]!,
    /^options of express >=4\.8 <6 are left out: ignoreLayers; ours takes none but enabled, and with WAYMARK_SPANS=full/,
  );
  assert.match(lines[1]!, /^options of http are left out: serverName; ours takes enabled, requestHook, /);
});

test("with WAYMARK_SPANS=full the layers are upstream's, and take all of its options", () => {
  for (const name of Object.keys(LAYERED)) {
    const options = given({ [name]: { ignoreLayers: [] } });
    assert.deepEqual(
      untakenOptions(options, 'full', () => true),
      [],
    );
    assert.equal(untakenOptions(options, 'lean', () => true).length, 1, name);
  }
});

test('of a framework the versions are told that are ours: those of upstream take its options', () => {
  const lean = TARGETS.filter(({ spans, name }) => spans === 'lean' && name !== 'nestjs-core');
  assert.deepEqual(Object.keys(LAYERED).sort(), [...new Set(lean.map(({ name }) => name as string))].sort());
  for (const { name, versions } of lean) {
    const [line] = untakenOptions(given({ [name]: { ignoreLayers: [] } }), 'lean', () => true);
    const told = /^options of (.+) are left out: ignoreLayers; ours takes none but enabled/.exec(line!);
    assert.equal(told?.[1], `${name} ${versions}`);
  }
});

test('of those that stand where upstream stops, what no one knows is told of', () => {
  const lines = untakenOptions(
    given({
      graphql: { depth: 0, bogus: 1, responseHook() {} },
      'nestjs-core': { bogus: 1 },
      'node-sqlite': { requireParentSpan: true, doubleQuotedStrings: true, bogus: 1 },
    }),
    'lean',
    () => true,
  );
  assert.deepEqual(
    lines.map((line) => line.split(';')[0]),
    ['graphql', 'nestjs-core', 'node-sqlite'].map((name) => `options of ${name} are left out: bogus`),
  );
});
