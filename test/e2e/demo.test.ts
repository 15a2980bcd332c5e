import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type NodeProcess, runNode, startNode } from '@waymark/testing';
import { startJaeger } from '../backends/jaeger.mjs';
import { skipWithoutJaeger } from '../backends/jaeger-binary.mjs';
import { JaegerClient } from '../backends/jaeger-client.ts';

// What `npm run demo` runs once everything is installed and built.
const DEMO = fileURLToPath(new URL('../../examples/shop/demo.mjs', import.meta.url));
const flags = ['--disable-warning=ExperimentalWarning'];
const skip = skipWithoutJaeger();

test('the demo shows a failed request as a tree, and any other by its id when it is over', async () => {
  const { code, stdout, stderr } = await runNode(DEMO, { flags });
  assert.equal(stderr, '');
  assert.equal(code, 0);
  const [, page] = /^Everything goes to the viewer at (http:\S+)\/$/m.exec(stdout)!;
  const started = stdout.split('\n').filter((line) => line.startsWith('  waymark'));
  assert.equal(started.length, 3, stdout);
  for (const line of started) assert.ok(line.endsWith(`; look at ${page}`), line);
  assert.match(stdout, /Sent 40 checkouts in \d+\.\d s; 2 of them failed\./);

  const shown = between(stdout, 'One of the requests that failed:', 'Others that did not go well');
  assert.match(shown, /^trace [0-9a-f]{32} · request id \S+$/m);
  assert.match(shown, /^storefront SERVER POST \/checkout 502 ✗.* \d+\.\d+ ms █+$/m);
  assert.match(shown, /orders CLIENT pg\.query:INSERT shop/);
  assert.match(shown, /payments CLIENT GET 503 ✗/);
  assert.match(shown, /· error order failed/i);
  assert.match(shown, /· log +charging 2400 cents for order \d+ to card REDACTED/);
  assert.doesNotMatch(shown, /4000-0000|did not arrive/);

  const [, id] = /npm run demo -- (\S+)/.exec(stdout.slice(stdout.indexOf('Look one up')))!;
  const again = await runNode(DEMO, { flags, args: [id!] });
  assert.match(again.stdout, new RegExp(`^trace [0-9a-f]{32} · request id ${id}\n`));
  assert.match(again.stdout, /storefront SERVER POST \/checkout 502/);

  const unknown = await runNode(DEMO, { flags, args: ['nobody'] });
  assert.deepEqual([unknown.code, unknown.stderr], [1, "The last demo has nothing with the id 'nobody'.\n"]);
});

test('with --keep the viewer answers for any id until SIGTERM', async () => {
  const demo = startNode(DEMO, { flags, args: ['--keep'] });
  const [, id, url] = await demo.waitForLine(
    /npm run demo -- (\S+)\n.*?(http:\/\/127\.0\.0\.1:\d+)\//,
    40_000,
  );
  const text = await fetch(`${url}/api/waymark/traces/${id}/text`);
  assert.match(await text.text(), new RegExp(`^trace [0-9a-f]{32} · request id ${id}\n`));
  assert.equal((await demo.kill()).code, 0);
  await assert.rejects(fetch(url!));
});

const noScript =
  process.platform !== 'linux' && "makes a terminal with util-linux's script, which only Linux has";
test('on a terminal the viewer stays, at the address that is printed, until Ctrl-C', {
  skip: noScript,
}, async (t) => {
  const command = `exec '${process.execPath}' ${flags.join(' ')} '${DEMO}'`;
  const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => terminal.kill('SIGKILL'));
  let shown = '';
  let isOver = false;
  for await (const text of terminal.stdout.setEncoding('utf8')) {
    shown += text;
    if (isOver || !shown.includes('Ctrl-C ends it.')) continue;
    isOver = true;
    const [, link, id] = /^The tree above: +(http:\S+\/traces\/([0-9a-f]{32}))\r$/m.exec(shown)!;
    assert.ok(shown.includes(`\ntrace ${id} `), shown);
    assert.match((await fetch(link!)).headers.get('content-type')!, /^text\/html/);
    terminal.stdin.write('\x03');
  }
  assert.equal(terminal.exitCode ?? (await once(terminal, 'exit'))[0], 0);
});

const noProc = process.platform !== 'linux' && 'finds child processes in /proc, which only Linux has';
test('a demo that is told to stop early stops its services', { skip: noProc }, async () => {
  const demo = startNode(DEMO, { flags });
  await demo.waitForLine(/waymark.*orders/);
  const services = await childrenOf(demo);
  assert.ok(services.length >= 2, 'payments, orders and PostgreSQL run');
  assert.equal((await demo.kill('SIGINT')).code, 130);
  await Promise.all(services.map(gone));
});

test('a demo ends with its npm, whose shell passes no signal on', { skip: noProc }, async (t) => {
  const script = fileURLToPath(new URL('../../scripts/demo.mjs', import.meta.url));
  const shell = spawn('sh', ['-c', '"$0" "$1" --keep; true', process.execPath, script], {
    env: { ...process.env, npm_lifecycle_event: 'demo' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  t.after(() => {
    shell.stdout.destroy();
    try {
      process.kill(-shell.pid!, 'SIGKILL');
    } catch {
      // All of its group is gone, as it should be.
    }
  });
  let shown = '';
  for await (const text of shell.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    shown += text;
    if (shown.includes('Ctrl-C ends it.')) break;
  }
  const [url] = shown.match(/http:\/\/127\.0\.0\.1:\d+\//)!;
  assert.equal((await fetch(url)).status, 200);
  shell.kill('SIGTERM');
  const until = Date.now() + 10_000;
  const answers = () =>
    fetch(url).then(
      () => Date.now() < until || assert.fail('the demo still runs'),
      () => false,
    );
  while (await answers()) await sleep(50);
});

test('with OTEL_EXPORTER_OTLP_ENDPOINT set, the ids that the demo prints are found there', {
  skip,
}, async (t) => {
  const jaeger = await startJaeger();
  t.after(() => jaeger.stop());
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.otlpUrl };
  const { code, stdout, stderr } = await runNode(DEMO, { flags, env });
  assert.deepEqual([code, stderr], [0, '']);
  const failed = [...stdout.matchAll(/^ {2}502 {2}bankDown .* (\S+)$/gm)].map(([, id]) => id!);
  assert.equal(failed.length, 2, stdout);
  const client = new JaegerClient(jaeger.queryUrl);
  for (const id of failed) {
    const [traceId] = await client.findByTags('storefront', { 'http.request.id': id });
    assert.ok(traceId, `Jaeger has no trace with the request id ${id}`);
    if (/^[0-9a-f]{32}$/.test(id)) assert.equal(traceId, id);
  }
});

function between(text: string, from: string, to: string): string {
  return text.slice(text.indexOf(from) + from.length, text.indexOf(to)).trim();
}

/** Ids of the processes that the demo started. */
async function childrenOf({ pid }: NodeProcess): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return list.trim().split(' ').map(Number);
}

/** Killing is not instant, and who is dead has its id until somebody has collected it. */
async function gone(pid: number): Promise<void> {
  const until = Date.now() + 3_000;
  while (Date.now() < until) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(20);
  }
  assert.fail(`process ${pid} still runs`);
}
