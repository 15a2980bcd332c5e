import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Issued, makeAuthority } from '@waymark/testing';
import { Collector, until } from './fixtures/collector.ts';
import { ended, startExitingApp } from './fixtures/exits.ts';
import { GrpcServer } from './fixtures/grpc-server.ts';
import { lineServer } from './fixtures/line-server.ts';
import { batch, testQueue } from './fixtures/queue.ts';
import { GrpcTransport } from './grpc-transport.ts';
import { type Destination, StreamConnector } from './index.ts';
import { TlsMaterial } from './tls-material.ts';

const before = makeAuthority();
const after = makeAuthority();
const clientBefore = before.issue({ name: 'before' });
const clientAfter = after.issue({ name: 'after' });

interface Files {
  ca: string;
  cert: string;
  key: string;
  write(what: { ca?: string } & Partial<Issued>): void;
}

function filesOf(t: TestContext): Files {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-files-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = (name: string) => join(folder, `${name}.pem`);
  const write = (what: Record<string, string>) => {
    for (const [name, text] of Object.entries(what)) {
      writeFileSync(`${path(name)}.new`, text);
      renameSync(`${path(name)}.new`, path(name));
    }
  };
  return { ca: path('ca'), cert: path('cert'), key: path('key'), write };
}

const pathsOf = ({ ca, cert, key }: Files) => ({ ca, cert, key });

/** Longer than files are taken to be as they were. */
const aLook = (ms = 1_000) => new Promise((resolve) => setTimeout(resolve, ms + 50));
const A_LOOK = 20;

test('over HTTP, a CA and a client certificate that change are used without a restart', async (t) => {
  const files = filesOf(t);
  files.write({ ca: before.ca, ...clientBefore });
  const old = await Collector.start({ tls: { ...before.issue(), ca: before.ca, requestCert: true } });
  const { queue, lines } = testQueue({ url: old.url, destination: { tls: { files: pathsOf(files) } } });
  queue.add(batch('one'));
  await queue.flush();
  await old.close();
  files.write({ ca: after.ca, ...clientAfter });
  await using renewed = await Collector.start({
    port: old.port,
    tls: { ...after.issue(), ca: after.ca, requestCert: true },
  });
  await aLook();
  queue.add(batch('two'));
  await until(() => queue.counts.delivered === 2, 'the second is delivered');
  assert.deepEqual([old.bodies, renewed.bodies], [['one'], ['two']]);
  await queue.shutdown();
  assert.deepEqual(
    lines.filter((line) => /certificate|TLS/.test(line)),
    [],
  );
});

test('over HTTP, the connection of a certificate that is replaced is not used any more', async (t) => {
  const files = filesOf(t);
  files.write({ ca: before.ca, ...clientBefore });
  await using collector = await Collector.start({ tls: before.issue() });
  const { queue } = testQueue({ url: collector.url, destination: { tls: { files: pathsOf(files) } } });
  for (const text of ['one', 'two']) {
    queue.add(batch(text));
    await queue.flush();
  }
  files.write(before.issue({ name: 'renewed' }));
  await aLook();
  queue.add(batch('three'));
  await queue.flush();
  const [one, two, three] = collector.received.map(({ from }) => from);
  assert.equal(one, two);
  assert.notEqual(two, three);
  await queue.shutdown();
});

test('over gRPC, a client certificate that changes is used without a restart', async (t) => {
  const files = filesOf(t);
  files.write({ ca: before.ca, ...clientBefore });
  await using server = await GrpcServer.start(undefined, { tls: { ...before.issue(), ca: before.ca } });
  const { queue, lines } = testQueue({
    url: server.url,
    destination: { protocol: 'grpc', tls: { files: pathsOf(files) } },
  });
  queue.add(batch('one'));
  await queue.flush();
  files.write(before.issue({ name: 'renewed' }));
  await aLook();
  queue.add(batch('two'));
  await queue.flush();
  assert.deepEqual(server.bodies, ['one', 'two']);
  assert.equal(new Set(server.called.map(({ from }) => from)).size, 2);
  assert.deepEqual(lines, []);
  await queue.shutdown();
});

test('over gRPC, a call that waits for its connection outlives a change of files', async (t) => {
  const files = filesOf(t);
  files.write({ ca: before.ca, ...clientBefore });
  await using server = await GrpcServer.start(undefined, { tls: { ...before.issue(), ca: before.ca } });
  const slow = createServer((socket) => {
    const on = connect(Number(new URL(server.url).port), 'localhost');
    setTimeout(() => socket.pipe(on).pipe(socket), 1_300);
    for (const each of [socket, on]) each.on('error', () => {});
  }).listen(0, 'localhost');
  await once(slow, 'listening');
  t.after(() => void slow.close());
  const url = new URL(server.url);
  url.port = String((slow.address() as AddressInfo).port);
  const destination = { url: url.href, timeoutMs: 5_000, contentType: '', userAgent: '' };
  const transport = new GrpcTransport({ ...destination, tls: { files: pathsOf(files) } });
  t.after(() => transport.close());
  const first = transport.post(Buffer.from('one'), undefined);
  await aLook();
  files.write(before.issue({ name: 'renewed' }));
  const second = transport.post(Buffer.from('two'), undefined);
  assert.deepEqual(
    (await Promise.all([first, second])).map(({ grpc }) => grpc?.code),
    [0, 0],
  );
});

test('a stream uses the files as they are when it connects', async (t) => {
  const files = filesOf(t);
  files.write({ ca: after.ca, ...clientBefore });
  await using server = await lineServer({ ...before.issue(), ca: before.ca, requestCert: true });
  const tls = { files: pathsOf(files) };
  const destination: Destination = { url: server.url, timeoutMs: 3_000, contentType: '', userAgent: '', tls };
  const connector = new StreamConnector(destination, { defaultPort: 1 });
  await assert.rejects(connector.connect());
  files.write({ ca: before.ca });
  await aLook();
  const connection = await connector.connect();
  connection.close();
});

test('the child at exit is given what the files hold then', async (t) => {
  const files = filesOf(t);
  files.write({ ca: before.ca, ...clientBefore });
  await using collector = await Collector.start({
    tls: { ...before.issue(), ca: before.ca, requestCert: true },
  });
  const tls = { files: pathsOf(files) };
  const app = startExitingApp({ url: collector.url, way: 'process.exit', batches: ['one'], tls });
  assert.deepEqual((await ended(app)).report.result, { delivered: 1, failed: 0 });
});

test('files that are not there are said, at exit too, and used when they come', async (t) => {
  const files = filesOf(t);
  await using collector = await Collector.start({ tls: before.issue() });
  const tls = { files: { ca: files.ca } };
  const app = startExitingApp({ url: collector.url, way: 'process.exit', batches: ['one'], tls });
  assert.match(
    (await ended(app)).report.lines.join(),
    /: the file of the CA cannot be read \(ENOENT\); 1 span lost$/,
  );
  const { queue, lines } = testQueue({ url: collector.url, destination: { tls } });
  queue.add(batch('two'));
  await until(() => lines.length === 1, 'the missing file is said');
  assert.match(lines[0]!, /^cannot deliver to .*: the file of the CA cannot be read \(ENOENT\); /);
  const began = performance.now();
  await queue.flush(20_000, { endOnRefusal: true });
  assert.ok(performance.now() - began < 10_000, 'who wants to end does not wait for the file');
  files.write({ ca: before.ca });
  await until(() => queue.counts.delivered === 1, 'the batch is delivered');
  assert.deepEqual(collector.bodies, ['two']);
  await queue.shutdown();
});

const NAMES = { ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem' };

/** Does it in the folder of the files, and goes back. */
function inFolderOf<T>(files: Files, does: () => T): T {
  const folder = process.cwd();
  process.chdir(dirname(files.ca));
  try {
    return does();
  } finally {
    process.chdir(folder);
  }
}

test('a relative path is of the folder in which the queue was made', async (t) => {
  const files = filesOf(t);
  await using collector = await Collector.start({ tls: before.issue() });
  const destination = { tls: { files: { ca: NAMES.ca } } };
  const { queue } = inFolderOf(files, () => testQueue({ url: collector.url, destination }));
  files.write({ ca: before.ca });
  queue.add(batch('one'));
  await queue.flush(5_000);
  assert.deepEqual(collector.bodies, ['one']);
  await queue.shutdown();
});

test('so it is to the child at exit, which says what is wrong', async (t) => {
  const files = filesOf(t);
  files.write({ ca: before.ca, cert: clientBefore.cert, key: clientAfter.key });
  await using collector = await Collector.start({ tls: before.issue() });
  const { url } = collector;
  const app = inFolderOf(files, () =>
    startExitingApp({ url, way: 'process.exit', batches: ['one'], tls: { files: NAMES } }),
  );
  assert.match(
    (await ended(app)).report.lines.join(),
    /: the client key is not that of the client certificate /,
  );
});

for (const [what, written, line] of [
  [
    'a key of another certificate',
    { key: clientAfter.key },
    /the client key is not that of the client certificate/,
  ],
  [
    'half a certificate',
    { cert: clientBefore.cert.slice(0, 99) },
    /the file of the client certificate holds no cert/,
  ],
  ['an empty CA', { ca: '' }, /the file of the CA holds no certificate/],
  ['half a key', { key: clientBefore.key.slice(0, 99) }, /the client key cannot be used/],
] as const) {
  test(`what was read before stays in use, which is said once where it lasts: ${what}`, async (t) => {
    const files = filesOf(t);
    files.write({ ca: before.ca, ...clientBefore });
    const lines: string[] = [];
    const material = new TlsMaterial({ files: pathsOf(files) }, (said) => lines.push(said), A_LOOK);
    const good = material.current();
    files.write(written);
    for (let looks = 0; looks < 3; looks++) {
      await aLook(A_LOOK);
      assert.equal(material.current(), good);
      assert.equal(lines.length, looks === 0 ? 0 : 1);
    }
    assert.match(lines[0]!, line);
    assert.match(lines[0]!, /^the changed TLS files are not used: .*; what they held before stays in use$/);
    assert.doesNotMatch(lines[0]!, /BEGIN|waymark-files/);
    files.write({ ca: after.ca, ...clientAfter });
    await aLook(A_LOOK);
    assert.equal(material.current().cert, clientAfter.cert);
    assert.equal(lines[1], 'the changed TLS files are in use now');
  });
}

test('a certificate and its key that change one after the other cost no line', async (t) => {
  const files = filesOf(t);
  files.write({ ca: before.ca, ...clientBefore });
  const lines: string[] = [];
  const material = new TlsMaterial({ files: pathsOf(files) }, (said) => lines.push(said), A_LOOK);
  material.current();
  files.write({ cert: clientAfter.cert });
  await aLook(A_LOOK);
  assert.equal(material.current().cert, clientBefore.cert);
  files.write({ key: clientAfter.key });
  await aLook(A_LOOK);
  assert.equal(material.current().cert, clientAfter.cert);
  assert.deepEqual(lines, []);
});

test('files behind a link that is turned, as Kubernetes does it, are read again', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-links-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, { ca }] of Object.entries({ before, after })) writeFileSync(join(folder, name), ca);
  const link = join(folder, 'ca.pem');
  symlinkSync('before', link);
  const material = new TlsMaterial({ files: { ca: link } }, undefined, A_LOOK);
  assert.equal(material.current().ca, before.ca);
  symlinkSync('after', `${link}.new`);
  renameSync(`${link}.new`, link);
  await aLook(A_LOOK);
  assert.equal(material.current().ca, after.ca);
});
