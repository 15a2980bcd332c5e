/** The system's own lookup of a name, in a process that can be ended: a thread that waits in it cannot. */

import type { LookupAddress } from 'node:dns';
import type { Socket } from 'node:net';
import { builtin } from './builtins.ts';
import { canStartChild, childOptions } from './child.ts';
import { failure } from './failure.ts';

/** It ends itself as well: its parent may be killed. */
const PROGRAM = `
'use strict';
const [host, limitMs] = process.argv.slice(1);
setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(limitMs));
require('node:dns').lookup(host, { all: true }, (error, found) => {
  require('node:fs').writeSync(1, JSON.stringify(error ? { code: error.code } : { found }));
  process.exit();
});
`;

/**
 * Calls `done` once, with the addresses or an error: the system's, or ETIMEOUT when none came in `limitMs` or the
 * returned function was called. Does not keep the process alive.
 */
export function lookupInChild(
  host: string,
  limitMs: number,
  done: (outcome: LookupAddress[] | Error) => void,
): () => void {
  if (!canStartChild()) {
    done(failure('ETIMEOUT'));
    return () => {};
  }
  const { spawn } = builtin('node:child_process');
  const child = spawn(process.execPath, ['-e', PROGRAM, host, `${limitMs}`], {
    ...childOptions(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const stdout = child.stdout as unknown as Socket;
  child.unref();
  stdout.unref();
  let said = '';
  stdout.on('data', (chunk) => {
    said += chunk;
  });
  let open = true;
  const end = (outcome: LookupAddress[] | Error) => {
    if (open) done(outcome);
    open = false;
  };
  child.on('error', () => end(failure('ETIMEOUT')));
  stdout.on('error', () => {}); // `close` follows, with nothing said
  child.on('close', () => end(outcomeIn(said)));
  return () => void child.kill('SIGKILL');
}

function outcomeIn(said: string): LookupAddress[] | Error {
  if (said === '') return failure('ETIMEOUT');
  const { found, code } = JSON.parse(said) as { found?: LookupAddress[]; code?: string };
  return found ?? failure(code ?? 'ENOTFOUND');
}
