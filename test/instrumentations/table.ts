/** What is instrumented, and how far that is seen true: the table that `npm run instrumentations` prints. */

import { upstreamTable } from '@waymark/instrumentations';
import { configFromEnv } from '../../packages/node/src/config/config.ts';
import { INSTRUMENTATIONS } from '../../packages/node/src/config/instrumentation-names.ts';
import { isInstrumentationOn } from '../../packages/node/src/config/instrumentations-config.ts';
import { TARGETS } from '../../packages/node/src/patching/targets.ts';
import { scenarios } from '../parity/scenarios.ts';
import { union } from './ranges.ts';

/** Ours that patch no module: what they take, in the words of the table. */
const BY_CHANNEL: Record<string, string> = {
  undici: 'fetch, `undici`',
  fastify: '`fastify` >=3 <6',
  console: '`console`',
};

/** Upstream's that patch no package. */
const BY_THEMSELVES: Record<string, string> = {
  'aws-lambda': "the function's handler",
  'host-metrics': "the machine's CPU, memory, network",
  'runtime-node': 'event loop, garbage collector, heap',
};

/** What a scenario of test/parity compares where it is no span of the row's own. */
const COMPARED: Record<string, string> = {
  bunyan: 'log record',
  connect: 'route',
  express: 'route',
  hapi: 'route',
  koa: 'route',
  'lru-memoizer': 'context',
  'nestjs-core': 'route',
  pino: 'log record',
  restify: 'route',
  router: 'route',
  winston: 'log record',
};

/** What is seen of those that no scenario of test/parity has: by the tests beside their code. */
const SEEN_ELSEWHERE: Record<string, string> = {
  consola: 'log record',
  console: 'log record',
  debug: 'log record',
  fastify: 'route',
  hono: 'route',
  'host-metrics': 'metrics',
  log4js: 'log record',
  loglevel: 'log record',
  'nestjs-logger': 'log record',
  'node-sqlite': 'span',
  roarr: 'log record',
  'runtime-node': 'metrics',
  signale: 'log record',
  tslog: 'log record',
};

/** Where a major that is out is not in the range, and why; what is to be known of a row. */
const NOTES: Record<string, string> = {
  'aws-sdk': 'AWS SDK 3; 2 has ended',
  'cassandra-driver': 'the span of a refused connection: no server is to be had',
  debug: 'and `util.debuglog`; `WAYMARK_LOG_DEBUG=on` turns it on',
  cucumber: 'not 13: upstream has not tried it yet',
  dns: 'a span a look-up',
  express: 'its version 5 takes routers from `router`: to turn it off, turn off both',
  fs: 'a span a call',
  net: 'a span a connection',
  openai: 'not 7: upstream has not tried it yet',
  oracledb: 'not 26: upstream has not tried it yet; the span of a refused connection: no server is to be had',
  tedious: 'the span of a refused connection: no server is to be had',
  restify: 'before 12 only on Node 22: it does not load on later ones',
};

export function instrumentationTable(): string {
  const { instrumentations } = configFromEnv({}).config;
  const rows = [...INSTRUMENTATIONS]
    .sort()
    .map((name) => [
      `\`${name}\``,
      modulesOf(name),
      isInstrumentationOn(instrumentations, name) ? 'on' : 'off',
      whose(name),
      seenOf(name),
      NOTES[name] ?? '',
    ]);
  const head = ['name', 'what', 'default', 'whose', 'seen', ''];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) =>
    `| ${cells.join(' | ')} |`.replaceAll('  ', ' '),
  );
  return `${lines.join('\n')}\n`;
}

function modulesOf(name: string): string {
  const ranges = new Map<string, string[]>();
  for (const { module, versions } of [...mainRows(name), ...oursOf(name)]) {
    ranges.set(module, [...(ranges.get(module) ?? []), ...(versions === undefined ? [] : [versions])]);
  }
  const modules = [...ranges].map(
    ([module, all]) => `\`${module}\`${all.length > 0 ? ` ${union(all)}` : ''}`,
  );
  return [...modules, BY_CHANNEL[name] ?? BY_THEMSELVES[name] ?? []].flat().join(', ').replaceAll('|', '\\|');
}

/** The rows of a module's main file, or all where that is not patched: other files come and go with versions. */
function mainRows(name: string): (typeof upstreamTable)[number][] {
  const rows = upstreamTable.filter(({ chunk }) => chunk === name);
  const isMain = ({ files = [''] }: (typeof rows)[number]) => files.includes('');
  return rows.filter(
    (row) => isMain(row) || !rows.some((other) => other.module === row.module && isMain(other)),
  );
}

const oursOf = (name: string) => TARGETS.filter((target) => target.name === name);

/** Ours take what they can; the versions that are left, and all in its own engine, are upstream's. */
function whose(name: string): string {
  const ours = oursOf(name);
  if (ours.length === 0) return name in BY_CHANNEL ? 'ours' : "upstream's";
  const theirs = mainRows(name).flatMap(({ versions }) => versions ?? []);
  const range = union(ours.flatMap(({ versions }) => versions ?? []));
  return theirs.length === 0 || range === union([range, ...theirs])
    ? 'ours'
    : `ours ${range}, else upstream's`;
}

function seenOf(name: string): string {
  const compared = scenarios.some(({ covers }) => (covers as readonly string[]).includes(name));
  return compared ? (COMPARED[name] ?? 'span') : (SEEN_ELSEWHERE[name] ?? 'patched');
}
