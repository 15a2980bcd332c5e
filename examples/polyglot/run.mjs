/** One order through everything, shown as a tree of spans and log lines. Runs on Node 24. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { printTrace, startViewer } from '@waymark/viewer';
import { askedToStop } from '../../scripts/server-process.mjs';
import { startPolyglot } from './polyglot.mjs';

const HELP = `Usage: npm run polyglot [-- <request id>]

Sends one order through nginx, Node, Python, Go, Kafka and Node, and shows its trace, under the request id that
is given or that nginx makes.

With OTEL_EXPORTER_OTLP_ENDPOINT=http://... the spans go there instead, say to a Jaeger.`;

const REGISTER = fileURLToPath(new URL('../../packages/node/dist/register.cjs', import.meta.url));
const say = (text = '') => console.log(text);
const cleanUps = [];

// The script that started us is gone: what we started goes with us.
process.once('disconnect', () => process.exit());
process.channel?.unref();
if (process.argv.includes('--help')) say(HELP);
else {
  try {
    await Promise.race([showAnOrder(process.argv[2]), toldToStop()]);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
  process.exit();
}

async function toldToStop() {
  await askedToStop();
  process.exitCode = 130;
}

async function showAnOrder(requestId) {
  const elsewhere = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const viewer = elsewhere ? undefined : await startViewer({ port: 0 });
  if (viewer) cleanUps.push(() => viewer.close());
  const lines = [];
  const polyglot = await startPolyglot({
    flags: ['--require', REGISTER],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: elsewhere ?? viewer.url },
    log: say,
    onLine: (service, line) => lines.push({ service, line }),
  });
  cleanUps.push(polyglot.stop);
  const response = await order(polyglot.url, requestId);
  const id = response.headers.get('x-request-id');
  say(`POST /orders/teapot through nginx: ${response.status}, X-Request-ID: ${id}\n`);
  await packed(lines);
  // Services deliver what they still hold when they are told to end: from here on, nothing is missing.
  await polyglot.stop();
  say('Every log line with that id:\n');
  for (const { service, line } of lines) if (line.includes(id)) say(`${service.padEnd(10)} ${line}`);
  if (viewer) say(`\nIts trace:\n\n${printTrace(await traceOf(viewer.store, id))}`);
  else say(`\nThe spans were sent to ${elsewhere}: there, search for the tag http.request.id=${id}`);
}

async function traceOf(store, id) {
  const trace = id && (await store.trace(id));
  if (!trace)
    throw new Error(`No span of request '${id}' arrived: is tracing off by a variable of the environment?`);
  return trace;
}

/** Kafka is the one hop that nobody waits for. */
async function packed(lines) {
  const until = Date.now() + 20_000;
  while (!lines.some(({ line }) => line.includes('packing'))) {
    if (Date.now() > until)
      throw new Error(`shipping packed nothing:\n${lines.map(({ line }) => line).join('\n')}`);
    await sleep(20);
  }
}

function order(url, requestId) {
  const headers = requestId ? { 'X-Request-ID': requestId } : {};
  return fetch(`${url}/orders/teapot`, { method: 'POST', headers });
}
