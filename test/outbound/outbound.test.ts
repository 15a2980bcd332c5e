/**
 * WAYMARK_PROPAGATE_TO on the wire: what real servers are sent by real clients, with either engine. The servers are one, which
 * is told as `localhost` and a stranger as `127.0.0.1`.
 */

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installedNodes, type NodeResult, nodes, runNode, startOtlpServer } from '@waymark/testing';
import { certificate } from './certificate.ts';
import { oursIn, type RecordingServer, startHttp2Server, startServer, valuesOf } from './servers.ts';

const app = fileURLToPath(new URL('./app.mjs', import.meta.url));
const ENGINES = ['waymark', 'upstream'] as const;
const FORMATS = 'tracecontext,baggage,b3,b3multi,jaeger,xray';
const TRACE = 'a'.repeat(32);

let plain: RecordingServer;
let secure: RecordingServer;
let http2: RecordingServer;
before(async () => {
  [plain, secure, http2] = await Promise.all([
    startServer(),
    startServer({ tls: certificate() }),
    startHttp2Server(),
  ]);
});
after(() => {
  for (const server of [plain, secure, http2]) server.close();
});

const told = (server: RecordingServer, scheme = 'http') => `${scheme}://localhost:${server.port}/`;
const foreign = (server: RecordingServer, scheme = 'http') => `${scheme}://127.0.0.1:${server.port}/`;
/** A server that sends on to where `url` says. */
const via = (server: string, url: string) => `${server}to?${encodeURIComponent(url)}`;

/** The heads that the calls made, in their order. */
async function called(
  calls: readonly (readonly [client: string, url: string])[],
  env: Record<string, string> = {},
  version: keyof typeof nodes = '24',
): Promise<{ heads: string[]; result: NodeResult }> {
  await using sink = await startOtlpServer();
  for (const { heads } of [plain, secure, http2]) heads.length = 0;
  const result = await runNode(app, {
    node: nodes[version],
    register: 'require',
    args: calls.flat(),
    env: {
      WAYMARK_PROPAGATE_TO: 'localhost',
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_NODE_RESOURCE_DETECTORS: 'none',
      PARENT: `00-${TRACE}-${'b'.repeat(16)}-01`,
      NODE_NO_WARNINGS: '1',
      ...env,
    },
  });
  assert.equal(result.stdout, 'through\n', result.stderr);
  return { heads: [plain, secure, http2].flatMap(({ heads }) => heads), result };
}

const hostOf = (head: string) =>
  (valuesOf(head, 'host')[0] ?? valuesOf(head, ':authority')[0])?.split(':')[0];

/** What no head of a told server may lack. */
const ALWAYS = ['traceparent', 'tracestate', 'baggage', 'x-request-id', 'x-service-name', 'x-request-start'];

function assertTold(head: string, names: readonly string[] = ALWAYS): void {
  const ours = oursIn(head);
  for (const name of names) assert.ok(ours.includes(name), `${name} is not in\n${head}`);
  assert.equal(new Set(ours).size, ours.length, `doubled in\n${head}`);
}

/** Clients that ask one URL, and those of them that follow where it leads. */
const HTTP = [
  'http',
  'http, headers as a list',
  'http, no agent',
  'http, kept alive',
  'fetch',
  'fetch of undici',
  'undici',
  'undici, following',
  'axios',
  'superagent',
  'WebSocket',
];
const FOLLOWING = ['fetch', 'fetch of undici', 'undici, following', 'axios', 'superagent'];

const MODES: Record<string, Record<string, string>> = {
  sampled: {},
  'not sampled': { PARENT: `00-${TRACE}-${'b'.repeat(16)}-00` },
  'no spans at all': { OTEL_TRACES_EXPORTER: 'none' },
};

const others = installedNodes().filter((version) => version !== '24');

for (const engine of ENGINES) {
  const rows = Object.entries(MODES).map(([mode, env]) => [mode, env, '24'] as const);
  const more = others.map((version) => [`sampled, Node ${version}`, {}, version] as const);
  for (const [mode, env, version] of [...rows, ...more]) {
    it(`only told hosts get anything of ours, by any client and in any format: ${engine}, ${mode}`, async () => {
      const one = [told(plain), foreign(plain)];
      const followed = [
        via(told(plain), foreign(plain)),
        via(foreign(plain), told(plain)),
        via(told(plain), via(foreign(plain), told(plain))),
      ];
      const calls = [
        ...HTTP.flatMap((client) => one.map((url) => [client, url] as const)),
        ...FOLLOWING.flatMap((client) => followed.map((url) => [client, url] as const)),
        ...[told(secure, 'https'), foreign(secure, 'https')].map((url) => ['https', url] as const),
        ...(engine === 'waymark' ? ['http2', 'gRPC'] : ['gRPC']).flatMap((client) =>
          [told(http2), foreign(http2)].map((url) => [client, url] as const),
        ),
      ];
      const settings = { WAYMARK_ENGINE: engine, OTEL_PROPAGATORS: FORMATS, ...env };
      const { heads } = await called(calls, settings, version);
      const twice = engine === 'waymark' ? 2 : 1;
      // Each once, thrice where the connection is kept; two of three and three redirected, each with its own request.
      assert.equal(heads.length, (HTTP.length + 2) * 2 + FOLLOWING.length * 7 + 2 + twice * 2);
      for (const head of heads) {
        if (hostOf(head) === 'localhost') {
          assertTold(head, [...ALWAYS, 'b3', 'x-b3-traceid', 'uber-trace-id', 'x-amzn-trace-id']);
          assert.deepEqual(valuesOf(head, 'x-request-id'), ['edge-42'], head);
          assert.deepEqual(valuesOf(head, 'x-service-name'), ['shop'], head);
          assert.match(valuesOf(head, 'x-request-start').join(), /^t=\d{13}$/, head);
          assert.match(
            valuesOf(head, 'traceparent').join(),
            new RegExp(`^00-${TRACE}-[\\da-f]{16}-0\\d$`),
            head,
          );
        } else assert.deepEqual(oursIn(head), [], head);
      }
    });
  }
}

/** A WebSocket takes no headers; of a list of them upstream's instrumentation makes headers named `0` and `1`. */
function canSet(client: string, engine: string): boolean {
  return client !== 'WebSocket' && !(engine === 'upstream' && client === 'http, headers as a list');
}

describe("the caller's own X-Request-ID is sent as it is, once, and to anybody", () => {
  for (const engine of ENGINES) {
    for (const [list, names] of [
      ['localhost', ALWAYS],
      ['', ALWAYS.slice(0, 4)],
    ] as const) {
      it(`${engine}, ${list ? 'with a list' : 'without one'}`, async () => {
        const grpc = (url: string) => ['gRPC', url] as const;
        const calls = [
          ...HTTP.filter((client) => canSet(client, engine)).flatMap((client) =>
            [told(plain), foreign(plain)].map((url) => [client, url] as const),
          ),
          ...(engine === 'waymark'
            ? ([
                ['http2', told(http2)],
                ['http2', foreign(http2)],
              ] as const)
            : []),
          grpc(told(http2)),
          grpc(foreign(http2)),
        ];
        const { heads } = await called(calls, {
          WAYMARK_ENGINE: engine,
          WAYMARK_PROPAGATE_TO: list,
          OWN_ID: 'own-7',
        });
        assert.ok(heads.length > HTTP.length * 2);
        for (const head of heads) {
          assert.deepEqual(valuesOf(head, 'x-request-id'), ['own-7'], head);
          if (hostOf(head) === 'localhost' || list === '') assertTold(head, names);
          else assert.deepEqual(oursIn(head), ['x-request-id'], head);
        }
      });
    }
  }
});

it('without the variable nobody gets the name of the service or the time', async () => {
  const urls = [told(plain), foreign(plain)];
  const calls = ['http', 'fetch'].flatMap((client) => urls.map((url) => [client, url] as const));
  for (const engine of ENGINES) {
    const { heads } = await called([...calls, ['gRPC', foreign(http2)]], {
      WAYMARK_ENGINE: engine,
      WAYMARK_PROPAGATE_TO: '',
    });
    assert.equal(heads.length, 5);
    for (const head of heads)
      assert.deepEqual(oursIn(head), ['baggage', 'traceparent', 'tracestate', 'x-request-id'], head);
  }
});

/** By the words of the documentation, and not by our own code. */
function assertSigned(head: string, method: string, target: string, key: string): void {
  const [signature = '', ...more] = valuesOf(head, 'x-waymark-signature');
  assert.deepEqual(more, []);
  const [, seconds, digest] =
    /^t=(\d+),v1=([\da-f]{64})$/.exec(signature) ?? assert.fail(`not signed:\n${head}`);
  assert.ok(Math.abs(Date.now() / 1000 - Number(seconds)) < 10);
  const requestId = valuesOf(head, 'x-request-id')[0] ?? '';
  const signed = [seconds, method, target, valuesOf(head, 'traceparent')[0], requestId].join('.');
  assert.equal(digest, createHmac('sha256', key).update(signed).digest('hex'), head);
}

const KEY = 'the first of two keys,another one, of an older day';

describe('with a key requests that carry our trace are signed, by its first', () => {
  for (const engine of ENGINES) {
    it(`to told hosts alone, by any client: ${engine}`, async () => {
      const calls = [...HTTP, ...(engine === 'waymark' ? ['http2'] : []), 'gRPC'].flatMap((client) => {
        const server = client === 'http2' || client === 'gRPC' ? http2 : plain;
        return [told(server), foreign(server)].map((url) => [client, url] as const);
      });
      const { heads } = await called(calls, { WAYMARK_ENGINE: engine, WAYMARK_TRUST_KEY: KEY });
      for (const head of heads) {
        if (hostOf(head) !== 'localhost') assert.deepEqual(oursIn(head), [], head);
        else if (valuesOf(head, 'content-type')[0] === 'application/grpc')
          assertSigned(head, 'POST', '/shop.Shop/Call', 'the first of two keys');
        else assertSigned(head, 'GET', '/', 'the first of two keys');
      }
    });
  }

  it('everybody gets one where there is no list, of the path without its query', async () => {
    const url = `${foreign(plain)}orders?page=2`;
    const { heads } = await called(
      [
        ['http', url],
        ['http, headers as a list', url],
        ['fetch', url],
        ['gRPC', foreign(http2)],
      ],
      { WAYMARK_PROPAGATE_TO: '', WAYMARK_TRUST_KEY: KEY },
    );
    for (const head of heads.slice(0, 3)) assertSigned(head, 'GET', '/orders', 'the first of two keys');
    assertSigned(heads[3]!, 'POST', '/shop.Shop/Call', 'the first of two keys');
  });

  it('nothing is signed where traceparent is not among the formats', async () => {
    const env = { OTEL_PROPAGATORS: 'b3', WAYMARK_TRUST_KEY: KEY };
    const { heads } = await called([['http', told(plain)]], env);
    assert.deepEqual(valuesOf(heads[0]!, 'x-waymark-signature'), []);
    assert.deepEqual(valuesOf(heads[0]!, 'x-service-name'), ['shop']);
  });
});

it('with request ids off the other headers still go to told hosts alone', async () => {
  const { heads } = await called(
    [
      ['http', told(plain)],
      ['fetch', foreign(plain)],
    ],
    { WAYMARK_REQUEST_ID: 'off' },
  );
  assert.deepEqual(heads.map(oursIn), [
    ['baggage', 'traceparent', 'tracestate', 'x-request-start', 'x-service-name'],
    [],
  ]);
});

/** A client, where it connects to, and which server its request names. */
const ways: [
  condition: string,
  client: string,
  of: () => [string, string],
  told: boolean,
  engines?: string[],
][] = [
  [
    'a proxy that is told, for a server that is',
    'http, a whole URL as path',
    () => [told(plain), told(plain)],
    true,
  ],
  [
    'a proxy that is told, for a stranger',
    'http, a whole URL as path',
    () => [told(plain), foreign(plain)],
    false,
  ],
  [
    'a strange proxy, for a server that is told',
    'http, a whole URL as path',
    () => [foreign(plain), told(plain)],
    false,
  ],
  [
    'a proxy that is told, for what some read as a stranger',
    'http, a whole URL as path',
    () => [told(plain), `${told(plain).slice(0, -1)}\\@127.0.0.1:${plain.port}/`],
    false,
  ],
  [
    'a proxy of undici that is told, for what some read as a stranger',
    'undici, a whole URL as path',
    () => [told(plain), `${told(plain).slice(0, -1)}\\@127.0.0.1:${plain.port}/`],
    false,
  ],
  [
    'a proxy that is told, with a backslash in the query',
    'http, a whole URL as path',
    () => [told(plain), `${told(plain)}?q=\\`],
    true,
  ],
  [
    'a proxy of undici that is told, for a server that is',
    'undici, a proxy',
    () => [told(plain), told(plain)],
    true,
  ],
  [
    'a proxy of undici that is told, for a stranger',
    'undici, a proxy',
    () => [told(plain), foreign(plain)],
    false,
  ],
  [
    'a strange proxy of undici, for a server that is told',
    'undici, a proxy',
    () => [foreign(plain), told(plain)],
    false,
  ],
  [
    'an agent that leads to a stranger',
    'http, an agent of another host',
    () => [foreign(plain), told(plain)],
    false,
  ],
  [
    'a proxy that only the agent knows, for a stranger',
    'http, a proxy agent',
    () => [told(plain), foreign(plain)],
    false,
  ],
  [
    'a proxy that only the agent knows, for a server that is told',
    'http, a proxy agent',
    () => [foreign(plain), told(plain)],
    true,
  ],
  [
    'a connection that only the application knows, for a server that is told',
    'http, a connection of its own',
    () => [foreign(plain), told(plain)],
    true,
  ],
  [
    'the address of a name that is told',
    'undici, addresses for names',
    () => [told(plain), told(plain)],
    false,
  ],
  [
    'another authority than is connected to',
    'http2, another authority',
    () => [foreign(http2), told(http2)],
    false,
    ['waymark'],
  ],
  [
    'the authority of a stranger',
    'http2, another authority',
    () => [told(http2), foreign(http2)],
    false,
    ['waymark'],
  ],
  [
    'options that lead to a stranger',
    'http2, options of another host',
    () => [foreign(http2), told(http2)],
    false,
    ['waymark'],
  ],
];

for (const engine of ENGINES) {
  it(`both the server that is connected to and the one that is named are to be told: ${engine}`, async () => {
    const rows = ways.filter(([, , , , engines]) => engines === undefined || engines.includes(engine));
    const calls = rows.map(([, client, of]) => [client, of().join(' for ')] as const);
    const { heads } = await called(calls, { WAYMARK_ENGINE: engine });
    const inOrder = [...heads];
    for (const [condition, client, , isTold] of rows.filter(([, client]) => !client.startsWith('http2'))) {
      const head = inOrder.shift()!;
      if (isTold) assertTold(head);
      else assert.deepEqual(oursIn(head), [], `${client}, ${condition}\n${head}`);
    }
    for (const head of inOrder) assert.deepEqual(oursIn(head), [], head);
    assert.equal(heads.length, rows.length);
  });

  it(`an item with a port is that port alone: ${engine}`, async () => {
    const other = await startServer();
    try {
      const calls = HTTP.flatMap((client) => [plain, other].map((server) => [client, told(server)] as const));
      const { heads } = await called([...calls, ['gRPC', told(http2)]], {
        WAYMARK_ENGINE: engine,
        WAYMARK_PROPAGATE_TO: `localhost:${plain.port},localhost:${http2.port}`,
      });
      assert.ok(heads.length > HTTP.length && other.heads.length >= HTTP.length);
      for (const head of heads) assertTold(head);
      for (const head of other.heads) assert.deepEqual(oursIn(head), [], head);
    } finally {
      other.close();
    }
  });

  it(`metadata that an application uses for many gRPC calls is told of to told hosts alone: ${engine}`, async () => {
    const urls = [told(http2), foreign(http2), told(http2)].join(' and ');
    const { heads } = await called([['gRPC, one metadata for many', urls]], { WAYMARK_ENGINE: engine });
    assert.equal(heads.length, 3);
    assertTold(heads[0]!);
    assert.deepEqual(oursIn(heads[1]!), []);
    assertTold(heads[2]!);
  });

  it(`a caller who sends the mark on gRPC's metadata has nothing taken out: ${engine}`, async () => {
    for (const url of [told(http2), foreign(http2)]) {
      const { heads } = await called([['gRPC, with the metadata of a caller', url]], {
        WAYMARK_ENGINE: engine,
      });
      assert.equal(heads.length, 2);
      for (const head of heads) {
        assert.deepEqual(valuesOf(head, 'x-tenant'), ['seven'], head);
        assert.deepEqual(valuesOf(head, 'x-waymark-carried'), [], head);
      }
    }
  });

  for (const flags of ['01', '00'])
    it(`what is injected into the answer of a gRPC server counts as a message: ${engine}, ${flags}`, async () => {
      const answered = async (list: string) => {
        const { heads } = await called([['gRPC, an answer', told(plain)]], {
          WAYMARK_ENGINE: engine,
          WAYMARK_PROPAGATE_TO: list,
          ...(flags === '00' && { OTEL_TRACES_SAMPLER: 'always_off' }),
        });
        return valuesOf(heads[0]!, 'x-injected').join();
      };
      assert.equal(await answered('127.0.0.1,localhost'), 'response:,trailers:');
      const all = 'traceparent,x-request-id';
      assert.equal(await answered('messages'), `response:,${all},trailers:,${all}`);
    });

  it(`of several addresses that a gRPC target has, only told ones are told: ${engine}`, async () => {
    const other = await startHttp2Server();
    try {
      const target = `ipv4:127.0.0.1:${http2.port},127.0.0.1:${other.port}`;
      const { heads } = await called([['gRPC, one connection to each of a target', target]], {
        WAYMARK_ENGINE: engine,
        WAYMARK_PROPAGATE_TO: `127.0.0.1:${http2.port}`,
      });
      assert.ok(heads.length > 0 && other.heads.length > 0, 'not both were called');
      for (const head of heads) assertTold(head);
      for (const head of other.heads) assert.deepEqual(oursIn(head), [], head);
    } finally {
      other.close();
    }
  });

  it(`what we add is not among the headers that a request shows: ${engine}`, async () => {
    const calls = [
      ['http, headers copied from another request', `${told(plain)} then ${foreign(plain)}`],
      ['superagent', via(told(plain), foreign(plain))],
    ] as const;
    // As the id that we would send: it is the application's all the same.
    for (const OWN_ID of ['own-7', 'edge-42']) {
      const { heads } = await called(calls, { WAYMARK_ENGINE: engine, OWN_ID });
      assert.equal(heads.length, 6);
      for (const at of [0, 2, 4]) assertTold(heads[at]!);
      assert.deepEqual(
        [1, 3].map((at) => oursIn(heads[at]!)),
        [[], []],
      );
      assert.deepEqual(oursIn(heads[5]!), ['x-request-id']);
      assert.deepEqual(valuesOf(heads[5]!, 'x-request-id'), [OWN_ID]);
    }
  });

  it(`what the application injects itself counts as a message: ${engine}`, async () => {
    const injected = async (list: string) => {
      const { heads } = await called([['inject', told(plain)]], {
        WAYMARK_ENGINE: engine,
        WAYMARK_PROPAGATE_TO: list,
      });
      return valuesOf(heads[0]!, 'x-injected').join();
    };
    assert.equal(await injected('localhost'), '');
    assert.equal(await injected('localhost,messages'), 'traceparent,tracestate,baggage,x-request-id');
  });

  it(`sockets of the file system have a word of their own: ${engine}`, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'waymark-outbound-'));
    const [of1, of2] = [path.join(folder, '1'), path.join(folder, '2')];
    const sockets = await Promise.all([startServer({ path: of1 }), startHttp2Server(of2)]);
    const calls = [
      ['http, a socket of the file system', of1],
      ['http, an agent of a socket', of1],
      ['gRPC, a target', `unix:${of2}`],
    ] as const;
    try {
      for (const list of ['localhost', 'localhost,unix']) {
        for (const { heads } of sockets) heads.length = 0;
        await called(calls, { WAYMARK_ENGINE: engine, WAYMARK_PROPAGATE_TO: list });
        const heads = sockets.flatMap(({ heads }) => heads);
        assert.equal(heads.length, 3);
        for (const head of heads) {
          if (list === 'localhost') assert.deepEqual(oursIn(head), [], head);
          else assertTold(head);
        }
      }
    } finally {
      for (const socket of sockets) socket.close();
      rmSync(folder, { recursive: true });
    }
  });
}

it('a list with nothing valid in it is nobody, and costs one line an item', async () => {
  const { heads, result } = await called([['http', told(plain)]], {
    WAYMARK_PROPAGATE_TO: 'http://localhost',
  });
  assert.deepEqual(heads.map(oursIn), [[]]);
  assert.match(
    result.stderr,
    /WAYMARK_PROPAGATE_TO="http:\/\/localhost" is not valid: it takes hosts such as \*\.internal, .*; nobody is told\n/,
  );
});

it('none is nobody, and costs no line', async () => {
  const { heads, result } = await called([['fetch', told(plain)]], { WAYMARK_PROPAGATE_TO: 'none' });
  assert.deepEqual(heads.map(oursIn), [[]]);
  assert.doesNotMatch(result.stderr, /PROPAGATE_TO/);
});
