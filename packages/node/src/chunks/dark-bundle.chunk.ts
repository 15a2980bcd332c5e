/** Which packages are in a bundle, told by what bundlers and the packages themselves leave in its text. */

import { readFile } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { BUNDLED } from '@waymark/hooks';

/** Says in one line which of `names` are in the script's own text without having been met. Never throws. */
export function reportDark(
  script: string,
  names: readonly string[],
  isMet: (name: string) => boolean,
  report: (line: string) => void,
): void {
  const file = fileOf(script);
  if (file === undefined) return;
  const look = (error: unknown, bytes: Buffer) => {
    if (error) return;
    const dark = bundledIn(bytes.toString('latin1'), names).filter((name) => !isMet(name));
    if (dark.length > 0) report(darkLine(dark.sort(), basename(file)));
  };
  context.with(suppressTracing(context.active()), () => readFile(file, look));
}

/** `node dist/app` names a script without its extension, `node .` a folder. */
function fileOf(script: string): string | undefined {
  try {
    return createRequire(script).resolve(script);
  } catch {
    return undefined;
  }
}

function darkLine(names: readonly string[], file: string): string {
  const [verb, object] = names.length === 1 ? ['is', 'it stays'] : ['are', 'they stay'];
  return (
    `${names.join(', ')} ${verb} bundled into ${file}, where nothing loads them, so ${object} untraced: ` +
    'build it with the plugin of @waymark/node/esbuild, /rolldown or /webpack, or leave them out of the bundle'
  );
}

/** What our plugin leaves in a bundle: its modules speak for themselves, some of them later. */
const OURS = BUNDLED.description!;

/** Those of `names` that the text of a script shows to be part of it. */
export function bundledIn(text: string, names: readonly string[]): string[] {
  if (text.includes(OURS)) return [];
  const marked = new Set([...text.matchAll(MARK)].map(([, name]) => name!));
  return names.filter((name) => {
    const saying = SAYINGS[name];
    return marked.has(name) || (saying !== undefined && text.includes(saying));
  });
}

/** The line that esbuild, rolldown or webpack puts before each module, unless it minifies. */
const MARK =
  /^(?:\/\/ |\/\/#region |\/\*\*\*\/ ")[^\n"]*\bnode_modules\/((?:@[^/\n]+\/)?[^/\n]+)\/[^\n"]+\.[cm]?js(?:"|\r?$)/gm;

/** Messages that the package has in its code in all versions that we know, and nobody else has: they outlive a minifier. */
export const SAYINGS: Readonly<Record<string, string>> = {
  '@grpc/grpc-js': 'outlier detection config child_policy must be an array',
  '@hapi/hapi': 'Cannot start server before plugins finished registration',
  '@nestjs/core': 'app.listen() needs to be called before calling app.getUrl()',
  '@redis/client': 'RedisSentinelClient lease already released',
  amqplib: 'Frame on channel != 0 during handshake: %s',
  bunyan: 'invalid Logger creation: do not pass a second arg',
  express: 'app.use() requires a middleware function',
  graphql: 'Cannot return null for non-nullable field ',
  hono: 'Context is not finalized. Did you forget to return a Response object or',
  ioredis: 'Redis is already connecting/connected',
  kafkajs: 'Timed out while waiting for topic leaders',
  knex: 'Extensions to knex logger must be functions!',
  koa: 'middleware must be a function!',
  mongodb: 'Connection became stale because the pool was cleared',
  mongoose: 'Model.prototype.save() no longer accepts a callback',
  mysql2: 'Callback function is not available with promise clients.',
  pg: 'Client has already been connected. You cannot reuse a client.',
  pino: 'customLevels is required if useOnlyCustomLevels is set true',
  winston: 'Logger.cli() was removed in winston@3.0.0',
};
