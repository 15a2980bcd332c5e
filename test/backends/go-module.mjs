/**
 * Builds a command of a Go module from the module proxy, inside the module, so that its own go.sum verifies
 * every dependency (`go install` refuses modules that have a `replace`).
 */
import { spawn, spawnSync } from 'node:child_process';
import { endsWithUs } from '../../scripts/server-process.mjs';

const HOW_TO_GET_GO = 'Go 1.25 or later is needed: https://go.dev/dl/, or `go` from your package manager.';

/** Thrown when there is no `go` command; the message says how to get one. */
export class GoMissingError extends Error {
  constructor(what) {
    super(`${what} is built from its Go module, and no \`go\` command was found. ${HOW_TO_GET_GO}`);
    this.name = 'GoMissingError';
  }
}

/** Built once, and run for seconds: a compiler that neither inlines nor tells debuggers what it did takes a third less time. */
const BUILD = ['build', '-trimpath', '-gcflags=all=-l -dwarf=false', '-ldflags=-s -w'];

export function hasGo(env = process.env) {
  return spawnSync('go', ['version'], { env, stdio: 'ignore' }).status === 0;
}

/** What is built now: a command at a time, since the next one finds packages compiled that both have. */
let building = Promise.resolve();

function alone(work) {
  const done = building.then(work);
  building = done.catch(() => {});
  return done;
}

const MINUTES = 'it takes 3 minutes or more on two cores';

/** Builds `package` (`./cmd/x`) of `module` (`path@version`) to the file `output`. `takes` is for the log. */
export async function buildGoCommand({ name, module, package: command, output, log, takes = MINUTES }) {
  if (!hasGo()) throw new GoMissingError(name);
  return alone(async () => {
    log(`fetching ${module}`);
    const { Dir } = JSON.parse(await go(['mod', 'download', '-json', module]));
    log(`building ${name}, once: ${takes}`);
    await go([...BUILD, '-o', output, command], Dir);
  });
}

const AFTER_JAEGER = 'it takes a minute on two cores, and two more where Jaeger was not built here';

/** Builds the command in `directory`, whose own go.sum verifies what it needs, to the file `output`. `takes` is for the log. */
export async function buildLocalGoCommand({ name, directory, output, log, takes = AFTER_JAEGER }) {
  if (!hasGo()) throw new GoMissingError(name);
  return alone(async () => {
    log(`building ${name}, once: ${takes}`);
    await go([...BUILD, '-o', output, '.'], directory);
  });
}

/** Where the source of `module` (`path@version`) is, read-only. */
export async function moduleDirectory({ name, module, log }) {
  if (!hasGo()) throw new GoMissingError(name);
  log(`fetching ${module}`);
  return JSON.parse(await go(['mod', 'download', '-json', module])).Dir;
}

/** Runs `go` with these arguments, when nothing else is built, and resolves to its standard output. */
export function runGo(args, cwd) {
  return alone(() => go(args, cwd));
}

/** Runs `go` at a low priority and resolves to its standard output. */
function go(args, cwd) {
  // A go.mod that wants a newer toolchain should fail with that sentence, not download a compiler.
  const env = { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
  const [command, all] = process.platform === 'win32' ? ['go', args] : ['nice', ['-n', '10', 'go', ...args]];
  const child = spawn(command, all, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  endsWithUs(child);
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`go ${args[0]} failed (${signal ?? code}): ${tail(stderr || stdout)}`));
    });
  });
}

function tail(text) {
  return text.trim().split('\n').slice(-15).join('\n');
}
