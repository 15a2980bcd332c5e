import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detect } from './index.ts';

const redact = (text: string) => detect(text, (rule) => `<${rule}>`);

// Put together here, so that no scanner of a git host takes these made-up values for leaked ones.
const awsKey = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
const githubToken = ['ghp', '5fbbd6p84oe7ut4qrttebiwar77s63donnl8'].join('_');
const webhook = [
  'https://hooks.slack.com',
  'services',
  'T0ABCDEFG',
  'B0ABCDEFG',
  'a1b2c3d4e5f6g7h8i9j0k1l2',
].join('/');

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
  ['a card number in a URL', '?a=4111%201111%201111%201111&b=1', '?a=<card>&b=1'],
  ['a card number that is encoded twice', '%25224111%25201111%25201111%25201111%2522', '%2522<card>%2522'],
  ['a card number with narrow blanks', '4111\u202f1111\u202f1111\u202f1111', '<card>'],
  ['a card number in a message', '"message":"4111111111111111"', '"message":"<card>"'],
  ['an IBAN in a form', 'a=DE89+3704+0044+0532+0130+00&b=1', 'a=<iban>&b=1'],
  ['an IBAN that is encoded twice', 'a%253DDE89%25203704%25200044%25200532%25200130%252000', 'a%253D<iban>'],
  ['a token in colors of JSON', `\\u001b[31m${githubToken}\\u001b[39m`, '\\u001b[31m<github>\\u001b[39m'],
  ['a token that is encoded twice', `%2522${githubToken}%2522`, '%2522<github>%2522'],
  ['a token in base64', `v: ${Buffer.from(githubToken).toString('base64')}\n`, 'v: <github>\n'],
  ['a key id in base64', `id: ${Buffer.from(awsKey).toString('base64')}`, 'id: <aws>'],
  ['a token in bold', `__${awsKey}__`, '__<aws>__'],
  ['a key of AWS behind its id', `${awsKey}:${'aB3/'.repeat(10)}, x`, '<aws>, x'],
  ['a webhook that is encoded', `?a=${encodeURIComponent(webhook)}&b=1`, '?a=https%3A%2F%2F<slack>&b=1'],
  [
    'a webhook that is encoded twice',
    `${encodeURIComponent(encodeURIComponent(webhook))}%2522`,
    'https%253A%252F%252F<slack>%2522',
  ],
  ['a webhook in JSON of PHP', JSON.stringify(webhook).replaceAll('/', '\\/'), '"https:\\/\\/<slack>"'],
  ['Bearer credentials with a bar', 'Bearer 12345678|abc123def456', 'Bearer <authorization>'],
  [
    'a password in a list of URLs',
    'redis://a:6379,redis://bob:hunter2@b:6379',
    'redis://a:6379,redis://<url>@b:6379',
  ],
  ['a password with signs', 'at postgres://bob:p#/?w@db/shop', 'at postgres://<url>@db/shop'],
  ['credentials in JSON of PHP', '"https:\\/\\/bob:pw@db\\/shop"', '"https:\\/\\/<url>@db\\/shop"'],
  [
    'credentials that are encoded',
    'a=https%3A%2F%2Fbob%3Ap%2540w%40db%2Fshop',
    'a=https%3A%2F%2F<url>%40db%2Fshop',
  ],
  ['an IBAN', 'to DE89 3704 0044 0532 0130 00 today', 'to <iban> today'],
] as const) {
  test(`takes out ${name}`, () => assert.equal(redact(text), wanted));
}

for (const text of [
  'GET /orders/41d3f0c2 200 in 12 ms, trace 4bf92f3577b34da6a3ce929d0e0e4736',
  'http://host:8080/@scope/pkg@1.2.3 http://[2001:db8::1]:80/a@b file:///C:/a@b',
  'called +4111111111111111, tweet 4111111111111111, order no 4111111111111111',
  'de89370400440532013000x dE89370400440532013000 DE8 9370 4004 4053 2013 000',
])
  test(`returns the same string when there is nothing: ${text}`, () => assert.equal(redact(text), text));
