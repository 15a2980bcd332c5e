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
  return JSON.parse(stdout) as { delivered: number; failed: number };
}

function assertAll(server: ForwardServer): void {
  assert.deepEqual([...server.texts].sort(), texts);
  assert.deepEqual(server.errors, []);
  assert.equal(server.connections, 1);
}

it('delivers at the exit what was not, with the handshake', async () => {
  const server = await startForwardServer({ sharedKey: 'k3y' });
  try {
    assert.deepEqual(await ended(`tcp://127.0.0.1:${server.port}`, 'k3y'), { delivered: 6, failed: 0 });
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
    assert.deepEqual(await ended(endpoints, 'k3y', ca), { delivered: 6, failed: 0 });
    assertAll(server);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
});

it('counts at the exit what a server refuses', async () => {
  const server = await startForwardServer({ sharedKey: 'other' });
  try {
    assert.deepEqual(await ended(`tcp://127.0.0.1:${server.port}`, 'k3y'), { delivered: 0, failed: 6 });
    assert.deepEqual(server.texts, []);
  } finally {
    await server.close();
  }
});
