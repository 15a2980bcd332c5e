/** The demo: the shop under register, some traffic, and one failed request to look at. Runs on Node 24. */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openStore, printTrace, startViewer } from '@waymark/viewer';
import { askedToStop } from '../../scripts/server-process.mjs';
import { startShop } from './shop.mjs';
import { sendTraffic } from './traffic.mjs';

const HELP = `Usage: npm run demo [-- --keep | --no-keep | <id>]

Runs three services under Waymark, sends them traffic and shows one failed request. On a terminal
the viewer then stays, for looking around in a browser, until Ctrl-C.

  --keep      it stays in any case
  --no-keep   it stays in no case
  <id>        shows another request of the last demo: a trace id, span id or request id

With OTEL_EXPORTER_OTLP_ENDPOINT=http://... the spans go there instead, say to a Jaeger.`;

const REGISTER = fileURLToPath(new URL('../../packages/node/dist/register.cjs', import.meta.url));
/** Below node_modules, so that it goes with the checkout and git does not see it. */
const DATA = fileURLToPath(new URL('../../node_modules/.cache/waymark/demo.sqlite', import.meta.url));

const say = (text = '') => console.log(text);
let undelivered = false;
const { values, positionals } = readArguments();

if (values.help) say(HELP);
else if (positionals[0]) await lookUp(positionals[0]);
else await unlessStopped(process.env.OTEL_EXPORTER_OTLP_ENDPOINT ? demoElsewhere : demoInViewer);

function readArguments() {
  try {
    const options = { keep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } };
    return parseArgs({ allowPositionals: true, allowNegative: true, options });
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(1);
  }
}

async function lookUp(id) {
  const store = existsSync(DATA) ? await openStore({ path: DATA, readOnly: true }) : undefined;
  const trace = await store?.trace(id);
  if (trace) say(printTrace(trace));
  else fail(store ? `The last demo has nothing with the id '${id}'.` : 'There was no demo yet: npm run demo');
  await store?.close();
}

/** Everything into our own viewer, in a file that outlasts the demo. */
async function demoInViewer(cleanUp) {
  await forgetLastDemo();
  const stays = values.keep ?? (process.stdin.isTTY && process.stdout.isTTY);
  // Where somebody looks it is at the port that people know, if that is free.
  const viewer = await startViewer({ path: DATA, ...(stays ? {} : { port: 0 }) });
  cleanUp(() => viewer.close());
  say(`Everything goes to the viewer at ${viewer.pageUrl}\n`);
  const to = { OTEL_TRACES_EXPORTER: 'viewer', OTEL_EXPORTER_OTLP_ENDPOINT: viewer.url };
  const sent = await runShop(cleanUp, to);
  const failed = sent.filter(({ status }) => status >= 500);
  say('\nOne of the requests that failed:\n');
  const trace = await traceOf(viewer.store, failed[0].requestId);
  say(printTrace(trace));
  say('\nOthers that did not go well, or took long:\n');
  say(table(sent.filter((request) => request !== failed[0] && request.kind !== 'bought')));
  say(`\nLook one up by its id:    npm run demo -- ${failed.at(-1).requestId}`);
  if (!stays) return say('Look around in a browser: npm run demo -- --keep');
  say(`Look around in a browser: ${viewer.pageUrl}`);
  say(`The tree above:           ${viewer.url}/traces/${trace.traceId}\nCtrl-C ends it.`);
  process.exitCode = 0;
  await new Promise(() => {});
}

/** Spans to wherever the user said; what can be shown of them here are their ids. */
async function demoElsewhere(cleanUp) {
  const { origin } = new URL(process.env.OTEL_EXPORTER_OTLP_ENDPOINT);
  const sent = await runShop(cleanUp, {});
  if (undelivered) throw new Error(`\nThe spans did not arrive at ${origin}: see the line above.`);
  say('\nRequests that failed, were refused or took long:\n');
  say(table(sent.filter(({ kind }) => kind !== 'bought')));
  say(`
The spans were sent to ${origin}. There, search service 'storefront' for the tag
http.request.id=<request id>; an id of 32 hexadecimal digits is the trace id itself.`);
}

/** Opens the shop, sends the traffic, closes the shop; resolves to the requests that were sent. */
async function runShop(cleanUp, env) {
  say('Three services under node --require @waymark/node/register, with no OpenTelemetry in their code:\n');
  const shop = await startShop({ flags: ['--require', REGISTER], env, onLine: showOurLine });
  cleanUp(shop.stop);
  const startedAt = performance.now();
  const sent = await sendTraffic(shop.url);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const failed = sent.filter(({ status }) => status >= 500).length;
  say(`\nSent ${sent.length} checkouts in ${seconds} s; ${failed} of them failed.`);
  // Services deliver what they still hold when they are told to end: from here on, nothing is missing.
  await shop.stop();
  return sent;
}

/** Register's lines: that it started, and whether it could deliver. */
function showOurLine(_service, line) {
  if (!line.startsWith('waymark: ')) return;
  undelivered ||= /cannot deliver|could not deliver|refuses traces/.test(line);
  say(`  ${line}`);
}

async function traceOf(store, requestId) {
  const trace = requestId && (await store.trace(requestId));
  if (!trace) throw new Error(`the spans of request '${requestId}' did not arrive`);
  return trace;
}

function table(requests) {
  const row = ({ status, kind, milliseconds, requestId }) =>
    `  ${status}  ${kind.padEnd(16)}${`${milliseconds} ms`.padStart(8)}  ${requestId}`;
  return requests.map(row).join('\n');
}

async function forgetLastDemo() {
  await mkdir(dirname(DATA), { recursive: true });
  await Promise.all(['', '-wal', '-shm'].map((suffix) => rm(DATA + suffix, { force: true })));
}

/** Runs `story(cleanUp)` to its end, or until somebody wants us to stop; what it started is stopped either way. */
async function unlessStopped(story) {
  const started = [];
  try {
    await Promise.race([story((stop) => started.push(stop)), toldToStop()]);
  } catch (error) {
    fail(error.message);
  } finally {
    for (const stop of started.reverse()) await stop();
  }
  // Whoever is still starting is ended by this, too.
  process.exit();
}

/** A signal, or the end of the `npm run demo` above us. */
async function toldToStop() {
  const parentGone = new Promise((resolve) => process.once('disconnect', resolve));
  process.channel?.unref();
  await Promise.race([askedToStop(), parentGone]);
  process.exitCode ??= 130;
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
