import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeAuthority, runNode } from '@waymark/testing';
import { type ForwardServer, startForwardServer } from './fixtures/forward-server.ts';

const APP = fileURLToPath(new URL('./fixtures/exiting-app.ts', import.meta.url));
const texts = ['last 0', 'last 1', 'last 2', 'word 0', 'word 1', 'word 2'];

async function ended(...args: string[]) {
  const { stdout, stderr, code } = await runNode(APP, { args, timeoutMs: 20_000 });
  assert.equal(code, 7, stderr);
  return JSON.parse(stdout) as { delivered: number; failed: number; lines: string[] };
}

function assertAll(server: ForwardServer): void {
  assert.deepEqual([...server.texts].sort(), texts);
  assert.deepEqual(server.errors, []);
  assert.equal(server.connections, 1);
}

it('delivers at the exit what was not, with the handshake', async () => {
  const server = await startForwardServer({ sharedKey: 'k3y' });
  try {
    const { delivered, failed, lines } = await ended(`tcp://127.0.0.1:${server.port}`, 'k3y');
    assert.deepEqual([delivered, failed, lines], [6, 0, []]);
    assertAll(server);
  } finally {
    await server.close();
  }
});

it('goes to the next server at the exit, too, over TLS', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-forward-'));
  const authority = makeAuthority();
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, authority.ca);
  const gone = await startForwardServer();
  await gone.close();
  const server = await startForwardServer({ sharedKey: 'k3y', tls: authority.issue() });
  try {
    const endpoints = `tls://localhost:${gone.port},tls://localhost:${server.port}`;
    const { delivered, failed } = await ended(endpoints, 'k3y', ca);
    assert.deepEqual([delivered, failed], [6, 0]);
    assertAll(server);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
});

it('leaves time for the next server at the exit, where one is silent', async () => {
  const silent = await startForwardServer({ sharedKey: 'k3y', react: () => 'silence' });
  const server = await startForwardServer({ sharedKey: 'k3y' });
  try {
    const endpoints = `tcp://127.0.0.1:${silent.port},tcp://127.0.0.1:${server.port}`;
    const { delivered, failed, lines } = await ended(endpoints, 'k3y');
    assert.deepEqual([delivered, failed, lines], [6, 0, []]);
    assertAll(server);
  } finally {
    await silent.close();
    await server.close();
  }
});

it('counts at the exit what a server refuses', async () => {
  const server = await startForwardServer({ sharedKey: 'other' });
  try {
    const { delivered, failed, lines } = await ended(`tcp://127.0.0.1:${server.port}`, 'k3y');
    assert.deepEqual([delivered, failed], [0, 6]);
    assert.match(lines.join('\n'), /refuses this client, 'shared_key mismatch'.*; 6 log records lost/);
    assert.deepEqual(server.texts, []);
  } finally {
    await server.close();
  }
});

it('says at the exit which of several servers had the trouble', async () => {
  const gone = [await startForwardServer(), await startForwardServer()];
  for (const server of gone) await server.close();
  const endpoints = gone.map(({ port }) => `tcp://127.0.0.1:${port}`);
  const { failed, lines } = await ended(endpoints.join(','), 'k3y');
  assert.equal(failed, 6);
  assert.match(lines.join('\n'), new RegExp(`ECONNREFUSED\\) at ${endpoints[0]}; 6 log records lost`));
});
