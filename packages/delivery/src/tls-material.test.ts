import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeAuthority } from '@waymark/testing';
import { pemText } from './pem-file.ts';
import { TlsMaterial } from './tls-material.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-material-'));
after(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);
const written = (name: string, text: string) => {
  writeFileSync(path(name), text);
  return path(name);
};

const authority = makeAuthority();
const { cert, key } = authority.issue({ name: 'till' });
const always = (files: { ca?: string; cert?: string; key?: string }) =>
  new TlsMaterial({ files }, () => {}, 0);

test('a file is read again where only the time of its change tells that it is another', () => {
  const ca = written('ca.pem', `${authority.ca}# 1\n`);
  const at = new Date(1_700_000_000_000);
  utimesSync(ca, at, at);
  const { size } = statSync(ca);
  const material = always({ ca });
  assert.match(material.current().ca!, /# 1/);
  writeFileSync(ca, `${authority.ca}# 2\n`);
  utimesSync(ca, at, at);
  assert.equal(statSync(ca).size, size);
  assert.match(material.current().ca!, /# 2/);
});

test('files that are only touched cost no connection', () => {
  const ca = written('touched.pem', authority.ca);
  const material = always({ ca });
  const before = material.current();
  utimesSync(ca, new Date(), new Date(1_700_000_000_000));
  assert.equal(material.current(), before);
});

const withPassphrase = createPrivateKey(key).export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'opens it',
});

for (const [what, files, why] of [
  [
    'a key with a passphrase',
    { cert, key: String(withPassphrase) },
    'the client key has a passphrase, and may have none',
  ],
  [
    'an empty key, as of a file that is being written',
    { cert, key: '' },
    'the file of the client key holds no key',
  ],
  ['what is no PEM for a key', { cert, key: '0\u0082\u0004' }, 'the file of the client key holds no key'],
  [
    'the certificate of who signed it first',
    { cert: authority.ca + cert, key },
    'the client key is not that of the client certificate',
  ],
  [
    'a broken one behind the certificate',
    { cert: `${cert}${authority.ca.replace('\nMII', '\nAAA')}`, key },
    'the file of the client certificate holds a certificate that cannot be read',
  ],
] as const) {
  test(`it is said what is wrong with the files: ${what}`, () => {
    const paths = { cert: written('wrong-cert.pem', files.cert), key: written('wrong-key.pem', files.key) };
    assert.throws(() => always(paths).current(), { why });
  });
}

test('nobody waits for a pipe', () => {
  execFileSync('mkfifo', [path('pipe')]);
  const reads = `import { pemText } from ${JSON.stringify(new URL('./pem-file.ts', import.meta.url).href)};
    try { pemText(process.argv[1]); } catch ({ code }) { console.log(code); }`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', reads, path('pipe')], {
    timeout: 5_000,
  });
  assert.equal(stdout.toString(), 'EFTYPE\n');
});

test('nor is memory filled by what is no file of certificates', () => {
  assert.throws(() => pemText('/dev/zero'), { code: 'EFTYPE' });
  assert.throws(() => pemText(written('huge.pem', 'x'.repeat(5 * 1024 * 1024))), { code: 'EFBIG' });
  assert.throws(() => pemText(folder), { code: 'EISDIR' });
});
