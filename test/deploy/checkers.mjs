/** What reads the files of `deploy/` where the programs that they are for are not to be had. Plain JavaScript for Node 20. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, cacheRoot } from '../backends/cache.mjs';
import { finish } from '../backends/finish.mjs';
import { buildLocalGoCommand, GoMissingError, hasGo } from '../backends/go-module.mjs';
import { leftOut } from '../backends/left-out.mjs';
import { missingPythonPackages, pythonPackages } from '../backends/python-packages.mjs';

const COMPOSE = fileURLToPath(new URL('compose', import.meta.url));
const LOGSTASH = fileURLToPath(new URL('logstash', import.meta.url));
const REQUIREMENTS = join(LOGSTASH, 'requirements.txt');
const FILE = process.platform === 'win32' ? 'compose.exe' : 'compose';

/** The sentence for a test's `skip` where Compose files cannot be checked, else false; an error where all is required. */
export function skipWithoutCompose(env = process.env) {
  if (existsSync(join(cacheRoot(env), composeKey(), FILE)) || hasGo(env)) return false;
  return leftOut(new GoMissingError('The reader of Compose files').message, env);
}

/** The same for Logstash's pipelines. */
export function skipWithoutLogstashParser(env = process.env) {
  const missing = missingPythonPackages(REQUIREMENTS, env);
  return missing ? leftOut(`no parser of Logstash's pipelines. ${missing}`, env) : false;
}

/** Puts both into the cache. */
export async function prepareCheckers({ log = console.error } = {}) {
  if (!skipWithoutCompose()) await composeBinary({ log });
  if (!skipWithoutLogstashParser()) await pythonPackages(REQUIREMENTS, { log });
}

/** The project that the files are together, variables of `env` filled in. Rejects with the sentence that Compose would refuse them with. */
export async function composeProject(files, env = {}) {
  return JSON.parse(await finish(await composeBinary(), files, { env: { PATH: process.env.PATH, ...env } }));
}

/** Of each file its sections, `['input', [['tcp', [['port', [5045]], ...]]]]`. */
export async function logstashPipelines(files) {
  const env = {
    PATH: process.env.PATH,
    PYTHONPATH: await pythonPackages(REQUIREMENTS),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const lines = await finish('python3', [join(LOGSTASH, 'parse.py'), ...files], { env });
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function composeBinary({ log = console.error } = {}) {
  const directory = await cached(composeKey(), (draft) =>
    buildLocalGoCommand({
      name: 'the reader of Compose files',
      takes: 'it takes 15 seconds on two cores',
      directory: COMPOSE,
      output: join(draft, FILE),
      log,
    }),
  );
  return join(directory, FILE);
}

function composeKey() {
  const hash = createHash('sha256');
  for (const name of ['main.go', 'go.mod', 'go.sum']) hash.update(readFileSync(join(COMPOSE, name)));
  return `compose-${hash.digest('hex').slice(0, 12)}-${process.platform}-${process.arch}`;
}
