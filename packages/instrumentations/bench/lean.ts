/**
 * What the lean instrumentation of a web framework costs a request: the same app with and without it.
 *
 *   node packages/instrumentations/bench/lean.ts [rounds] [framework]
 *
 * No server and no span are in it: requests are made up, and enter the app in a context with RPC metadata, as the HTTP
 * instrumentation leaves it. Each measurement runs in a fresh process; the two take turns. The figure is that of the
 * cheapest tenth of a process's passes: what others on the machine take is left out.
 */

import { spawnSync } from 'node:child_process';
import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { context, INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import { RPCType, setRPCMetadata } from '@opentelemetry/core';
import { installHooks } from '@waymark/hooks';
import { ROOT, WaymarkContextManager } from '@waymark/tracing';
import { frameworkPatches, subscribeFastify } from '../src/index.ts';
import { apps } from './apps.ts';

const PASSES = 60;
const WARM_UP_PASSES = 15;
const REQUESTS = 4_000;

const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
/** A socket of a server, by which a request is known for one that came from outside. */
const socket = Object.assign(new Socket(), { server: {} });

function request(listener: RequestListener): Promise<void> | void {
  const incoming = new IncomingMessage(socket);
  Object.assign(incoming, { method: 'GET', url: '/orders/42', complete: true });
  incoming.headers.host = 'shop.example';
  const response = new ServerResponse(incoming);
  let answered = () => {};
  response.end = () => {
    ended = true;
    answered();
    return response;
  };
  let ended = false;
  context.with(
    setRPCMetadata(ROOT, { type: RPCType.HTTP, span }),
    listener,
    undefined,
    incoming as never,
    response as never,
  );
  if (ended) return;
  return new Promise((resolve) => {
    answered = resolve;
  });
}

/** Nanoseconds of CPU a request. */
async function measure(name: string, isWatched: boolean): Promise<number> {
  context.setGlobalContextManager(new WaymarkContextManager());
  if (isWatched) {
    const patches = frameworkPatches();
    const onError = (error: unknown) => {
      throw error;
    };
    installHooks([...patches, ...patches.map((patch) => ({ ...patch, module: `${patch.module}-4` }))], {
      onError,
    });
    subscribeFastify();
  }
  const listener = await apps[name]!();
  const passes: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const begun = process.cpuUsage();
    for (let i = 0; i < REQUESTS; i++) {
      const later = request(listener);
      if (later !== undefined) await later;
    }
    passes.push((process.cpuUsage(begun).user * 1_000) / REQUESTS);
    await new Promise(setImmediate);
  }
  const sorted = passes.slice(WARM_UP_PASSES).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 10)]!;
}

function inProcess(name: string, isWatched: boolean): number {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), 'measure', name, String(isWatched)],
    { encoding: 'utf8' },
  );
  if (stdout === '') throw new Error(stderr);
  return Number(stdout);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

const [first = '5', second, third] = process.argv.slice(2);
if (first === 'measure') {
  console.log(await measure(second!, third === 'true'));
  process.exit();
}
for (const name of second === undefined ? Object.keys(apps) : [second]) {
  const bare: number[] = [];
  const added: number[] = [];
  for (let round = 0; round < Number(first); round++) {
    bare.push(inProcess(name, false));
    added.push(inProcess(name, true) - bare.at(-1)!);
  }
  console.log(
    `${name.padEnd(10)} ${median(bare).toFixed(0).padStart(6)} ns, and ${median(added).toFixed(0)} ns for us`,
  );
}
