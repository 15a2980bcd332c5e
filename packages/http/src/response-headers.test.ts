import assert from 'node:assert/strict';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import { after, afterEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { INVALID_SPAN_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { type Handler, waysToWriteAHead } from './head-ways.ts';
import { ask, listen as listenHttp2, traceHttp2, untraced } from './http2/test-http2.ts';
import { exchange, get, parseResponse, type RawResponse, valuesOf } from './raw-client.ts';
import { ownHeaders } from './response-headers.ts';
import { listen, stop } from './traced-process.ts';

const traced = traceHttp2({
  responseHeaders: { trace: true, time: true, serviceName: 'shop' },
  ignoreIncoming: ({ url }) => url === '/health',
});
let handler: Handler;
const server = http.createServer((request, response) => handler(request, response));
const port = await listen(server);

type OnStream = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void;
type OnRequest = (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void;
let onStream: OnStream;
let onRequest: OnRequest;
const streams = http2.createServer().on('stream', (stream, headers) => onStream(stream, headers));
const compat = http2.createServer((request, response) => onRequest(request, response));
const [toStreams, toCompat] = await Promise.all(
  [streams, compat].map(async (each) => http2.connect(`http://127.0.0.1:${await listenHttp2(each)}`)),
);

after(async () => {
  for (const session of [toStreams, toCompat]) session!.destroy();
  for (const each of [streams, compat]) each.close();
  await stop(server);
});
afterEach(() => assert.deepEqual(traced.warnings, []));

const OURS = [
  'x-request-id',
  'server-timing',
  'access-control-expose-headers',
  'x-response-time',
  'x-service-name',
];
const TIMING = /^traceparent;desc="00-([0-9a-f]{32})-([0-9a-f]{16})-(0[0-3])", total;dur=(\d+\.\d)$/;

/** The one value of each of ours, and that it is the request's. */
async function assertOurs(values: Record<string, string[]>): Promise<void> {
  const [span] = await traced.take(1);
  const { traceId, spanId, traceFlags } = span!.spanContext();
  assert.deepEqual(countsOf(values), [1, 1, 1, 1, 1], JSON.stringify(values));
  const [, trace, ofSpan, flags, duration] = TIMING.exec(values['server-timing']![0]!) ?? [];
  assert.deepEqual([trace, ofSpan, flags], [traceId, spanId, `0${traceFlags}`]);
  assert.deepEqual(values['access-control-expose-headers'], ['Server-Timing']);
  assert.deepEqual(values['x-response-time'], [`${duration}ms`]);
  assert.deepEqual(values['x-service-name'], ['shop']);
  assert.deepEqual(values['x-request-id'], [traceId]);
}

const ofHttp1 = (response: RawResponse) =>
  Object.fromEntries(OURS.map((name) => [name, valuesOf(response, name)]));
const ofHttp2 = (headers: http2.IncomingHttpHeaders) =>
  Object.fromEntries(OURS.map((name) => [name, [headers[name] ?? []].flat()]));

const countsOf = (values: Record<string, string[]>) => OURS.map((name) => values[name]!.length);
/** What exposes our timing is of no use beside the app's. */
const countsWhere = (isTheApps: string) =>
  OURS.map((name) => (isTheApps === 'server-timing' && name === 'access-control-expose-headers' ? 0 : 1));

describe('headers of ours on responses of HTTP/1', () => {
  const sent: Record<string, Handler> = {
    ...waysToWriteAHead,
    'writeHead with a flat array': (_request, response) => response.writeHead(200, ['a', 'b']).end('x'),
    'writeHead with an object that inherits': (_request, response) =>
      response.writeHead(200, Object.create({ 'x-request-id': 'inherited' })).end('x'),
    'a stream of chunks with trailers': (_request, response) => {
      response.setHeader('Trailer', 'x-sum').write('x');
      response.addTrailers({ 'x-sum': '1' });
      setTimeout(() => response.end('y'), 5);
    },
    'status 304': (_request, response) => response.writeHead(304).end(),
    'an answer to Expect, and hints, in front of it': (_request, response) => {
      response.writeProcessing();
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.end('x');
    },
  };
  for (const [way, send] of Object.entries(sent)) {
    it(`go out once with ${way}`, async () => {
      handler = send;
      const text = await exchange(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
      const heads = text.split(/(?=HTTP\/1\.1 \d{3} )/);
      for (const head of heads.slice(0, -1)) assert.doesNotMatch(head, /x-request-id|timing|x-service/i);
      await assertOurs(ofHttp1(parseResponse(heads.at(-1)!)));
    });
  }

  const given: [way: string, send: (response: http.ServerResponse, name: string) => unknown][] = [
    ['setHeader', (response, name) => response.setHeader(name, 'own').end()],
    ['appendHeader', (response, name) => response.appendHeader(name, 'own').end()],
    ['an object', (response, name) => response.writeHead(200, { [name]: 'own' }).end()],
    ['a flat array', (response, name) => response.writeHead(200, ['a', 'b', name, 'own']).end()],
    ['pairs', (response, name) => response.writeHead(200, [[name, 'own']] as unknown as string[]).end()],
    [
      'an object beside',
      (response, name) =>
        response
          .setHeader('a', 'b')
          .writeHead(200, { [name]: 'own' })
          .end(),
    ],
    [
      'setHeader before an object',
      (response, name) => response.setHeader(name, 'own').writeHead(200, { a: 'b' }).end(),
    ],
  ];
  for (const [way, send] of given) {
    it(`leave alone what the app sets by ${way}, and the others go out`, async () => {
      for (const [at, name] of OURS.entries()) {
        const spelled = at % 2 ? name : name.toUpperCase();
        handler = (_request, response) => void send(response, spelled);
        const values = ofHttp1(await get(port));
        await traced.take(1);
        assert.deepEqual(values[name], ['own']);
        assert.deepEqual(countsOf(values), countsWhere(name), spelled);
      }
    });
  }

  it('are taken back when Node refuses the head', async () => {
    const names: string[][] = [];
    handler = (_request, response) => {
      for (const attempt of [
        () => response.writeHead(9999),
        () => response.setHeader('a', 'b').writeHead(200, 'line\nbreak', { c: 'd' }),
      ]) {
        assert.throws(attempt);
        names.push(response.getHeaderNames());
      }
      response.statusMessage = 'Fine';
      response.end();
    };
    await assertOurs(ofHttp1(await get(port)));
    assert.deepEqual(names, [[], ['a', 'c']]);
  });

  it('are not written after a head that is sent', async () => {
    handler = (_request, response) => {
      response.writeHead(200, { a: 'b' });
      // Node's own words: it would complain of a header that we set in others.
      assert.throws(() => response.writeHead(500), /Cannot write headers after they are sent/);
      response.end();
    };
    await assertOurs(ofHttp1(await get(port)));
  });

  it('tell the time until the head, and not until the end', async () => {
    handler = (_request, response) => {
      setTimeout(() => {
        response.flushHeaders();
        setTimeout(() => response.end(), 60);
      }, 30);
    };
    const response = await get(port);
    await traced.take(1);
    const millis = Number.parseFloat(valuesOf(response, 'x-response-time')[0]!);
    assert.ok(millis >= 28 && millis < 88, `${millis} ms`);
  });

  it('are on the answer of an app that failed', async () => {
    handler = (_request, response) => {
      response.statusCode = 500;
      response.end('sorry');
    };
    await assertOurs(ofHttp1(await get(port)));
  });

  it('name no span of a request that is ignored, and tell the rest', async () => {
    handler = (_request, response) => response.end();
    const values = ofHttp1(await get(port, '/health'));
    await traced.take(0);
    assert.match(values['server-timing']![0]!, /^total;dur=\d+\.\d$/);
    assert.deepEqual(values['access-control-expose-headers'], []);
    assert.deepEqual([values['x-service-name'], values['x-request-id']!.length], [['shop'], 1]);
  });

  it('are not on answers of Node itself', async () => {
    const text = await exchange(port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n');
    assert.match(text, /^HTTP\/1.1 400 /);
    assert.doesNotMatch(text, /x-request-id|timing|x-service/i);
  });

  it('can be read by a fetch of another origin, which asks for what is exposed', async () => {
    handler = (_request, response) => response.setHeader('Access-Control-Allow-Origin', '*').end();
    const { headers } = await untraced(() =>
      fetch(`http://127.0.0.1:${port}/`, { mode: 'cors', headers: { origin: 'http://elsewhere.example' } }),
    );
    const [span] = await traced.take(1);
    const exposed = headers.get('access-control-expose-headers')!.toLowerCase().split(/, */);
    assert.deepEqual([exposed, headers.get('access-control-allow-origin')], [['server-timing'], '*']);
    assert.ok(headers.get('server-timing')!.includes(span!.spanContext().traceId));
  });
});

describe('headers of ours on responses of HTTP/2', () => {
  const file = fileURLToPath(import.meta.url);
  const byStream: Record<string, OnStream> = {
    'respond without headers': (stream) => {
      stream.respond();
      stream.end('x');
    },
    'respond with an object that inherits': (stream) =>
      stream.respond(Object.create({ 'x-request-id': 'inherited', a: 'b' }), { endStream: true }),
    'respond with an object': (stream) => stream.respond({ ':status': 204, a: 'b' }, { endStream: true }),
    'end alone': (stream) => stream.end('x'),
    'write alone': (stream) => {
      stream.write('x');
      stream.end();
    },
    respondWithFile: (stream) => stream.respondWithFile(file),
    respondWithFD: (stream) => stream.respondWithFD(openSync(file, 'r')),
    'respondWithFile after a look at the file': (stream) =>
      stream.respondWithFile(file, {}, { statCheck() {} }),
    'respond in place of a file': (stream) => {
      const statCheck = () => {
        stream.respond({ ':status': 304 }, { endStream: true });
        return false;
      };
      stream.respondWithFile(file, {}, { statCheck });
    },
    'respond for want of a file': (stream) => {
      const onError = () => stream.respond({ ':status': 404 }, { endStream: true });
      stream.respondWithFile(`${file}.not`, {}, { onError });
    },
    'additional heads in front': (stream) => {
      stream.additionalHeaders({ ':status': 103, link: '</style.css>; rel=preload' });
      stream.respond({ ':status': 200 }, { endStream: true });
    },
    'chunks and trailers': (stream) => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1' }));
      stream.write('x');
      setTimeout(() => stream.end('y'), 5);
    },
  };
  for (const [way, send] of Object.entries(byStream)) {
    it(`go out once by streams: ${way}`, async () => {
      onStream = send;
      const { headers, trailers } = await ask(toStreams!);
      await assertOurs(ofHttp2(headers));
      assert.equal(headers['a'], way === 'respond with an object' ? 'b' : undefined);
      if (way.includes('trailers')) assert.equal(trailers['x-sum'], '1');
    });
  }

  const byCompat: Record<string, OnRequest> = {
    end: (_request, response) => void response.end('x'),
    'setHeader and write': (_request, response) => {
      response.setHeader('a', 'b');
      response.write('x');
      response.end();
    },
    'writeHead with an object': (_request, response) => void response.writeHead(200, { a: 'b' }).end('x'),
    'writeHead with an array': (_request, response) => {
      response.writeHead(200, ['a', 'b'] as never).end('x');
    },
    'early hints in front': (_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.end();
    },
  };
  for (const [way, send] of Object.entries(byCompat)) {
    it(`go out once by the compatibility API: ${way}`, async () => {
      onRequest = send;
      await assertOurs(ofHttp2((await ask(toCompat!)).headers));
    });
  }

  it('leave alone what the app sets, and the others go out', async () => {
    for (const name of OURS) {
      for (const spelled of [name, name.toUpperCase()]) {
        onStream = (stream) => stream.respond({ [spelled]: 'own', a: 'b' }, { endStream: true });
        onRequest = (_request, response) => {
          response.setHeader(spelled, 'own');
          response.end();
        };
        for (const session of [toStreams, toCompat]) {
          const values = ofHttp2((await ask(session!)).headers);
          await traced.take(1);
          assert.deepEqual(values[name], ['own']);
          assert.deepEqual(countsOf(values), countsWhere(name), spelled);
        }
      }
    }
  });

  it('leave the headers object of the app alone', async () => {
    const headers = Object.freeze({ ':status': 200, a: 'b' });
    onStream = (stream) => stream.respond(headers, { endStream: true });
    await assertOurs(ofHttp2((await ask(toStreams!)).headers));
    assert.deepEqual({ ...headers }, { ':status': 200, a: 'b' });
  });

  it('give way to what the app adds when it has looked at a file', async () => {
    const ways: [string, (stream: http2.ServerHttp2Stream, statCheck: () => void) => void][] = [
      ['respondWithFile', (stream, statCheck) => stream.respondWithFile(file, {}, { statCheck })],
      ['respondWithFD', (stream, statCheck) => stream.respondWithFD(openSync(file, 'r'), {}, { statCheck })],
    ];
    for (const [way, send] of ways) {
      let seen: string[] = [];
      onStream = (stream) =>
        send(stream, (...[, headers]: unknown[]) => {
          seen = Object.keys(headers as object);
          (headers as http2.OutgoingHttpHeaders)['Server-Timing'] = 'own';
        });
      const values = ofHttp2((await ask(toStreams!)).headers);
      await traced.take(1);
      assert.deepEqual(values['server-timing'], ['own'], way);
      assert.deepEqual(countsOf(values), countsWhere('server-timing'));
      assert.deepEqual(seen, [':status', 'date']);
    }
  });

  it('leave what the app has of a file alone when it answers by itself', async () => {
    const kept = new Promise<object>((resolve) => {
      onStream = (stream) => {
        const statCheck = (...[, headers]: unknown[]) => {
          setImmediate(() => {
            resolve({ ...(headers as object) });
            stream.respond({ ':status': 304 }, { endStream: true });
          });
          return false;
        };
        stream.respondWithFile(file, { a: 'b' }, { statCheck: statCheck as never });
      };
    });
    await assertOurs(ofHttp2((await ask(toStreams!)).headers));
    assert.deepEqual(Object.keys(await kept), ['a', ':status', 'date']);
  });

  it('leave it at which headers are not to be indexed', async () => {
    const { sensitiveHeaders } = http2;
    onStream = (stream) =>
      stream.respond({ secret: 'x', [sensitiveHeaders]: ['secret'] } as never, { endStream: true });
    const { headers } = await ask(toStreams!);
    await assertOurs(ofHttp2(headers));
    assert.deepEqual((headers as { [sensitiveHeaders]?: string[] })[sensitiveHeaders], ['secret']);
  });

  it('leave what is no object of headers to Node', async () => {
    const complaints: unknown[] = [];
    onStream = (stream) => {
      for (const wrong of [null, 'text']) {
        try {
          stream.respond(wrong as never);
        } catch (error) {
          complaints.push((error as { code: string }).code);
        }
      }
      if (!stream.headersSent) stream.respond();
      stream.end();
    };
    await ask(toStreams!);
    await traced.take(1);
    const refused = 'ERR_INVALID_ARG_TYPE';
    assert.deepEqual(complaints, [refused, refused]);
  });

  it('leave the complaint about a second head to Node', async () => {
    const complaint = new Promise((resolve) => {
      onStream = (stream) => {
        stream.respond({ ':status': 200 });
        try {
          stream.respond({ ':status': 500 });
        } catch (error) {
          resolve((error as { code: string }).code);
        }
        stream.end();
      };
    });
    await assertOurs(ofHttp2((await ask(toStreams!)).headers));
    assert.equal(await complaint, 'ERR_HTTP2_HEADERS_SENT');
  });

  it('are not on what a server pushes', async () => {
    onStream = (stream) => {
      stream.pushStream({ ':path': '/pushed' }, (_error, pushed) => pushed.respond({}, { endStream: true }));
      stream.respond({}, { endStream: true });
    };
    const pushed = once(toStreams!, 'stream').then(async ([stream]) => {
      const [headers] = await once(stream, 'push');
      return ofHttp2(headers);
    });
    await ask(toStreams!);
    await traced.take(1);
    assert.deepEqual(Object.values(await pushed).flat(), []);
  });
});

describe('the time', () => {
  it('is that of the head that is sent, after one that Node has refused', async () => {
    const later = (send: () => void) => setTimeout(send, 30);
    handler = (_request, response) => {
      assert.throws(() => response.writeHead(200, { 'no name': 'x' }));
      later(() => response.writeHead(500, { a: 'b' }).end());
    };
    onStream = (stream) => {
      assert.throws(() => stream.respond({ 'no name': 'x' }));
      later(() => stream.respond({ ':status': 500 }, { endStream: true }));
    };
    const times = [ofHttp1(await get(port)), ofHttp2((await ask(toStreams!)).headers)];
    await traced.take(2);
    for (const { 'x-response-time': of } of times) assert.ok(Number.parseFloat(of![0]!) >= 25, of![0]);
  });
});

describe('which headers of ours there are', () => {
  const sentBy = (headers: Parameters<typeof ownHeaders>[0], requestIds = true) =>
    ownHeaders(headers, requestIds).map(({ name }) => name);
  it('is said one by one', () => {
    const table: [string, Parameters<typeof ownHeaders>[0], boolean, string[]][] = [
      ['nothing said', undefined, true, ['X-Request-ID']],
      ['no request ids', { requestId: true }, false, []],
      ['none', { requestId: false }, true, []],
      [
        'the trace',
        { requestId: false, trace: true },
        true,
        ['Server-Timing', 'Access-Control-Expose-Headers'],
      ],
      ['the time', { requestId: false, time: true }, true, ['Server-Timing', 'X-Response-Time']],
      ['the service', { requestId: false, serviceName: 'shop' }, true, ['X-Service-Name']],
      ['a name that no header takes', { requestId: false, serviceName: 'a\r\nb: c' }, true, []],
    ];
    for (const [condition, headers, requestIds, expected] of table)
      assert.deepEqual(sentBy(headers, requestIds), expected, condition);
  });

  it('says of a trace what there is', () => {
    const [timing, exposed] = ownHeaders({ requestId: false, trace: true }, true);
    const of = (spanContext: SpanContext | undefined) => {
      const rpc =
        spanContext &&
        ({ type: 'http', route: undefined, span: trace.wrapSpanContext(spanContext) } as const);
      const answered = { responseId: undefined, rpc, startedAt: 0, answerMillis: undefined };
      return [timing!.valueFor(answered), exposed!.valueFor(answered)];
    };
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 0 };
    const shown = `traceparent;desc="00-${spanContext.traceId}-${spanContext.spanId}-00"`;
    assert.deepEqual(of(spanContext), [shown, 'Server-Timing']);
    assert.deepEqual(of({ ...spanContext, isRemote: true }), [undefined, undefined]);
    assert.deepEqual(of(INVALID_SPAN_CONTEXT), [undefined, undefined]);
    assert.deepEqual(of(undefined), [undefined, undefined]);
  });
});
