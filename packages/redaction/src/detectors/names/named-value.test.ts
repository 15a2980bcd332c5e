import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { detect } from '../index.ts';

const redact = (text: string) => detect(text, () => '<secret>');
const ENVIRONMENT = { env: [{ name: 'DB_PASSWORD', value: 'hunter2' }] };

describe('the value of a secret name is taken out of', () => {
  for (const [where, text, wanted] of [
    ['an inspected object', inspect({ a: 1, password: 'hunter2' }), "{ a: 1, password: '<secret>' }"],
    ['an inspected map', inspect(new Map([['token', 'a1b2c3d4e5']])), "Map(1) { 'token' => '<secret>' }"],
    ['inspected pairs', inspect([['password', 'hunter2']]), "[ [ 'password', '<secret>' ] ]"],
    ['an inspected list', inspect({ password: ['hunter2', 'swordfish'] }), "{ password: [ '<secret>' ] }"],
    [
      'a list of JSON in JSON',
      '{\\"password\\":[\\"a\\\\b1\\",\\"c\\"]}',
      '{\\"password\\":[\\"<secret>\\"]}',
    ],
    ['a list of cookies', "'set-cookie': [ 'sid=a1b2; Path=/' ]", "'set-cookie': [ '<secret>' ]"],
    [
      'an object in colors',
      inspect({ secret: 'hunter2' }, { colors: true }),
      "{ secret: \u001b[32m'<secret>'\u001b[39m }",
    ],
    [
      'colors in JSON',
      '\\u001b[36mpassword\\u001b[0m=\\u001b[32mhunter2\\u001b[0m',
      '\\u001b[36mpassword\\u001b[0m=\\u001b[32m<secret>\\u001b[0m',
    ],
    [
      'a name and a value on two lines',
      JSON.stringify(ENVIRONMENT, null, 2),
      JSON.stringify(ENVIRONMENT, null, 2).replace('hunter2', '<secret>'),
    ],
    ['an environment in YAML', '- name: API_KEY\n  value: "hunter2"', '- name: API_KEY\n  value: "<secret>"'],
    ['URL-encoded JSON', '%7B%22password%22%3A%22hunter2%22%7D', '%7B%22password%22%3A%22<secret>%22%7D'],
    [
      'JSON that is URL-encoded twice',
      '%257B%2522password%2522%253A%2522hunter2%2522%257D',
      '%257B%2522password%2522%253A%2522<secret>%2522%257D',
    ],
    [
      'JSON in HTML',
      '{&quot;password&quot;:&quot;correct horse&quot;}',
      '{&quot;password&quot;:&quot;<secret>&quot;}',
    ],
    [
      'JSON with escaped quotes',
      '{\\u0022password\\u0022:\\u0022hunter2\\u0022}',
      '{\\u0022password\\u0022:\\u0022<secret>\\u0022}',
    ],
    [
      'Python',
      "{u'password': u'hunter2', b'secret': b'hunter2'}",
      "{u'password': u'<secret>', b'secret': b'<secret>'}",
    ],
    ['Rust', 'Config { password: Some("hunter2") }', 'Config { password: Some("<secret>") }'],
    ['PHP', '["password"]=> string(7) "hunter2"', '["password"]=> string(7) "<secret>"'],
    ['Markdown', '**password**: `hunter2`', '**password**: `<secret>`'],
    ['a line with signs in the value', 'DB_PASSWORD=Qwerty,123;x\nB=2', 'DB_PASSWORD=<secret>\nB=2'],
    [
      'Digest credentials',
      'Authorization: Digest username="bob", response="6629fae4"\nA: b',
      'Authorization: Digest <secret>\nA: b',
    ],
  ] as const) {
    test(where, () => {
      assert.equal(redact(text), wanted);
      assert.equal(redact(wanted.replace('<secret>', 'REDACTED')), wanted.replace('<secret>', 'REDACTED'));
    });
  }
});

describe('nothing is taken out of', () => {
  for (const [what, text] of [
    ['errors of forms', '{"password":["must have 8 characters","Passwords differ"],"token":["is invalid"]}'],
    ['an object of code', '{password: password, apiKey: apiKey, token: token}'],
    ['modes of fetch', inspect({ credentials: 'include', mode: 'cors' })],
    ['a type of GraphQL', 'type Query { login(password: String!): Token }'],
    ['a list of names', "pick(['password', 'createdAt2', 'role'])"],
    ['what inspect leaves out', '{ password: [Function: hash], credentials: [Object] }'],
    ['the directory of a shell', 'PWD=/srv/app OLDPWD=/ pwd: /srv/app'],
    ['a file', 'kubectl create secret generic db --from-file=password=./password.txt'],
    ['a handshake', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    ['an action', 'secretsmanager:GetSecretValue is denied'],
    ['a value on the line behind another', 'kind: password\nvalue: production'],
  ] as const) {
    test(what, () => assert.equal(redact(text), text));
  }
});
