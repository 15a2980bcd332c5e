import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Lines of the spans of each scenario, as `parity-scenarios.ts` prints them. */
type Results = Record<string, string[]>;

interface Difference {
  why: string;
  upstream: string[];
  ours: string[];
}

const METHOD_ORIGINAL: Difference = {
  why: 'http.request.method_original is for methods that http.request.method does not tell; url.query is no empty string',
  upstream: ['  http.request.method_original="GET"', '  url.query=""'],
  ours: [],
};

/** The line of one request's duration. */
const measured = (side: 'server' | 'client', attributes: string) =>
  `MEASURED http.${side}.request.duration [${attributes}] x1 s ` +
  '0.005,0.01,0.025,0.05,0.075,0.1,0.25,0.5,0.75,1,2.5,5,7.5,10';
const SERVED = 'network.protocol.version="1.1" url.scheme="http"';
const CALLED = 'network.protocol.version="1.1" server.address="127.0.0.1" server.port=<backend>';
const GOT_200 = 'http.request.method="GET" http.response.status_code=200';

const DIFFERENCES: Record<string, Difference> = {
  'server: a query in unusual spelling': {
    why: 'url.query is what arrived; upstream writes it anew through URLSearchParams, also where nothing is redacted',
    upstream: ['  url.query="q=a+b&flag="'],
    ours: ['  url.query="q=a%20b&flag"'],
  },
  'server: a response that fails': {
    why: 'the status had been sent when the error came',
    upstream: [measured('server', `error.type="Error" http.request.method="GET" ${SERVED}`)],
    ours: ['  http.response.status_code=200', measured('server', `error.type="Error" ${GOT_200} ${SERVED}`)],
  },
  'server: aborted before the response': {
    why: 'no status was sent; 200 is only what the response would have begun with',
    upstream: ['  http.response.status_code=200', measured('server', `${GOT_200} ${SERVED}`)],
    ours: [measured('server', `http.request.method="GET" ${SERVED}`)],
  },
  'client: POST by options': {
    why: 'the method that is sent is POST: Node puts it into upper case',
    upstream: ['  http.request.method_original="post"'],
    ours: [],
  },
  'client: a response that is cut short': {
    why: 'the app did not get what the server promised, and hears of it as an error',
    upstream: ['  status UNSET', measured('client', `${GOT_200} ${CALLED}`)],
    ours: [
      '  error.type="ECONNRESET"',
      '  status ERROR the response was cut short',
      measured('client', `error.type="ECONNRESET" ${GOT_200} ${CALLED}`),
    ],
  },
  'client: an invalid URL': {
    why: 'nothing was requested: the app gets its TypeError, and there is no server to tell of',
    upstream: [
      'CLIENT GET',
      '  error.type="TypeError"',
      '  http.request.method="GET"',
      '  server.address="localhost"',
      '  server.port=80',
      '  url.full="http://localhosthttp://"',
      '  status ERROR Invalid URL',
      '  event exception ERR_INVALID_URL Invalid URL',
      measured(
        'client',
        'error.type="TypeError" http.request.method="GET" server.address="localhost" server.port=80',
      ),
    ],
    ours: [''],
  },
  'fetch: GET': METHOD_ORIGINAL,
  'fetch: GET with a query': {
    why: 'as above, and url.query is without its question mark',
    upstream: ['  http.request.method_original="GET"', '  url.query="?b=c"'],
    ours: ['  url.query="b=c"'],
  },
  'fetch: a signed URL': {
    why: 'as above, and upstream redacts URLs of http, but not of fetch',
    upstream: [
      '  http.request.method_original="GET"',
      '  url.full="http://127.0.0.1:<backend>/a?sig=secret"',
      '  url.query="?sig=secret"',
    ],
    ours: ['  url.full="http://127.0.0.1:<backend>/a?sig=REDACTED"', '  url.query="sig=REDACTED"'],
  },
  'fetch: a 404': METHOD_ORIGINAL,
  'fetch: an unknown method': { ...METHOD_ORIGINAL, upstream: ['  url.query=""'] },
  'fetch: a hang-up': METHOD_ORIGINAL,
  'fetch: an abort': METHOD_ORIGINAL,
};

async function run(instrumentation: 'ours' | 'upstream'): Promise<Results> {
  const scenarios = fileURLToPath(new URL('parity-scenarios.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [scenarios, instrumentation], {
    timeout: 60_000,
  });
  return JSON.parse(stdout);
}

describe("spans and durations beside those of upstream's instrumentations", () => {
  let upstream: Results;
  let ours: Results;
  before(async () => {
    [upstream, ours] = await Promise.all([run('upstream'), run('ours')]);
  });

  it('come from the same scenarios', () => {
    assert.deepEqual(Object.keys(ours), Object.keys(upstream));
    for (const scenario of Object.keys(DIFFERENCES)) assert.ok(upstream[scenario], scenario);
  });

  it('have a request id for every request served', () => {
    for (const [scenario, lines] of Object.entries(ours)) {
      const served = lines.filter((line) => line.startsWith('SERVER'));
      assert.equal(lines.filter(isRequestId).length, served.length, scenario);
    }
  });

  it('differ in what is listed, and in nothing else', () => {
    for (const [scenario, lines] of Object.entries(upstream)) {
      const { upstream: only = [], ours: instead = [] } = DIFFERENCES[scenario] ?? {};
      for (const line of only) assert.ok(lines.includes(line), `${scenario}: upstream has no longer ${line}`);
      const expected = lines.filter((line) => !only.includes(line)).concat(instead);
      const actual = ours[scenario]!.filter((line) => !isRequestId(line));
      assert.deepEqual(actual.sort(), expected.sort(), scenario);
    }
  });
});

const isRequestId = (line: string) => line.startsWith('  http.request.id=');
