import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scrub, secretsOf } from './scrub.ts';

const secrets = secretsOf({
  url: 'https://us%65r1:pass%2Fword@example.com/in?api_key=k%2De%2Dy1&x=1',
  headers: { authorization: 'Basic dXNlcjpwYXNz', 'x-tag': 'a' },
  timeoutMs: 1,
  contentType: '',
  userAgent: '',
});

for (const secret of ['user1', 'pass/word', 'pass%2Fword', 'dXNlcjpwYXNz', 'k-e-y1', 'api_key=k%2De%2Dy1']) {
  test(`hides ${secret}`, () => assert.equal(scrub(`<${secret}>`, secrets), '<***>'));
}

test('hides a password with a percent sign that begins no escape', () => {
  const url = 'https://me:p%40ss%zz@example.com/';
  const ofPassword = secretsOf({ url, timeoutMs: 1, contentType: '', userAgent: '' });
  assert.equal(scrub('<p@ss%zz>', ofPassword), '<***>');
});

test('hides what basic auth makes of user and password', () => {
  const echoed = Buffer.from('user1:pass/word').toString('base64');
  assert.equal(scrub(`not allowed: ${echoed}`, secrets), 'not allowed: ***');
});

test('leaves other words alone, and short ones', () => {
  assert.equal(scrub('a tag at 1', secrets), 'a tag at 1');
});

test('hides before it shortens, so that no half of a secret is left', () => {
  const line = scrub(`${'.'.repeat(195)} dXNlcjpwYXNz`, secrets);
  assert.ok(line.length <= 200);
  assert.ok(!line.includes('dX'));
});
