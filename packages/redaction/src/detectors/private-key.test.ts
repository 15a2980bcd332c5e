import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { detect } from './index.ts';

const redact = (text: string) => detect(text, () => '<key>');
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' })).trim();
const lines = pem.split('\n');
const inLines = (before: string, behind = '') => lines.map((line) => before + line + behind).join('\n');
const encrypted = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey.export({
  type: 'pkcs1',
  format: 'pem',
  cipher: 'aes-128-cbc',
  passphrase: 'x',
});

describe('a private key is taken out of', () => {
  for (const [where, text] of [
    ['text', `a ${pem} b`],
    ['an inspected object', inspect({ a: pem, b: 1 })],
    ['an inspected object that is cut off', inspect({ a: pem }).slice(0, -80)],
    ['an inspected object with an encrypted one, cut off', inspect({ a: encrypted }).slice(0, -80)],
    ['a list of JSON', JSON.stringify(lines)],
    ['a form', new URLSearchParams({ a: pem }).toString()],
    ['a URL', `?a=${encodeURIComponent(pem)}&b=1`],
    ['an attribute of XML', `<a b="${pem.replaceAll('\n', '&#10;')}"/>`],
    ['an answer to a mail', inLines('> ')],
    ['the output of containers', inLines('app-1  | ')],
    ['a comment', inLines(' * ')],
    ['code', inLines("  b'", "\\n'")],
    ['a secret of Kubernetes', `  tls.key: ${Buffer.from(pem).toString('base64')}`],
    ['a property without its header', `key=${lines.slice(1, -1).join('')}`],
  ] as const) {
    test(where, () => {
      const redacted = redact(text);
      assert.match(redacted, /<key>/);
      for (const line of text.match(/[A-Za-z0-9/]{40,}/g) ?? [])
        assert.ok(!redacted.includes(line.slice(0, 20)), redacted);
      assert.equal(redact(redacted), redacted);
    });
  }
});

test('what is around a key stays, and certificates and public keys do', () => {
  assert.equal(redact(`a ${pem} b ${pem} c`), 'a <key> b <key> c');
  assert.equal(redact(`{"k":"${pem.slice(0, 120).replaceAll('\n', '\\n')}","id":7}`), '{"k":"<key>","id":7}');
  const open = String(pair.publicKey.export({ type: 'spki', format: 'pem' }));
  for (const text of [open, Buffer.from(open).toString('base64'), JSON.stringify(open)])
    assert.equal(redact(text), text);
});
