import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Collector } from './fixtures/collector.ts';
import { NameServer, needsNamespace } from './fixtures/name-server.ts';

const DELIVERY = JSON.stringify(new URL('index.ts', import.meta.url).href);

function program(url: string, end: string, timeoutMs = 10_000): string {
  return `
    import { DeliveryQueue, deliverSync } from ${DELIVERY};
    const queue = new DeliveryQueue({
      destination: { url: '${url}', timeoutMs: ${timeoutMs}, contentType: 'a/b', userAgent: 'c' },
      signal: 'traces',
      report: (line) => console.log(line),
    });
    const add = (text) => queue.add({ body: Buffer.from(text), records: 1 });
    add('one');
    ${end}
  `;
}

/** What an application does at its end. */
const AT_END = `
  let left = 3_000;
  const spend = (start) => { left = Math.max(0, left - (performance.now() - start)); };
  process.once('beforeExit', async () => {
    const start = performance.now();
    await queue.flush(left, { endOnRefusal: true });
    spend(start);
  });
  process.on('exit', () => void deliverSync(queue.takePending(), left));
`;

const skip = needsNamespace;

// The system's own lookup, where it is waited for, takes 10 s. The limits leave room for a machine that is busy elsewhere.
for (const [what, end, most] of [
  ['its loop is empty', AT_END, 7_000],
  ['its loop is empty while a name is asked for', `${AT_END} setTimeout(() => {}, 500);`, 8_000],
  ['it calls process.exit meanwhile', 'setTimeout(() => process.exit(), 500);', 4_000],
  ['it calls process.exit after that', 'setTimeout(() => process.exit(), 2_500);', 6_000],
  ['it shuts down', 'await queue.shutdown(1_500);', 5_500],
] as const) {
  test(`name servers that do not answer do not keep a process that ends: ${what}`, { skip }, async () => {
    await using names = await NameServer.start([]);
    names.silent = true;
    const { ms, code } = await names.run(program('http://collector.test:4318/v1/traces', end));
    assert.ok(names.asked.length > 0);
    assert.equal(code, 0);
    assert.ok(ms < most, `took ${ms} ms`);
  });
}

test('that the name servers do not answer is said', { skip }, async () => {
  await using names = await NameServer.start([]);
  names.silent = true;
  const url = 'http://collector.test:4318/v1/traces';
  const { stdout } = await names.run(program(url, 'await queue.flush(2_500);', 2_000));
  assert.match(stdout, /cannot deliver to http:\/\/collector.test:4318: the name servers do not answer/);
});

for (const [what, host, existing, search] of [
  ['a full name', 'collector.test', 'collector.test', undefined],
  ['a short name', 'collector', 'collector.mon.test', 'mon.test'],
  ['a name with a dot that lacks the search domain', 'collector.mon', 'collector.mon.svc.test', 'svc.test'],
] as const) {
  test(`delivers to ${what}, in the process and at its exit`, { skip }, async () => {
    await using names = await NameServer.start([existing], search);
    await using collector = await Collector.start();
    const end = `
      await queue.flush(3_000);
      process.on('exit', () => { add('two'); deliverSync(queue.takePending(), 3_000); });
    `;
    await names.run(program(`http://${host}:${collector.port}/v1/traces`, end));
    assert.deepEqual(collector.bodies, ['one', 'two']);
  });
}

test('a host is found where it was last when the name servers have gone silent', { skip }, async () => {
  await using names = await NameServer.start(['collector.test']);
  await using collector = await Collector.start({
    respond: (response) => {
      names.silent = true;
      response.setHeader('connection', 'close').end();
    },
  });
  const end = `
    await queue.flush(3_000);
    add('two');
    await queue.flush(3_000);
    process.on('exit', () => { add('three'); deliverSync(queue.takePending(), 3_000); });
  `;
  await names.run(program(`http://collector.test:${collector.port}/v1/traces`, end));
  assert.deepEqual(collector.bodies, ['one', 'two', 'three']);
});

test('a name that the system knows without name servers is found though they are silent', {
  skip,
}, async () => {
  await using names = await NameServer.start([]);
  names.silent = true;
  await using collector = await Collector.start();
  await names.run(program(collector.url, 'await queue.flush(900);'));
  assert.deepEqual(collector.bodies, ['one']);
  assert.deepEqual(names.asked, []);
});
