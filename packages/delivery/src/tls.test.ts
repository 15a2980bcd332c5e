import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCertificates } from '@waymark/testing';
import { Collector, until } from './fixtures/collector.ts';
import { batch, testQueue } from './fixtures/queue.ts';

const { ca, cert, key } = makeCertificates();

test('delivers over TLS to a server that the configured CA signed', async () => {
  await using collector = await Collector.start({ tls: { cert, key } });
  const { queue, lines } = testQueue({ url: collector.url, destination: { tls: { ca } } });
  queue.add(batch('one'));
  queue.add(batch('two'));
  await queue.flush();
  assert.deepEqual(collector.bodies, ['one', 'two']);
  assert.equal(collector.received[0]?.from, collector.received[1]?.from);
  assert.deepEqual(lines, []);
  await queue.shutdown();
});

for (const [what, tls] of [
  ['another CA', { ca: makeCertificates().ca }],
  ['no CA', {}],
] as const) {
  test(`sends nothing to a server that is not trusted: ${what}`, async () => {
    await using collector = await Collector.start({ tls: { cert, key } });
    const { queue, lines } = testQueue({ url: collector.url, destination: { tls } });
    queue.add(batch('one'));
    await until(() => lines.length === 1, 'the distrust is said');
    assert.match(lines[0]!, /the certificate is not trusted; configure the CA that signed it/);
    assert.deepEqual(collector.received, []);
    await queue.shutdown(1);
  });
}

test('says what it may be where the handshake fails, as at a port without TLS', async () => {
  await using collector = await Collector.start();
  const url = collector.url.replace('http:', 'https:');
  const { queue, lines } = testQueue({ url, destination: { tls: {} } });
  queue.add(batch('one'));
  await until(() => lines.length === 1, 'the failure is said');
  assert.match(lines[0]!, /: the server speaks no TLS on that port \(/);
  await queue.shutdown(1);
});

test('shows its own certificate to a server that asks for one', async () => {
  await using collector = await Collector.start({ tls: { cert, key, ca, requestCert: true } });
  const { queue } = testQueue({
    url: collector.url,
    destination: { tls: { ca: Buffer.from(ca), cert, key } },
  });
  queue.add(batch('one'));
  await queue.flush();
  assert.equal(queue.counts.delivered, 1);
  await queue.shutdown();
});

test('a key that is no key costs one line', async () => {
  await using collector = await Collector.start({ tls: { cert, key } });
  const { queue, lines } = testQueue({
    url: collector.url,
    destination: { tls: { ca, cert, key: 'no key' } },
  });
  queue.add(batch('one'));
  await until(() => lines.length === 1, 'the key is said');
  assert.match(lines[0]!, /^cannot deliver to .*ERR_OSSL/);
  assert.doesNotMatch(lines[0]!, /no key/);
  await queue.shutdown(1);
});
