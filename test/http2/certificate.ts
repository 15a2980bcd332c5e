/** A key and a certificate for localhost that nobody trusts, in files of their own for as long as they are used. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function makeCertificate(): Disposable & { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-http2-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const out = ['-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost'];
  execFileSync('openssl', ['req', '-x509', ...newKey, ...out], { stdio: 'pipe' });
  return { key, cert, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}
