/** For mocks.test.ts: one process, traced by `ours` or by `upstream`, whose requests a library of mocks answers. */
import type http from 'node:http';
import { createRequire } from 'node:module';
import { traceBy } from './traced-by.ts';

/** As far as all versions of nock have it alike. */
type Nock = (origin: string) => { get(path: string): Reply };
interface Reply {
  reply(status: number, body: string): void;
  replyWithError(message: string): void;
}

/** The same of msw. */
interface MswNode {
  setupServer(...handlers: unknown[]): { listen(): void };
}
interface Msw {
  http: { get(url: string, answer: () => unknown): unknown };
  HttpResponse: { text(body: string, init?: { status: number }): unknown; error(): unknown };
}

const ORIGIN = 'http://shop.example:8080';

const [whom, library] = process.argv.slice(2) as [string, string];
const take = traceBy(whom);
const require = createRequire(new URL('../../../test/mocks/package.json', import.meta.url));
const nodeHttp = require('node:http') as typeof http;

if (library.startsWith('nock')) mockByNock();
else mockByMsw();

function mockByNock(): void {
  const loaded = require(library) as Nock & { default?: Nock };
  const nock = loaded.default ?? loaded;
  for (let times = 0; times < 2; times++) {
    nock(ORIGIN).get('/found?sig=secret').reply(200, 'mocked');
    nock(ORIGIN).get('/missing').reply(404, 'mocked');
    nock(ORIGIN).get('/broken').replyWithError('broken');
  }
}

function mockByMsw(): void {
  const { http: on, HttpResponse } = require(library) as Msw;
  const { setupServer } = require(`${library}/node`) as MswNode;
  setupServer(
    on.get(`${ORIGIN}/found`, () => HttpResponse.text('mocked')),
    on.get(`${ORIGIN}/missing`, () => HttpResponse.text('mocked', { status: 404 })),
    on.get(`${ORIGIN}/broken`, () => HttpResponse.error()),
  ).listen();
}

/** Not until `close`, which not all mocks emit. */
function byHttp(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = nodeHttp.get(ORIGIN + path, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part) => (body += part));
      response.on('end', () => resolve(body));
    });
    request.on('error', reject);
  });
}

const byFetch = (path: string) => fetch(ORIGIN + path).then((answer) => answer.text());

/** nock 13 knows nothing of fetch. */
const clients = library === 'nock-13' ? { http: byHttp } : { http: byHttp, fetch: byFetch };
const results: Record<string, string[]> = {};
for (const [client, send] of Object.entries(clients)) {
  for (const path of ['/found?sig=secret', '/missing', '/broken']) {
    const body = await send(path).catch(() => 'failed');
    results[`${client} ${path}`] = [`answer ${body}`, ...(await take())];
  }
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
