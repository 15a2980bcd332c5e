/** How we start a Node of our own. */

import { builtin } from './builtins.ts';

/**
 * All that a child gets of the environment: what Node needs to start, what says whom TLS trusts, and how names are
 * looked up. Above all not NODE_OPTIONS, which would start us in there too, and no variable of the application's.
 */
const INHERITED = [
  'ELECTRON_RUN_AS_NODE',
  'HOSTALIASES',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'LOCALDOMAIN',
  'NODE_EXTRA_CA_CERTS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_USE_SYSTEM_CA',
  'OPENSSL_CONF',
  'RES_OPTIONS',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'SystemRoot',
];

/** In a single executable application `process.execPath` is the application, which would run once more. */
export function canStartChild(): boolean {
  return !builtin('node:sea').isSea();
}

export function childOptions(): { cwd: string; env: Record<string, string>; windowsHide: true } {
  return {
    // Not the application's: it may be gone, and its package.json would be read.
    cwd: builtin('node:path').dirname(process.execPath),
    env: inheritedEnv(),
    windowsHide: true,
  };
}

function inheritedEnv(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}
