/** Files that say whom TLS trusts and what it shows, as the variables and the configuration file name them. */

import { resolve } from 'node:path';
import { pemText, type TlsOptions } from '@waymark/delivery';

export type TlsFile = 'ca' | 'cert' | 'key';

/** What becomes of telemetry while one of the files is not there. */
export const UNTIL_READABLE = 'nothing is sent by TLS before it can be read';

export const SERVER_NAME_TAKES = 'the name of a host, which an address is not';

/** TLS has no place for an address there; Node says so on the application's stderr, and will ignore it. */
export function isServerName(text: string): boolean {
  return !/^[\d.]+$|:/.test(text);
}

/**
 * With what the files hold now: who can read them again is given their paths too, whole, since a queue is made when there is
 * something to send, and the application may be in another folder then.
 *
 * @param unreadable told of each file that is not there now: what belongs in its place, and what stands there, if that is no secret
 */
export function tlsOf(
  paths: Partial<Record<TlsFile, string | undefined>>,
  servername: string | undefined,
  unreadable: (file: TlsFile, takes: string, shown: string | undefined) => void,
): TlsOptions {
  const tls: TlsOptions = {};
  for (const file of ['ca', 'cert', 'key'] as const) {
    const path = paths[file];
    if (path === undefined) continue;
    tls.files = { ...tls.files, [file]: placed(path) };
    try {
      tls[file] = pemText(path);
    } catch (error) {
      const { code = 'unreadable' } = error as NodeJS.ErrnoException;
      // The key itself may stand there.
      const shown = file === 'key' || path.includes('-----BEGIN') ? undefined : path;
      unreadable(file, `the path of a PEM file (${code})`, shown);
    }
  }
  if (servername !== undefined) tls.servername = servername;
  return tls;
}

function placed(path: string): string {
  try {
    return resolve(path);
  } catch {
    return path; // the folder that we are in is gone
  }
}
