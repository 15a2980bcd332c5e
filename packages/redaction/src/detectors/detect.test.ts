import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detect } from './index.ts';

const redact = (text: string) => detect(text, (rule) => `<${rule}>`);

// Put together here, so that no scanner of a git host takes these made-up values for leaked ones.
const awsKey = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
const githubToken = ['ghp', '5fbbd6p84oe7ut4qrttebiwar77s63donnl8'].join('_');

for (const [name, text, wanted] of [
  ['a token with a prefix', `pushed with ${githubToken}.`, 'pushed with <github>.'],
  ['an escaped line break in front of a token', `"a\\n${githubToken}\\n"`, '"a\\n<github>\\n"'],
  ['a value of a secret name', 'DB_PASSWORD=hunter2 rest', 'DB_PASSWORD=<named> rest'],
  ['JSON in JSON', '{"body":"{\\"apiKey\\":\\"a1b2c3\\"}"}', '{"body":"{\\"apiKey\\":\\"<named>\\"}"}'],
  ['Bearer credentials', 'Authorization: Bearer abc123def456', 'Authorization: Bearer <authorization>'],
  ['the user and password of a URL', 'at postgres://bob:pw@db:5432/shop', 'at postgres://<url>@db:5432/shop'],
  ['two in one text', `${awsKey}, ${awsKey}`, '<aws>, <aws>'],
  ['a card number in groups', 'paid by 4111 1111 1111 1111', 'paid by <card>'],
  ['a card number and its code', '4111 1111 1111 1111 737', '<card> 737'],
  ['a card number in front of a status', 'GET /cards/4111-1111-1111-1111 503', 'GET /cards/<card> 503'],
  ['a card number in front of a long one', '4111 1111 1111 1111 20261126120000', '<card> 20261126120000'],
  ['an IBAN', 'to DE89 3704 0044 0532 0130 00 today', 'to <iban> today'],
] as const) {
  test(`takes out ${name}`, () => assert.equal(redact(text), wanted));
}

test('returns the same string when there is nothing', () => {
  const text = 'GET /orders/41d3f0c2 200 in 12 ms, trace 4bf92f3577b34da6a3ce929d0e0e4736';
  assert.equal(redact(text), text);
});
