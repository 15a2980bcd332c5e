import assert from 'node:assert/strict';
import http from 'node:http';
import { after, afterEach, describe, it } from 'node:test';
import { type Handler, waysToWriteAHead } from './head-ways.ts';
import { exchange, get, valuesOf } from './raw-client.ts';
import { listen, stop, traceThisProcess } from './traced-process.ts';

const traced = traceThisProcess();
let handler: Handler;
const server = http.createServer((request, response) => handler(request, response));
const port = await listen(server);

after(() => stop(server));
afterEach(() => assert.deepEqual(traced.warnings, []));

const INBOUND = 'X-Request-ID: from-the-edge';

describe('X-Request-ID on the response', () => {
  it('is the id that arrived, also on the span', async () => {
    handler = (_request, response) => response.end();
    assert.deepEqual(valuesOf(await get(port, '/', [INBOUND]), 'x-request-id'), ['from-the-edge']);
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['http.request.id'], 'from-the-edge');
    assert.deepEqual(span!.attributes['http.request.header.x-request-id'], ['from-the-edge']);
  });

  it('is the trace id when none arrived', async () => {
    handler = (_request, response) => response.end();
    const response = await get(port);
    const [span] = await traced.take(1);
    assert.deepEqual(valuesOf(response, 'x-request-id'), [span!.spanContext().traceId]);
    assert.equal(span!.attributes['http.request.id'], span!.spanContext().traceId);
    assert.equal(span!.attributes['http.request.header.x-request-id'], undefined);
  });

  it('ignores an invalid id', async () => {
    handler = (_request, response) => response.end();
    for (const invalid of [
      'X-Request-ID: a b',
      'X-Request-ID: <script>',
      `X-Request-ID: ${'a'.repeat(300)}`,
      `${INBOUND}\r\n${INBOUND}`,
    ]) {
      const response = await get(port, '/', [invalid]);
      const [span] = await traced.take(1);
      assert.deepEqual(valuesOf(response, 'x-request-id'), [span!.spanContext().traceId], invalid);
      assert.equal(span!.attributes['http.request.header.x-request-id'], undefined);
    }
  });

  const sent: Record<string, Handler> = {
    ...waysToWriteAHead,
    'writeHead with undefined and an object': (_request, response) =>
      response.writeHead(200, undefined as unknown as string, { a: 'b' }).end('x'),
    'writeHead with a flat array': (_request, response) =>
      response.writeHead(200, ['a', 'b', 'a', 'c']).end('x'),
    'status 204': (_request, response) => response.writeHead(204).end(),
    // Node 26 has it no more.
    "writeHead's old name": (_request, response) => {
      const { writeHeader = response.writeHead } = response as { writeHeader?: typeof response.writeHead };
      writeHeader.call(response, 200, { a: 'b' }).end('x');
    },
  };
  for (const [way, send] of Object.entries(sent)) {
    it(`goes out once with ${way}`, async () => {
      handler = send;
      const response = await get(port, '/', [INBOUND]);
      await traced.take(1);
      assert.deepEqual(valuesOf(response, 'x-request-id'), ['from-the-edge']);
      if (way.includes('object') || way.includes('pairs')) assert.deepEqual(valuesOf(response, 'a'), ['b']);
      if (way.includes('flat')) assert.deepEqual(valuesOf(response, 'a'), ['b', 'c']);
      if (way.startsWith('setHeader and'))
        assert.deepEqual([valuesOf(response, 'a'), valuesOf(response, 'c')], [['b'], ['d']]);
    });
  }

  const own: Record<string, Handler> = {
    setHeader: (_request, response) => response.setHeader('x-request-id', 'own').end(),
    appendHeader: (_request, response) => response.appendHeader('X-Request-Id', 'own').end(),
    'writeHead with an object': (_request, response) =>
      response.writeHead(200, { 'x-Request-id': 'own' }).end(),
    'writeHead with a flat array': (_request, response) =>
      response.writeHead(200, ['X-REQUEST-ID', 'own']).end(),
    'writeHead with pairs': (_request, response) =>
      response.writeHead(200, [['X-REQUEST-ID', 'own']] as unknown as string[]).end(),
    'setHeader and writeHead': (_request, response) =>
      response.setHeader('a', 'b').writeHead(200, { 'X-Request-ID': 'own' }).end(),
    setHeaders: (_request, response) => response.setHeaders(new Map([['x-request-id', 'own']])).end(),
  };
  for (const [way, send] of Object.entries(own)) {
    it(`is the app's own, once, when it sets one by ${way}`, async () => {
      handler = send;
      assert.deepEqual(valuesOf(await get(port, '/', [INBOUND]), 'x-request-id'), ['own']);
      await traced.take(1);
    });
  }

  it('is not seen by the app before the head is written', async () => {
    let names: unknown;
    handler = (_request, response) => {
      names = [response.getHeaderNames(), response.hasHeader('x-request-id'), response.headersSent];
      response.end();
    };
    await get(port);
    await traced.take(1);
    assert.deepEqual(names, [[], false, false]);
  });

  it('is not put through what the app has in place of functions of Node', async () => {
    const seen: unknown[] = [];
    handler = (_request, response) => {
      const { setHeader } = response;
      response.setHeader = function (name, value) {
        seen.push(name);
        return setHeader.call(this, name, value);
      };
      response.hasHeader = (name) => seen.push(name) < 0;
      response.getHeaderNames = () => (seen.push('names') < 0 ? [] : ['a']);
      response.setHeader('a', 'b').writeHead(200, { c: 'd' }).end();
    };
    const response = await get(port, '/', [INBOUND]);
    await traced.take(1);
    assert.deepEqual(seen, ['a', 'c']);
    assert.deepEqual(valuesOf(response, 'x-request-id'), ['from-the-edge']);
  });

  it('leaves the headers object of the app alone', async () => {
    const headers = Object.freeze({ a: 'b' });
    const list = Object.freeze(['a', 'b']);
    handler = (_request, response) => response.writeHead(200, headers).end();
    await get(port);
    handler = (_request, response) => response.writeHead(200, list as string[]).end();
    await get(port);
    await traced.take(2);
    assert.deepEqual([headers, list], [{ a: 'b' }, ['a', 'b']]);
  });

  it('is on each of two pipelined responses', async () => {
    handler = (_request, response) => response.end();
    const text = await exchange(
      port,
      'GET /1 HTTP/1.1\r\nHost: a\r\nX-Request-ID: one\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nX-Request-ID: two\r\nConnection: close\r\n\r\n',
    );
    await traced.take(2);
    assert.deepEqual(text.match(/X-Request-ID: \w+/g), ['X-Request-ID: one', 'X-Request-ID: two']);
  });

  it('is not on answers of Node itself', async () => {
    const text = await exchange(port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n');
    assert.match(text, /^HTTP\/1.1 400 /);
    assert.doesNotMatch(text, /x-request-id/i);
  });

  it('leaves the complaints of Node to Node', async () => {
    const complaints: unknown[] = [];
    handler = (_request, response) => {
      for (const attempt of [() => response.writeHead(5), () => response.writeHead(200, ['odd'])]) {
        try {
          attempt();
        } catch (error) {
          complaints.push((error as { code: string }).code);
        }
      }
      response.end();
    };
    assert.equal(valuesOf(await get(port, '/', [INBOUND]), 'x-request-id').length, 1);
    await traced.take(1);
    assert.deepEqual(complaints, ['ERR_HTTP_INVALID_STATUS_CODE', 'ERR_INVALID_ARG_VALUE']);
  });

  it('is taken back when Node refuses the head', async () => {
    const names: string[][] = [];
    const codes: string[] = [];
    handler = (_request, response) => {
      const attempts: (() => unknown)[] = [
        () => response.writeHead(9999),
        () => response.writeHead(200, 'line\nbreak'),
        () => response.setHeader('a', 'b').writeHead(200, 'line\nbreak', { c: 'd' }),
        () => response.writeHead(200, [['a', 'b']] as unknown as string[]),
        () => response.writeHead(200, 'line\nbreak', { 'x-request-id': 'own' }),
      ];
      for (const attempt of attempts) {
        assert.throws(attempt, (error: { code: string }) => void codes.push(error.code) === undefined);
        names.push(response.getHeaderNames());
      }
      response.statusMessage = 'Fine';
      response.end();
    };
    const response = await get(port, '/', [INBOUND]);
    await traced.take(1);
    assert.deepEqual(names, [[], [], ['a', 'c'], ['a', 'c'], ['a', 'c', 'x-request-id']]);
    const refused = 'ERR_INVALID_CHAR';
    const ofPairs = 'ERR_INVALID_ARG_VALUE';
    assert.deepEqual(codes, ['ERR_HTTP_INVALID_STATUS_CODE', refused, refused, ofPairs, refused]);
    assert.deepEqual(valuesOf(response, 'x-request-id'), ['own']);
  });

  it('has the arity of the function it stands for', () => {
    assert.equal(http.ServerResponse.prototype.writeHead.length, 3);
  });
});
