/**
 * What `OTEL_LOGS_EXPORTER=logstash` sends, read by real receivers of lines: rsyslog, syslog-ng and a Collector's tcplog. Logstash itself is
 * in no package registry; its tcp input reads the same.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LogstashLogRecordExporter, type LogstashOptions } from '@waymark/log-exporters';
import { makeAuthority, runNode } from '@waymark/testing';
import { collectedLogs } from './collected-logs.ts';
import { type LocalServer, type ServerName, skipWithoutServer, startServer } from './servers.mjs';
import { TILL_SPAN, tillLogger } from './till-logger.ts';

const app = fileURLToPath(new URL('till.cjs', import.meta.url));

type Document = Record<string, string> & { event: { id: string }; labels?: Record<string, string> };

const authority = makeAuthority();
const stranger = makeAuthority();
const { ca } = authority;
const serving = authority.issue();
const client = authority.issue({ name: 'client' });

/** An SDK with our exporter, and what that says. */
function logging(options: LogstashOptions) {
  const lines: string[] = [];
  const exporter = new LogstashLogRecordExporter({
    retry: { initialMs: 20, maxMs: 100 },
    report: (line) => lines.push(line),
    ...options,
  });
  return { exporter, lines, ...tillLogger(exporter) };
}

/** What has been written to the file so far: whole lines. */
function documentsIn(directory: string): Document[] {
  const file = join(directory, 'lines.jsonl');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** As soon as there are so many: a receiver writes what it has read a moment later. */
async function documents({ directory, output }: LocalServer, count: number): Promise<Document[]> {
  for (const end = performance.now() + 10_000; performance.now() < end; await sleep(20)) {
    const all = documentsIn(directory);
    if (all.length >= count) return all;
  }
  throw new Error(`${documentsIn(directory).length} documents came, not ${count}\n${output()}`);
}

const TEXTS = [
  'paid',
  'two\nlines, a tab\t, "quotes" and a \\',
  'héllo 日本 🎉 \u2028',
  `20 kB of many bytes: ${'日本🎉'.repeat(2000)}`,
  `${'a megabyte '.repeat(80_000)}`,
];

const receivers: [name: ServerName, title: string][] = [
  ['rsyslog', 'a real rsyslog'],
  ['syslog-ng', 'a real syslog-ng'],
];
for (const [name, title] of receivers) {
  describe(title, { skip: skipWithoutServer(name) }, () => {
    let open: LocalServer;
    let strict: LocalServer;
    before(async () => {
      open = await startServer(name, { tls: serving });
      strict = await startServer(name, { tls: { ...serving, ca } });
    });
    after(() => Promise.all([open?.stop(), strict?.stop()]));

    const ways: [how: string, options: () => [LocalServer, LogstashOptions]][] = [
      ['TCP', () => [open, { url: `tcp://127.0.0.1:${open.port}` }]],
      ['TLS', () => [open, { url: `tls://localhost:${open.tlsPort}`, tls: { ca } }]],
      [
        'TLS with a client certificate',
        () => [strict, { url: `tls://localhost:${strict.tlsPort}`, tls: { ca, ...client } }],
      ],
    ];
    for (const [how, options] of ways) {
      test(`reads every line that comes over ${how}, letter by letter`, async () => {
        const [server, settings] = options();
        const known = documentsIn(server.directory).length;
        const { exporter, lines, log, provider } = logging(settings);
        const texts = [...TEXTS, ...Array.from({ length: 2000 }, (_, i) => `line ${i}`)];
        for (const text of texts) log(text);
        await provider.shutdown();
        const read = (await documents(server, known + texts.length)).slice(known);
        assert.deepEqual(
          read.map(({ message }) => message),
          texts,
        );
        assert.equal(new Set(read.map(({ event }) => event.id)).size, texts.length);
        assert.equal(existsSync(join(server.directory, 'bad.txt')), false);
        assert.deepEqual([exporter.counts.delivered, exporter.counts.dropped], [texts.length, 0]);
        assert.deepEqual(lines, []);
      });
    }

    test('finds a line by trace id and request id', async () => {
      const known = documentsIn(open.directory).length;
      const { log, provider } = logging({ url: `tcp://127.0.0.1:${open.port}` });
      log('card declined');
      await provider.shutdown();
      const [document] = (await documents(open, known + 1)).slice(known);
      const { message, trace, span, http, service, log: logged } = document as Document;
      assert.deepEqual(JSON.parse(JSON.stringify({ message, trace, span, http, service, logged })), {
        message: 'card declined',
        trace: { id: TILL_SPAN.traceId },
        span: { id: TILL_SPAN.spanId },
        http: { request: { id: 'edge-42' } },
        service: { name: 'till' },
        logged: { level: 'info', logger: 'test' },
      });
    });

    const refusals: [what: string, tls: LogstashOptions['tls'], line: RegExp][] = [
      ['another CA', { ca: stranger.ca, ...client }, /the certificate is not trusted/],
      [
        'a name that the certificate has not',
        { ca, ...client, servername: 'logs.internal' },
        /the certificate is for another host name/,
      ],
      ['no client certificate', { ca }, /certificate/i],
    ];
    for (const [what, tls, line] of refusals) {
      test(`with ${what} nothing is sent, and one line says so`, async () => {
        const known = documentsIn(strict.directory).length;
        const settings = { url: `tls://localhost:${strict.tlsPort}`, tls: tls! };
        const { exporter, lines, log, provider } = logging(settings);
        log('for nobody');
        void provider.forceFlush();
        while (lines.length === 0) await sleep(10);
        assert.match(lines[0]!, line);
        await exporter.shutdown(10);
        assert.equal(lines.length, 2, lines.join('\n'));
        assert.match(lines[1]!, /; 1 log record lost$/);
        assert.deepEqual([exporter.counts.delivered, exporter.counts.dropped], [0, 1]);
        assert.equal(documentsIn(strict.directory).length, known);
      });
    }

    test('that goes and comes back gets every line that is made meanwhile', async (t) => {
      let server = await startServer(name);
      t.after(() => server.stop());
      const seen = new Set<string>();
      const keep = () => {
        for (const { message } of documentsIn(server.directory)) seen.add(message!);
      };
      const { exporter, log, provider } = logging({ url: `tcp://127.0.0.1:${server.port}` });
      for (let i = 0; i < 500; i++) log(`before ${i}`);
      await provider.forceFlush();
      await documents(server, 500);
      keep();
      const ports = [server.port, server.port] as const;
      await server.stop();
      for (let i = 0; i < 500; i++) log(`meanwhile ${i}`);
      const flushed = provider.forceFlush();
      await sleep(50);
      server = await startServer(name, { ports });
      await flushed;
      for (let i = 0; i < 500; i++) log(`after ${i}`);
      await provider.shutdown();
      await documents(server, 1000);
      keep();
      assert.deepEqual([seen.size, exporter.counts.delivered], [1500, 1500]);
    });
  });
}

describe('an application that logs to a real rsyslog', { skip: skipWithoutServer('rsyslog') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-lines-'));
  let server: LocalServer;
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  before(async () => {
    server = await startServer('rsyslog', { tls: { ...serving, ca } });
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  for (const engine of ['waymark', 'upstream']) {
    for (const way of ['loop', 'exit']) {
      test(`${engine}: by TLS and a certificate, its line is there when it ends by ${way}`, async () => {
        const known = documentsIn(server.directory).length;
        const { code, stderr } = await runNode(app, {
          register: 'require',
          args: [way],
          env: {
            WAYMARK_ENGINE: engine,
            OTEL_TRACES_EXPORTER: 'none',
            OTEL_METRICS_EXPORTER: 'none',
            OTEL_LOGS_EXPORTER: 'logstash',
            WAYMARK_LOGSTASH_ENDPOINT: `tls://127.0.0.1:${server.tlsPort}`,
            WAYMARK_LOGSTASH_SERVER_NAME: 'localhost',
            WAYMARK_LOGSTASH_CERTIFICATE: file('ca.pem', ca),
            WAYMARK_LOGSTASH_CLIENT_CERTIFICATE: file('cert.pem', client.cert),
            WAYMARK_LOGSTASH_CLIENT_KEY: file('key.pem', client.key),
          },
        });
        assert.equal(code, way === 'exit' ? 3 : 0, stderr);
        assert.match(stderr, new RegExp(`logs to tls://127\\.0\\.0\\.1:${server.tlsPort}, `));
        const [document, ...more] = (await documents(server, known + 1)).slice(known);
        assert.deepEqual(more, []);
        const { message, http } = document as Document & { http: { request: { id: string } } };
        assert.deepEqual([message, http.request.id], ['card declined, password=REDACTED', 'edge-42']);
      });
    }
  }
});

test('a receiver that reads nothing is said when the process ends, which it does in time', async (t) => {
  const silent = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  t.after(() => silent.close());
  await once(silent, 'listening');
  const { stderr, durationMs } = await runNode('--eval', {
    register: 'require',
    args: ["console.info('paid'); process.exit()"],
    env: {
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'logstash',
      WAYMARK_LOGSTASH_ENDPOINT: `tcp://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    },
  });
  assert.ok(durationMs < 4_000, `${durationMs}`);
  assert.match(
    stderr,
    /tcp:\S+ took logs with a warning: 'the receiver has not ended the connection in time, so that nobody knows /,
  );
});

describe('tcplog of a real Collector', { skip: skipWithoutServer('collector') }, () => {
  let collector: LocalServer;
  before(async () => {
    collector = await startServer('collector');
  });
  after(() => collector?.stop());

  test('reads every line as a record with the fields of the document', async () => {
    const { exporter, lines, log, provider } = logging({ url: `tcp://127.0.0.1:${collector.tcpPort}` });
    for (const text of TEXTS) log(text);
    await provider.shutdown();
    assert.deepEqual([exporter.counts.delivered, lines], [TEXTS.length, []]);
    const records = await collectedLogs(collector, TEXTS.length);
    const messages = records.map(({ attributes }) => attributes.find(({ key }) => key === 'message'));
    assert.deepEqual(
      messages.map((message) => message?.value.stringValue),
      TEXTS,
    );
  });
});
