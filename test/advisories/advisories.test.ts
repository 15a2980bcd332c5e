/** Advisories against tracing of Node, in real processes under the register that we ship: none is true of us, by either engine. */

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type NodeProcess, startNode } from '@waymark/testing';
import { freePorts } from '../backends/free-ports.mjs';

const app = fileURLToPath(new URL('app.mjs', import.meta.url));
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

/** A running application, its port, and the ways to ask it. */
async function started(env: Record<string, string>, flags: string[] = []) {
  const quiet = { OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
  const running = startNode(app, { register: 'import', env: { ...quiet, ...env }, flags });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  return { running, port: Number(port), [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

/** All that comes back for a request with this first line and these others. */
async function raw(port: number, target: string, lines: readonly string[] = []): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const head = [`GET ${target} HTTP/1.1`, 'Host: app', 'Connection: close', ...lines, '', ''].join('\r\n');
  socket.write(Buffer.from(head, 'latin1'));
  return text(socket);
}

async function json(port: number, target: string, lines: readonly string[] = []): Promise<unknown> {
  const answer = await raw(port, target, lines);
  assert.match(answer, /^HTTP\/1\.1 200 /, `${target} ${lines.map((line) => line.slice(0, 80))}`);
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
}

/** The values of headers of this name, of the call that a request with these lines causes. */
async function relayed(port: number, name: string, lines: readonly string[]): Promise<string[]> {
  const headers = (await json(port, '/relay', lines)) as string[];
  return headers.filter((_, at) => at % 2 === 1 && headers[at - 1]!.toLowerCase() === name);
}

function isAlive({ running }: { running: NodeProcess }): void {
  assert.equal(running.child.exitCode, null, running.stderr);
  assert.doesNotMatch(running.stderr, /Error/);
}

for (const engine of ['waymark', 'upstream']) {
  const ENGINE = { WAYMARK_ENGINE: engine };
  describe(`engine ${engine}`, () => {
    test('CVE-2026-44902: no request to the Prometheus exporter ends the process', async () => {
      const [metrics] = await freePorts(1);
      await using run = await started({
        ...ENGINE,
        OTEL_METRICS_EXPORTER: 'prometheus',
        OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
        OTEL_EXPORTER_PROMETHEUS_PORT: String(metrics),
      });
      await json(run.port, '/headers');
      await served(metrics!);
      for (const target of [
        '//',
        '///',
        'http://[',
        'http://',
        'https://a:b',
        '/%zz',
        '/\u00ff',
        '*',
        'http://[::1/metrics',
        '?',
        '//:@/',
      ])
        assert.match(await raw(metrics!, target), /^HTTP\/1\.1 (200|400|404) /, target);
      assert.match(await raw(metrics!, '/metrics'), /^HTTP\/1\.1 200 [\s\S]*target_info/);
      isAlive(run);
    });

    test('CVE-2026-54285: baggage beyond any limit is read in part, quickly, and not passed on whole', async () => {
      await using run = await started(ENGINE, ['--max-http-header-size=4194304']);
      const bare = await timed(() => relayed(run.port, 'baggage', []));
      for (const [condition, header, passedOn] of [
        ['many members', Array.from({ length: 100_000 }, (_, i) => `key${i}=${i}`).join(','), 180],
        ['long members', Array.from({ length: 200 }, (_, i) => `key${i}=${'v'.repeat(8000)}`).join(','), 1],
        ['one long member', `key=${'v'.repeat(2_000_000)}`, 0],
        ['empty members', ','.repeat(2_000_000), 0],
        ['members of one key', 'key=1,'.repeat(200_000), 1],
        ['properties', `key=1${';p'.repeat(500_000)}`, 0],
        ['percent signs', `key=${'%'.repeat(1_000_000)}`, 0],
        ['white space', `key=${' '.repeat(2_000_000)}1`, 0],
      ] as const) {
        let sent: string[] = [];
        const took = await timed(async () => {
          sent = await relayed(run.port, 'baggage', [`baggage: ${header}`]);
        });
        const members = sent.flatMap((value) => value.split(','));
        assert.ok(sent.join().length <= 8192, condition);
        assert.equal(members.length, passedOn, condition);
        // Two megabytes take their time to arrive; what is read of them does not.
        assert.ok(took < bare + 2000, `${condition}: ${took} ms`);
      }
      isAlive(run);
    });

    test('CVE-2026-59892: no percent-encoding in the headers of Jaeger ends the process or the request', async () => {
      await using run = await started({ ...ENGINE, OTEL_PROPAGATORS: 'jaeger' });
      for (const broken of ['%', '%zz', '%2', '%C3%28', '%ff%fe', '%E0%A4%A', '%u0041', '\u00ff'])
        for (const lines of [
          [`uber-trace-id: ${TRACE}${broken}:${SPAN}:0:1`],
          [`uber-trace-id: ${broken}`],
          [`uber-trace-id: ${TRACE}%3A${SPAN}%3A0%3A1${broken}`],
        ]) {
          const [parent] = await relayed(run.port, 'uber-trace-id', lines);
          assert.match(parent!, /^(?!4bf92f35)[\da-f]{32}:[\da-f]{16}:0:0?1$/, String(lines));
        }
      for (const broken of ['%', '%zz', '%C3%28', '%ff']) {
        const lines = [`uber-trace-id: ${TRACE}:${SPAN}:0:1`, `uberctx-user: a${broken}`, 'uberctx-ok: yes'];
        const [parent] = await relayed(run.port, 'uber-trace-id', lines);
        assert.match(parent!, new RegExp(`^${TRACE}:`), broken);
        assert.deepEqual(await relayed(run.port, 'uberctx-ok', lines), ['yes'], broken);
      }
      isAlive(run);
    });

    test('CVE-2023-38704: what an application imports by name of its caller is a name, and is not run', async () => {
      await using run = await started(ENGINE);
      const bare = startNode(app);
      await using _ = bare;
      const [, port] = await bare.waitForLine(/listening on (\d+)/);
      for (const specifier of [
        'node:fs',
        'node:fs";globalThis.ran=1;//',
        "node:fs';globalThis.ran=1;//",
        'node:http`;globalThis.ran=1;//',
        'node:http\nglobalThis.ran=1;//',
        'http\u2028globalThis.ran=1;//',
        "http' + (globalThis.ran=1) + '",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what the caller sends
        'http${globalThis.ran=1}',
        'express";globalThis.ran=1;//',
        'express/../";globalThis.ran=1;//',
        './missing.mjs?";globalThis.ran=1;//',
        './missing.mjs#*/globalThis.ran=1;/*',
        'node:http?iitm=true";globalThis.ran=1;//',
        'data:text/javascript,export const a=1//";globalThis.ran=1;',
      ]) {
        const target = `/import?specifier=${encodeURIComponent(specifier)}`;
        const traced = await json(run.port, target);
        assert.deepEqual(traced, await json(Number(port), target), specifier);
        assert.equal((traced as { ran: boolean }).ran, false, specifier);
      }
      isAlive(run);
    });

    test('CVE-2025-59466: an application that runs out of stack can catch that, in the context of a request', async () => {
      await using run = await started(ENGINE);
      for (let times = 0; times < 3; times++) assert.equal(await json(run.port, '/deep'), 'RangeError');
      isAlive(run);
    });
  });
}

/** Until the exporter answers, which it begins to do behind the start of the application. */
async function served(port: number): Promise<void> {
  for (let left = 100; ; left--) {
    const answer = await raw(port, '/metrics').catch((error: Error) => error);
    if (typeof answer === 'string') return;
    if (left === 0) throw answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
