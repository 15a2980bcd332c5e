/** W3C Trace Context in real processes, from raw requests to the headers of the calls that they cause, by both engines. */

import assert from 'node:assert/strict';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type NodeProcess, startNode } from '@waymark/testing';
import { type Case, cases, PARENT, TRACE } from './cases.ts';

const relay = fileURLToPath(new URL('relay.cjs', import.meta.url));
const TRACEPARENT = /^00-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-(0[0-3])$/;

const modes: Record<string, Record<string, string>> = {
  'our engine': {},
  "upstream's engine": { WAYMARK_ENGINE: 'upstream' },
};

for (const [mode, env] of Object.entries(modes)) {
  describe(mode, () => {
    let running: NodeProcess;
    let ports: number[];

    before(async () => {
      const quiet = { OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
      running = startNode(relay, { register: 'require', env: { ...quiet, ...env } });
      ports = (await running.waitForLine(/listening on (\d+) and (\d+)/)).slice(1).map(Number);
    });
    after(() => running[Symbol.asyncDispose]());

    for (const by of ['http', 'fetch']) {
      for (const each of cases) {
        it(`${by}: ${each.condition}`, async () => {
          const [call] = await callsOf(await raw(ports[0]!, `/in/${by}/1`, each.lines));
          holds(each, call!);
        });
      }

      it(`${by}: each call of one request has an id of its own in the one trace`, async () => {
        for (const [lines, trace] of [
          [[`traceparent: 00-${TRACE}-${PARENT}-01`], TRACE],
          [[], undefined],
          [[`traceparent: 00-${'0'.repeat(32)}-${PARENT}-01`], undefined],
        ] as const) {
          const calls = await callsOf(await raw(ports[0]!, `/in/${by}/3`, lines));
          const parents = calls.map((headers) => TRACEPARENT.exec(one(headers, 'traceparent')!)!);
          assert.equal(new Set(parents.map(([, , spanId]) => spanId)).size, 3);
          assert.equal(new Set(parents.map(([, traceId]) => traceId)).size, 1);
          if (trace !== undefined) assert.equal(parents[0]![1], trace);
        }
      });
    }

    // Upstream has no instrumentation of HTTP/2.
    const skip = mode !== 'our engine' && 'needs spans of HTTP/2, which only our engine makes';
    it('the same over HTTP/2, where headers come in lists', { skip }, async () => {
      const session = connectHttp2(`http://127.0.0.1:${ports[1]}`);
      for (const each of cases.filter(canBeHttp2)) {
        const headers: Record<string, string[]> = {};
        for (const line of each.lines) {
          const [name, value] = split(line);
          headers[name] = [...(headers[name] ?? []), value.replace(/^[ \t]+|[ \t]+$/g, '')];
        }
        const asked = Object.entries(headers).map(([name, values]) => [
          name,
          values.length === 1 ? values[0] : values,
        ]);
        const stream = session.request({ ':path': '/in/http/1', ...Object.fromEntries(asked) });
        const [call] = await callsOf(await text(stream));
        holds(each, call!);
      }
      session.close();
    });
  });
}

for (const [mode, env] of Object.entries(modes)) {
  it(`${mode}: traces that begin here say that their ids are random, where somebody asked for it`, async () => {
    const quiet = { OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', WAYMARK_RANDOM_FLAG: 'on' };
    await using running = startNode(relay, { register: 'require', env: { ...quiet, ...env } });
    const [port] = (await running.waitForLine(/listening on (\d+) and (\d+)/)).slice(1).map(Number);
    const flagsOf = async (lines: readonly string[]) => {
      const [call] = await callsOf(await raw(port!, '/in/http/1', lines));
      return TRACEPARENT.exec(one(call!, 'traceparent')!)![3];
    };
    assert.equal(await flagsOf([]), '03');
    assert.equal(await flagsOf([`traceparent: 00-${TRACE}-${PARENT}-01`]), '01');
    assert.equal(await flagsOf([`traceparent: 00-${TRACE}-${PARENT}-02`]), '02');
  });
}

const LONG = `a=1,b=${'v'.repeat(256)},c=${'v'.repeat(256)}`;
/** A state, and what goes on of it. */
const untouched: [string, string, string?][] = [
  ['white space and empty members', 'a=1 ,\tb=2,, c=3', 'a=1 ,\tb=2,, c=3'],
  ['one key twice', 'a=1,a=2', 'a=1,a=2'],
  ['more than 512 characters', LONG, LONG],
  ['a list that is not legal', 'a=1,B=2'],
];

for (const [mode, env] of Object.entries(modes)) {
  it(`${mode}: where nothing reads spans, a parent and its state go on as they came`, async () => {
    const off = { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
    await using running = startNode(relay, { register: 'require', env: { ...off, ...env } });
    const [, port] = await running.waitForLine(/listening on (\d+) and/);
    for (const by of ['http', 'fetch']) {
      for (const [condition, state, passedOn] of untouched) {
        const parent = `00-${TRACE}-${PARENT}-03`;
        const lines = [`traceparent: ${parent}`, `tracestate: ${state}`];
        const [call] = await callsOf(await raw(Number(port), `/in/${by}/1`, lines));
        assert.equal(one(call!, 'traceparent'), parent, `${by}: ${condition}`);
        assert.equal(one(call!, 'tracestate'), passedOn, `${by}: ${condition}`);
      }
    }
  });
}

/** Names there are in lower case, always. */
function canBeHttp2({ lines }: Case): boolean {
  return lines.every((line) => !/[A-Z]/.test(split(line)[0]));
}

function holds({ continues, flags, state, condition }: Case, headers: string[]): void {
  const [, traceId, spanId, sent] = TRACEPARENT.exec(one(headers, 'traceparent') ?? '') ?? [];
  assert.ok(traceId !== undefined, `${condition}: ${headers}`);
  if (continues) assert.equal(traceId, TRACE, condition);
  else assert.notEqual(traceId.slice(1, -1), TRACE.slice(1, -1), condition);
  assert.notEqual(spanId, PARENT, condition);
  if (flags !== undefined) assert.equal(sent, flags, condition);
  assert.equal(one(headers, 'tracestate'), state, condition);
}

/** The value of the one header of this name. */
function one(headers: string[], name: string): string | undefined {
  const values = headers.filter((_, at) => at % 2 === 1 && headers[at - 1]!.toLowerCase() === name);
  assert.ok(values.length <= 1, `${name}: ${values}`);
  return values[0];
}

async function callsOf(body: string): Promise<string[][]> {
  return JSON.parse(body) as string[][];
}

/** The body of the answer to a request with exactly these lines. */
async function raw(port: number, path: string, lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write([`GET ${path} HTTP/1.1`, 'Host: test', 'Connection: close', ...lines, '', ''].join('\r\n'));
  const answer = await text(socket);
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

function split(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1)];
}
