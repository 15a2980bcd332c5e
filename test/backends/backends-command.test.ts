import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode, startNode } from '@waymark/testing';
import { isListening } from './local-server.mjs';
import { skipWithoutServer } from './servers.mjs';

const COMMAND = fileURLToPath(new URL('../../scripts/backends.mjs', import.meta.url));

test('npm run backends starts the servers that it is given, until it is told to stop', {
  skip: skipWithoutServer('redis'),
}, async () => {
  await using command = startNode(COMMAND, { args: ['redis', 'memcached'] });
  const [, redis] = await command.waitForLine(/redis +127\.0\.0\.1:(\d+)/, 60_000);
  const [, memcached] = await command.waitForLine(/memcached +127\.0\.0\.1:(\d+)/, 60_000);
  await command.waitForLine(/Ctrl-C stops them/);
  assert.ok((await isListening(Number(redis))) && (await isListening(Number(memcached))));
  assert.equal((await command.kill('SIGINT')).code, 0);
  assert.ok(!(await isListening(Number(redis))) && !(await isListening(Number(memcached))));
});

test('npm run backends says which servers there are', async () => {
  const { code, stderr } = await runNode(COMMAND, { args: ['redix'] });
  assert.equal(code, 1);
  assert.match(stderr, /^there is no server redix; there are collector, kafka, .*redis/);
});
