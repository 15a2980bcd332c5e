/** WAYMARK_REQUEST_ID and what belongs to it, in real processes of both engines: one id everywhere. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { printTree, runNode, startNode, startOtlpServer } from '@waymark/testing';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const readme = readFileSync(here('../../packages/node/README.md'), 'utf8');
const section = readme.split('\n## ').find((part) => part.startsWith('Request ids\n'))!;
const [, moduleSnippet, idSnippet, jobsSnippet] = section
  .split('```js\n')
  .map((part) => part.split('```')[0]!);

const folder = mkdtempSync(join(tmpdir(), 'waymark-ids-'));
after(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'node_modules/@waymark'), { recursive: true });
symlinkSync(here('../../packages/node'), join(folder, 'node_modules/@waymark/node'));
symlinkSync(here('../../node_modules/@opentelemetry'), join(folder, 'node_modules/@opentelemetry'));
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

interface Answer {
  /** What requestId() said at once, and in a callback. */
  requestId?: string;
  later?: string;
  /** Of the span that served the request. */
  traceId?: string;
  /** Headers of the outgoing call. */
  sent: Record<string, string>;
  /** X-Request-ID of the response. */
  answered: string | null;
  /** `http.request.id` of the SERVER spans, each once, and of the others. */
  onSpans: unknown[];
  onOthers: unknown[];
  /** The line that was logged. */
  line: Record<string, unknown>;
}

/** What an application with these settings does with requests of these headers. */
async function asked(env: Record<string, string>, ...requests: Record<string, string>[]): Promise<Answer[]> {
  await using sink = await startOtlpServer();
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_METRICS_EXPORTER: 'none', ...env };
  await using running = startNode(here('./asking.cjs'), { register: 'require', env: settings });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  const answers: Omit<Answer, 'onSpans' | 'onOthers' | 'line'>[] = [];
  for (const headers of requests) {
    const response = await fetch(`http://127.0.0.1:${port}/in`, { headers });
    const answered = response.headers.get('x-request-id');
    answers.push({ ...((await response.json()) as Answer), answered });
  }
  await running.kill();
  assert.doesNotMatch(running.stderr, /not valid|not known/);
  const lines = running.stdout.split('\n').filter((line) => line.startsWith('{'));
  return answers.map((answer, i) => {
    const spans = sink.spans.filter(({ traceId }) => traceId === answer.traceId);
    const idsOf = (isServer: boolean) => {
      const kept = spans.filter(({ kind }) => (kind === 'SERVER') === isServer);
      return [...new Set(kept.map(({ attributes }) => attributes['http.request.id']))];
    };
    return { ...answer, onSpans: idsOf(true), onOthers: idsOf(false), line: JSON.parse(lines[i]!) };
  });
}

/** One id, wherever it is said. */
function idOf(answer: Answer): string {
  const { requestId: id = '', later, sent, answered, onSpans, line } = answer;
  const all = { later, sent: sent['x-request-id'], answered, onSpans, logged: line['request_id'] };
  assert.deepEqual(all, { later: id, sent: id, answered: id, onSpans: [id], logged: id });
  return id;
}

const EDGE = { 'X-Request-ID': 'edge-42' };
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const AMAZON = 'Self=1-67891234-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678';

for (const engine of ['waymark', 'upstream']) {
  describe(engine, () => {
    const ask = (env: Record<string, string>, ...requests: Record<string, string>[]) =>
      asked({ WAYMARK_ENGINE: engine, ...env }, ...requests);

    test("without settings the caller's id, an alias or the trace id is said everywhere", async () => {
      const answers = await ask(
        {},
        { 'X-Request-ID': 'edge-42', 'CF-Ray': 'ray' },
        { 'X-Request-ID': 'not an id' },
        { 'X-Correlation-ID': 'correlation', 'X-Amzn-Trace-Id': AMAZON },
        { 'X-Amzn-Trace-Id': AMAZON, 'CF-Ray': 'ray' },
        { 'CF-Ray': '8f2c1a2b3c4d5e6f-SJC' },
        { traceparent: TRACEPARENT },
      );
      assert.deepEqual(answers.map(idOf), [
        'edge-42',
        answers[1]!.traceId,
        'correlation',
        '1-67891233-abcdef012345678912345678',
        '8f2c1a2b3c4d5e6f-SJC',
        '0af7651916cd43dd8448eb211c80319c',
      ]);
      for (const { sent } of answers)
        for (const alias of ['x-correlation-id', 'x-amzn-trace-id', 'cf-ray'])
          assert.equal(sent[alias], undefined, 'aliases are never written');
    });

    test('WAYMARK_REQUEST_ID_ALIASES names others, or none', async () => {
      const headers = { 'CF-Ray': 'ray', 'X-Trace-Ref': 'order-7' };
      const [other] = await ask({ WAYMARK_REQUEST_ID_ALIASES: 'X-Trace-Ref,cf-ray' }, headers);
      assert.equal(idOf(other!), 'order-7');
      const [none] = await ask({ WAYMARK_REQUEST_ID_ALIASES: 'none' }, headers);
      assert.equal(idOf(none!), none!.traceId);
    });

    test('WAYMARK_REQUEST_ID_FORMAT=uuid is the trace id with dashes', async () => {
      const [own, theirs] = await ask(
        { WAYMARK_REQUEST_ID_FORMAT: 'uuid' },
        {},
        { traceparent: TRACEPARENT },
      );
      assert.match(idOf(own!), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.equal(idOf(own!).replaceAll('-', ''), own!.traceId);
      assert.equal(idOf(theirs!), '0af76519-16cd-43dd-8448-eb211c80319c');
    });

    test('with uuidv7 a trace begins as one, and that of a caller keeps its id', async () => {
      const before = Date.now();
      const [own, theirs, named] = await ask(
        { WAYMARK_REQUEST_ID_FORMAT: 'uuidv7' },
        {},
        { traceparent: TRACEPARENT },
        { 'X-Request-ID': 'edge-42' },
      );
      assert.match(idOf(own!), UUID_V7);
      assert.equal(idOf(own!).replaceAll('-', ''), own!.traceId);
      const at = Number.parseInt(own!.traceId!.slice(0, 12), 16);
      assert.ok(at >= before - 5 && at <= Date.now() + 5, `${at}`);
      assert.equal(theirs!.traceId, '0af7651916cd43dd8448eb211c80319c');
      assert.equal(idOf(theirs!), '0af76519-16cd-73dd-8448-eb211c80319c');
      assert.equal(idOf(named!), 'edge-42');
    });

    test("a function of the README's module says what ids look like", async () => {
      const env = { WAYMARK_CONFIG: write('ids.mjs', moduleSnippet!), WAYMARK_REQUEST_ID_FORMAT: 'uuid' };
      const [answer] = await ask(env, {});
      assert.equal(idOf(answer!), `shop-${answer!.traceId!.slice(0, 16)}`);
    });

    test('a format goes with the start that brought it, and one that fails tells so once', async () => {
      const app = write(
        'restarted.cjs',
        `const { requestId, span, start } = require('@waymark/node');
        const fail = () => { throw new Error('no luck'); };
        (async () => {
          for (const requestIdFormat of ['uuid', undefined, fail, () => 'a b', async () => fail(), undefined]) {
            const running = start({ requestIdFormat });
            for (let job = 0; job < 2; job++) console.log('id', span('job', () => requestId()));
            await running.shutdown();
          }
        })();`,
      );
      const env = { OTEL_TRACES_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'none', WAYMARK_ENGINE: engine };
      const { code, stdout, stderr } = await runNode(app, { env });
      assert.equal(code, 0, stderr);
      const lengths = [...stdout.matchAll(/^id (.*)$/gm)].map(([, id]) => id!.length);
      assert.deepEqual(lengths, [36, 36, ...new Array(10).fill(32)]);
      const told = stderr.match(/^waymark: requestIdFormat .*$/gm);
      const noId =
        'waymark: requestIdFormat returned what is no id: it takes up to 255 letters, digits and ._~+/=:#@-; the trace id stands in';
      assert.deepEqual(told, [
        'waymark: requestIdFormat failed: no luck; the trace id stands in',
        noId,
        noId,
      ]);
    });

    test('WAYMARK_REQUEST_ID_FIELD is its name in lines', async () => {
      const [{ line }] = (await ask({ WAYMARK_REQUEST_ID_FIELD: 'correlationId' }, EDGE)) as [Answer];
      assert.deepEqual([line['correlationId'], line['request_id']], ['edge-42', undefined]);
    });

    test('with WAYMARK_REQUEST_ID_ON_SPANS=all each span has it, and without it those of servers', async () => {
      const [all, derived] = await ask({ WAYMARK_REQUEST_ID_ON_SPANS: 'all' }, EDGE, {});
      assert.deepEqual([idOf(all!), all!.onOthers], ['edge-42', ['edge-42']]);
      assert.deepEqual(derived!.onOthers, [idOf(derived!)]);
      const [without] = await ask({}, EDGE);
      assert.deepEqual([without!.onSpans, without!.onOthers], [['edge-42'], [undefined]]);
    });

    test('WAYMARK_REQUEST_ID=off leaves the header to others, and traces go on', async () => {
      const env = { WAYMARK_REQUEST_ID: 'off', WAYMARK_REQUEST_ID_FORMAT: 'uuid' };
      const [answer] = await ask(env, { 'X-Request-ID': 'edge-42', 'CF-Ray': 'ray' });
      assert.deepEqual([answer!.answered, answer!.sent['x-request-id']], [null, undefined]);
      assert.match(answer!.sent['traceparent'] ?? '', new RegExp(`^00-${answer!.traceId}-`));
      assert.equal(answer!.requestId, answer!.traceId);
      assert.deepEqual([answer!.onSpans, answer!.line['request_id']], [[undefined], undefined]);
    });
  });
}

test('where nobody takes spans, ids are the same everywhere, too', async () => {
  const [answer] = await asked({ OTEL_TRACES_EXPORTER: 'none', WAYMARK_REQUEST_ID_FORMAT: 'uuidv7' }, {});
  const { requestId, later, sent, answered } = answer!;
  assert.match(requestId!, UUID_V7);
  assert.deepEqual([later, sent['x-request-id'], answered], [requestId, requestId, requestId]);
});

test("the README's lines tell the id of the trace, and nothing without one", async () => {
  const { stderr } = await runNode(
    write(
      'told.cjs',
      `${idSnippet}\nrequire('@waymark/node').span('job', () => console.error(requestId()));`,
    ),
    { register: 'require', env: { OTEL_TRACES_EXPORTER: 'console' } },
  );
  assert.match(stderr, /^Something went wrong\. Please tell us undefined$/m);
  assert.match(stderr, /^[0-9a-f]{32}$/m);
});

/** A queue that is a file, for the README's two calls: what one process adds another one works on. */
const QUEUE = `
const fs = require('node:fs');
const queue = { add: async (_, data) => fs.writeFileSync('jobs.json', JSON.stringify(data)) };
class Worker {
  constructor(_, work) { this.done = work({ data: JSON.parse(fs.readFileSync('jobs.json')) }); }
}
const send = async (order) => { await null; console.log(order, require('@waymark/node').requestId()); };
`;

test("a job of the README's two calls is in the trace of its request, and has its id", async () => {
  await using sink = await startOtlpServer();
  const [calls, adding, working] = jobsSnippet!.split('\n').filter(Boolean);
  const env = (service: string) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_SERVICE_NAME: service,
    OTEL_METRICS_EXPORTER: 'none',
  });
  const served = `
    const server = require('node:http').createServer(async (_, response) => {
      const order = 'order 7';
      ${adding}
      response.end();
    }).listen(0, async () => {
      await fetch('http://127.0.0.1:' + server.address().port, { headers: { 'X-Request-ID': 'edge-42' } });
      server.close();
    });`;
  const web = await runNode(write('web.cjs', calls + QUEUE + served), {
    register: 'require',
    env: env('web'),
    cwd: folder,
  });
  assert.equal(web.code, 0, web.stderr);
  const worker = await runNode(write('worker.cjs', calls + QUEUE + working), {
    register: 'require',
    env: { ...env('worker'), OTEL_LOGS_EXPORTER: 'otlp' },
    cwd: folder,
  });
  assert.match(worker.stdout, /^order 7 edge-42$/m, worker.stderr);
  const job = sink.spans.find(({ name }) => name === 'mail')!;
  const server = sink.spans.find(({ kind }) => kind === 'SERVER')!;
  assert.deepEqual([job.traceId, job.parentSpanId], [server.traceId, server.spanId], printTree(sink.spans));
  assert.equal(
    sink.logs.find(({ body }) => /^order 7/.test(String(body)))?.attributes['http.request.id'],
    'edge-42',
  );
});

test('a carrier is a message: a list of who is told has to name them', async () => {
  const app = write(
    'carried.cjs',
    `const { carrier, span } = require('@waymark/node');
    span('job', () => console.log(Object.keys(carrier()).join()));`,
  );
  for (const [list, carried] of [
    ['*.internal', ''],
    ['*.internal,messages', 'traceparent,x-request-id'],
  ]) {
    const env = { WAYMARK_PROPAGATE_TO: list!, OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
    const { stdout, stderr } = await runNode(app, { register: 'require', env });
    assert.equal(stdout.trim(), carried, stderr);
  }
});
