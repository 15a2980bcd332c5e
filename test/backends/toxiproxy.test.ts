/** An application whose telemetry goes over bad connections to a real Collector: nothing is lost, and nobody waits. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type NodeProcess, startNode } from '@waymark/testing';
import { type LocalServer, skipWithoutServer, startServer } from './servers.mjs';
import { type Toxic, ToxicProxy } from './toxic-proxy.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-toxic-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Each request is a span and a line of the log. */
const app = join(folder, 'app.cjs');
writeFileSync(
  app,
  `const server = require('node:http').createServer((req, res) => {
     console.warn('served ' + req.url + ' ' + 'x'.repeat(300));
     res.end();
   });
   process.on('SIGTERM', () => server.close());
   server.listen(0, '127.0.0.1', () => console.log('listening on ' + server.address().port));`,
);

interface Way {
  /** Of the Collector, where the exporter's protocol is spoken. */
  portOf(collector: LocalServer): number | undefined;
  env(port: number): Record<string, string>;
  /** Where the Collector writes what came, and what a request is in it. */
  file: 'traces' | 'logs';
  request: RegExp;
}

const SPAN = /"stringValue":"\/(\d+)"/g;
const LINE = /served \/(\d+) x/g;

const ways: Record<string, Way> = {
  'OTLP/HTTP': {
    portOf: ({ port }) => port,
    env: (port) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }),
    file: 'logs',
    request: LINE,
  },
  'OTLP/gRPC': {
    portOf: ({ grpcPort }) => grpcPort,
    env: (port) => ({
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    }),
    file: 'logs',
    request: LINE,
  },
  Zipkin: {
    portOf: ({ zipkinPort }) => zipkinPort,
    env: (port) => ({
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://127.0.0.1:${port}/api/v2/spans`,
    }),
    file: 'traces',
    request: SPAN,
  },
  Fluentd: {
    portOf: ({ fluentPort }) => fluentPort,
    env: (port) => ({
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'fluentd',
      WAYMARK_FLUENTD_ENDPOINT: `tcp://127.0.0.1:${port}`,
    }),
    file: 'logs',
    request: LINE,
  },
  Logstash: {
    portOf: ({ tcpPort }) => tcpPort,
    env: (port) => ({
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'logstash',
      WAYMARK_LOGSTASH_ENDPOINT: `tcp://127.0.0.1:${port}`,
    }),
    file: 'logs',
    request: LINE,
  },
};

const toxics: Toxic[] = [
  { type: 'latency', attributes: { latency: 150, jitter: 50 } },
  { type: 'reset_peer', attributes: { timeout: 0 } },
  { type: 'limit_data', attributes: { bytes: 1_500 } },
  { type: 'bandwidth', attributes: { rate: 20 } },
];

const A_TOXIC = 40;

describe('bad connections to a real Collector', {
  skip: skipWithoutServer('collector') || skipWithoutServer('toxiproxy'),
}, () => {
  let collector: LocalServer;
  let toxiproxy: LocalServer;
  before(async () => {
    [collector, toxiproxy] = await Promise.all([startServer('collector'), startServer('toxiproxy')]);
  });
  after(() => Promise.all([collector?.stop(), toxiproxy?.stop()]));

  for (const [name, way] of Object.entries(ways)) {
    test(`${name} loses nothing to latency, resets, cut connections and little bandwidth`, async () => {
      const proxy = await ToxicProxy.before(toxiproxy.port, way.portOf(collector)!);
      await using running = startNode(app, {
        register: 'require',
        env: {
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_BSP_SCHEDULE_DELAY: '50',
          OTEL_BLRP_SCHEDULE_DELAY: '50',
          WAYMARK_LOGS_ON_SPANS: 'off',
          ...way.env(proxy.port),
        },
      });
      const wanted: number[] = [];
      for (const toxic of toxics) {
        await proxy.add(toxic);
        wanted.push(...(await serve(running, A_TOXIC)));
        await delay(300);
        await proxy.remove(toxic.type);
        assert.deepEqual(await arrived(way, wanted), wanted, `${toxic.type}: ${running.stderr}`);
      }
      const { stderr } = await running.kill('SIGTERM');
      assert.match(stderr, /works again, nothing was dropped/);
      assert.doesNotMatch(stderr, /lost/);
    });
  }

  test('a process ends in time while nothing passes, and says how much is lost', async () => {
    const proxies = await Promise.all(
      Object.values(ways).map((way) => ToxicProxy.before(toxiproxy.port, way.portOf(collector)!)),
    );
    for (const proxy of proxies) await proxy.add({ type: 'timeout', attributes: { timeout: 0 } });
    // gRPC is left out: it would be the same signals, to the same exporter.
    const env = Object.assign(
      {},
      ...Object.values(ways).map((way, i) => (way === ways['OTLP/gRPC'] ? {} : way.env(proxies[i]!.port))),
    );
    env['OTEL_TRACES_EXPORTER'] = 'otlp,zipkin';
    env['OTEL_LOGS_EXPORTER'] = 'otlp,fluentd,logstash';
    await using running = startNode(app, {
      register: 'require',
      env: { OTEL_METRICS_EXPORTER: 'none', ...env },
    });
    await serve(running, A_TOXIC);
    const began = performance.now();
    const { code, stderr } = await running.kill('SIGTERM');
    const took = performance.now() - began;
    assert.ok(took < 4_500, `it took ${took} ms`);
    assert.equal(code, 0);
    const lost = [...stderr.matchAll(/could not deliver to (\S+):.*; (.* lost)$/gm)];
    // Lines to Logstash are nobody's to acknowledge: what a receiver that stays there got in time counts as delivered.
    const [http, , zipkin, fluentd] = proxies.map(({ port }) => port);
    assert.deepEqual(Object.fromEntries(lost.map(([, where, what]) => [where, what])), {
      [`http://127.0.0.1:${http}`]: '40 spans and 41 log records lost',
      [`http://127.0.0.1:${zipkin}`]: '40 spans lost',
      [`tcp://127.0.0.1:${fluentd}`]: '41 log records lost',
    });
  });

  /** Numbers of the requests in the Collector's file, once all are there or nothing more comes. */
  async function arrived({ file, request }: Way, wanted: number[]): Promise<number[]> {
    let found: number[] = [];
    for (const end = performance.now() + 5_000; performance.now() < end; await delay(50)) {
      const text = await readFile(join(collector.directory, `${file}.jsonl`), 'utf8').catch(() => '');
      const numbers = new Set([...text.matchAll(request)].map(([, digits]) => Number(digits)));
      found = wanted.filter((number) => numbers.has(number));
      if (found.length === wanted.length) break;
    }
    return found;
  }
});

let requests = 0;

/** Sends requests, and resolves to their numbers. Who asks the application never waits for its telemetry. */
async function serve(running: NodeProcess, count: number): Promise<number[]> {
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  const sent: number[] = [];
  while (sent.length < count) {
    sent.push(requests++);
    const began = performance.now();
    await (await fetch(`http://127.0.0.1:${port}/${sent.at(-1)}`)).text();
    const took = performance.now() - began;
    assert.ok(took < 500, `request ${sent.at(-1)} took ${took} ms`);
  }
  return sent;
}
