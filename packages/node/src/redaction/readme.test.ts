import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Redactor } from '@waymark/redaction';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [, section] = readme.match(/^## Nothing secret leaves\n(.*?)^## /ms)!;
const rows = [...section!.matchAll(/^\| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \|$/gm)];

test('the README shows what is taken out', () => assert.ok(rows.length >= 9, section));

for (const [, name, before, after] of rows) {
  test(`${name}: ${before} leaves as the README says`, () =>
    assert.equal(new Redactor().attribute(name!, before), after));
}
