import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Collector } from './fixtures/collector.ts';

const DELIVERY = JSON.stringify(new URL('index.ts', import.meta.url).href);

const WRAP = `
  const seen = [];
  for (const name of ['request', 'get', 'Agent', 'ClientRequest']) {
    const original = http[name];
    http[name] = function (...given) {
      seen.push(name);
      if (name === 'request') given[0] = { ...given[0], headers: { ...given[0].headers, authorization: 'app' } };
      return new.target ? new original(...given) : original(...given);
    };
  }
`;

for (const [when, steps] of [
  ['before this package', `await load('node:http'); await deliverer();`],
  ['after this package, which is then told', `await deliverer(); await load('node:http'); prepare();`],
] as const) {
  test(`an application that loads node:http ${when} and wraps it does not see deliveries`, async () => {
    await using collector = await Collector.start();
    const script = `
      let http, DeliveryQueue, prepare;
      const load = async (name) => { http = (await import(name)).default; };
      const deliverer = async () => { ({ DeliveryQueue, prepare } = await import(${DELIVERY})); };
      ${steps}
      ${WRAP}
      const destination = {
        url: '${collector.url}', timeoutMs: 5000, contentType: 'a/b', userAgent: 'c',
      };
      const queue = new DeliveryQueue({ destination, signal: 'traces', report: () => {} });
      queue.add({ body: Buffer.from('x'), records: 1 });
      await queue.shutdown(5_000);
      console.log(JSON.stringify(seen));
    `;
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
    assert.deepEqual(JSON.parse(stdout), []);
    assert.deepEqual(collector.bodies, ['x']);
    assert.equal(collector.received[0]?.headers.authorization, undefined);
  });
}
