/** Which packages are in a bundle, told by what bundlers and the packages themselves leave in its text. */

import { close, open, read } from 'node:fs';
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
  const text = new BundleText(names);
  const finish = () => {
    const dark = text.found().filter((name) => !isMet(name));
    if (dark.length > 0) report(darkLine(dark, basename(file)));
  };
  context.with(suppressTracing(context.active()), () => eachPiece(file, (piece) => text.add(piece), finish));
}

const PIECE_BYTES = 64 * 1024;

/**
 * Reads a file piece by piece, since a bundle has megabytes and the application waits while one is looked through; of one that
 * cannot be read, nothing ends. Not by a stream: Node defines its class then, and V8 compiles anew all that a warm server
 * does with streams, for 50 ms.
 */
function eachPiece(file: string, take: (piece: string) => void, end: () => void): void {
  open(file, 'r', (failed, fd) => {
    if (failed) return;
    const bytes = Buffer.allocUnsafeSlow(PIECE_BYTES);
    const next = () =>
      read(fd, bytes, 0, PIECE_BYTES, null, (error, count) => {
        if (!error && count > 0) {
          take(bytes.toString('latin1', 0, count));
          next();
          return;
        }
        close(fd, () => {
          if (!error) end();
        });
      });
    next();
  });
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

/** Finds those of `names` that the text of a script, given in pieces, shows to be part of it. */
export class BundleText {
  readonly #names: readonly string[];
  readonly #found = new Set<string>();
  #isOurs = false;
  /** The end of the last piece, since what is looked for may begin in it. */
  #tail = '\n';

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  add(piece: string): void {
    const text = this.#tail + piece;
    this.#tail = text.slice(-LONGEST);
    this.#isOurs ||= text.includes(OURS);
    for (const [, name] of text.matchAll(MARK)) this.#found.add(name!);
    for (const name of this.#names) {
      const saying = SAYINGS[name];
      if (saying !== undefined && !this.#found.has(name) && text.includes(saying)) this.#found.add(name);
    }
  }

  /** Sorted; none where our plugin was at work. */
  found(): string[] {
    return this.#isOurs ? [] : this.#names.filter((name) => this.#found.has(name)).sort();
  }
}

/** More than a line that names a module has, and any message. */
const LONGEST = 512;

/** The line that esbuild, rolldown or webpack puts before each module, unless it minifies. */
const MARK =
  /\n(?:\/\/ |\/\/#region |\/\*\*\*\/ ")[^\n"]*\bnode_modules\/((?:@[^/\n]+\/)?[^/\n]+)\/[^\n"]+\.[cm]?js(?:"|(?=\r?\n))/g;

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
