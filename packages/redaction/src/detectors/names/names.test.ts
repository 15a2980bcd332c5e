import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { detect } from '../index.ts';

const redact = (text: string) => detect(text, () => '?');

describe('takes out the value of a secret name', () => {
  for (const [text, wanted] of [
    ['DB_PASSWORD=hunter2', 'DB_PASSWORD=?'],
    ['{"apiKey": "a1b", "n": 1}', '{"apiKey": "?", "n": 1}'],
    ['password: swordfish\nuser: bob', 'password: ?\nuser: bob'],
    ['[auth] user_password: swordfish', '[auth] user_password: ?'],
    ['map[user:bob password:swordfish]', 'map[user:bob password:?]'],
    ['./run --client-secret s3cr3t --fast', './run --client-secret ? --fast'],
    ['var dbToken string = "5fbbd6p84oe7ut4q"', 'var dbToken string = "?"'],
    ['[{"name":"password","value":"x1y2z3"}]', '[{"name":"password","value":"?"}]'],
    ['<wsse:Password Type="text">hunter2</wsse:Password>', '<wsse:Password Type="text">?</wsse:Password>'],
    ['setProperty("API_TOKEN", "5fbbd6p84oe7ut4q")', 'setProperty("API_TOKEN", "?")'],
    ['user%3Dbob%26password%3Dhunter2%26go%3D1', 'user%3Dbob%26password%3D?%26go%3D1'],
    ['Cookie: sid=4f1a; theme=dark\naccept: a', 'Cookie: ?\naccept: a'],
    ['Authorization: Api-Token 22cb987851', 'Authorization: Api-Token ?'],
    ['{"m":"{\\"password\\":\\"a\\\\\\"b\\",\\"n\\":1}"}', '{"m":"{\\"password\\":\\"?\\",\\"n\\":1}"}'],
    ['password="cut off in the mid', 'password="?'],
    ['cvv=123 otp=998877', 'cvv=? otp=?'],
  ] as const) {
    test(text, () => assert.equal(redact(text), wanted));
  }
});

describe('leaves what only is about secrets', () => {
  for (const text of [
    'password: must be at least 8 characters',
    '"password": "is too short"',
    '{"apiKey": "a1", "n": 1}',
    'invalid password: user 42 has 3 attempts left',
    'password_reset_at=2026-11-26T11:29:30Z token_count=4096 max_tokens=4096 api_key_id=7f3a9c1e2b',
    'token = readToken(file); password: req.body.password',
    'DB_PASSWORD=$DB_PASSWORD API_TOKEN=<token> SECRET=[REDACTED] KEY={{key}} PASSWORD=****',
    'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-a1b2c3',
    'primary_key=8f14e45fceea467f cache_key="a1b2c3d4e5f6a7b8" nextPageToken=CAEQAA12ab34',
    'author: jane, keyboard: de, compass: north, passed: 12',
    'Bearer realm="shop", error="invalid_token"',
  ]) {
    test(text, () => assert.equal(redact(text), text));
  }
});
