import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBoundaryLists } from './boundary-lists.ts';
import { configFromEnv } from './config.ts';

const of = (text: string | undefined) =>
  configFromEnv(text === undefined ? {} : { WAYMARK_PROPAGATE_TO: text }, { boundary: readBoundaryLists });

const table: [condition: string, text: string | undefined, told: readonly string[] | undefined][] = [
  ['unset', undefined, undefined],
  ['empty', ' ', undefined],
  ['a host', 'api.example.com', ['api.example.com']],
  ['several', ' *.internal , [::1]:8080,,messages ', ['*.internal', '[::1]:8080', 'messages']],
  ['nobody', 'None', []],
];
for (const [condition, text, told] of table) {
  test(`WAYMARK_PROPAGATE_TO: ${condition}`, () => {
    const { config, complaints } = of(text);
    assert.deepEqual(config.propagateTo, told);
    assert.deepEqual(complaints, []);
  });
}

test('WAYMARK_PROPAGATE_TO: what is not valid costs a line, and nobody is told more because of it', () => {
  const { config, complaints } = of('https://a,b');
  assert.deepEqual(config.propagateTo, ['b']);
  assert.deepEqual(complaints, [
    'WAYMARK_PROPAGATE_TO="https://a" is not valid: it takes hosts such as *.internal, api.example.com:8443 or [fd00::1], messages, unix, or none alone; it is left out',
  ]);
});

const nobody: [condition: string, text: string, wrong: string][] = [
  ['what is not valid and alone', 'a b', 'a b'],
  ['none beside others', 'a,None', 'None'],
  ['a list without items', ', ,', ', ,'],
];
for (const [condition, text, wrong] of nobody) {
  test(`WAYMARK_PROPAGATE_TO: ${condition} is nobody, which the line says`, () => {
    const { config, complaints } = of(text);
    assert.deepEqual(config.propagateTo, []);
    assert.equal(complaints.length, 1);
    assert.ok(complaints[0]?.startsWith(`WAYMARK_PROPAGATE_TO=${JSON.stringify(wrong)} is not valid: `));
    assert.match(complaints[0] ?? '', /or none alone; nobody is told$/);
  });
}
