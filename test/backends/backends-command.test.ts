import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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

test('npm run backends says how to send, and how to look', {
  skip: skipWithoutServer('collector'),
}, async () => {
  await using command = startNode(COMMAND, { args: ['collector'] });
  const [, endpoint] = await command.waitForLine(/send all +OTEL_EXPORTER_OTLP_ENDPOINT=(\S+)/, 60_000);
  const [, files] = await command.waitForLine(/look +grep <request id> (\S+)/);
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint! };
  const sent = await runNode('-e', { args: ['console.log("milk is out")'], register: 'require', env });
  assert.equal(sent.code, 0, sent.stderr);
  let found = '';
  for (const end = performance.now() + 5_000; found === '' && performance.now() < end; await sleep(50))
    found = spawnSync('sh', ['-c', `grep -h 'milk is out' ${files}`], { encoding: 'utf8' }).stdout;
  assert.match(found, /"body":\{"stringValue":"milk is out"\}/);
  await command.kill('SIGINT');
});

test('npm run backends says which servers there are', async () => {
  const { code, stderr } = await runNode(COMMAND, { args: ['redix'] });
  assert.equal(code, 1);
  assert.match(stderr, /^there is no server redix; there are collector, elasticsearch, gateway, .*redis/);
});
