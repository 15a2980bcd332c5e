/** For localhost, by nobody whom anyone trusts. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-outbound-'));
  const file = (name: string) => path.join(folder, name);
  try {
    const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const out = ['-keyout', file('key.pem'), '-out', file('cert.pem'), '-subj', '/CN=localhost'];
    execFileSync('openssl', ['req', '-x509', ...made, ...out], { stdio: 'pipe' });
    return { key: readFileSync(file('key.pem'), 'utf8'), cert: readFileSync(file('cert.pem'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
