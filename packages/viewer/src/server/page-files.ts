/** The page: the files that Vite built, held in memory. Nothing outside of them can be asked for. */

import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SAFE_HEADERS } from './safe-headers.ts';
import { acceptsGzip, gzipped } from './send.ts';

interface PageFile {
  type: string;
  bytes: Uint8Array;
  packed: Uint8Array;
  cache: string;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/** Vite puts a digest of their content into these names. */
const HASHED = '/assets/';

const isSource = import.meta.url.endsWith('.ts');

/** Built from this package's `page` folder. */
export const PAGE_DIRECTORY = fileURLToPath(
  new URL(isSource ? '../../dist/page/' : './page/', import.meta.url),
);

export class PageFiles {
  readonly #directory: string;
  /** By path, once the first request has come. */
  #files: Promise<ReadonlyMap<string, PageFile>> | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Sends the file of that path; for any other path the page itself, which knows its own addresses. */
  async send(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#files ??= readFiles(this.#directory);
    const files = await this.#files;
    const page = files.get('/index.html');
    const file = files.get(path) ?? (path.startsWith(HASHED) ? undefined : page);
    if (file !== undefined) sendFile(file, request, response);
    else sendMissing(response, page ? `there is no ${path}` : NOT_BUILT);
  }
}

async function readFiles(directory: string): Promise<Map<string, PageFile>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async (entry): Promise<[string, PageFile]> => {
        const name = join(entry.parentPath, entry.name);
        const path = `/${name.slice(join(directory, '/').length).replaceAll('\\', '/')}`;
        return [path, await readPageFile(name, path)];
      }),
    ),
  );
}

async function readPageFile(name: string, path: string): Promise<PageFile> {
  const bytes = await readFile(name);
  return {
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    bytes,
    packed: await gzipped(bytes, 9),
    cache: path.startsWith(HASHED) ? 'private, max-age=31536000, immutable' : 'no-store',
  };
}

function sendFile(file: PageFile, request: IncomingMessage, response: ServerResponse): void {
  const packed = acceptsGzip(request);
  const body = packed ? file.packed : file.bytes;
  response.writeHead(200, {
    ...SAFE_HEADERS,
    'content-type': file.type,
    'cache-control': file.cache,
    'content-length': body.length,
    vary: 'accept-encoding',
    ...(packed && { 'content-encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

const NOT_BUILT = 'the page has not been built: node scripts/build.mjs';

function sendMissing(response: ServerResponse, why: string): void {
  response.writeHead(404, { ...SAFE_HEADERS, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${why}\n`);
}
