import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configFromEnv } from './config/config.ts';
import { OURS, switchesOf } from './switches.ts';
import { TARGETS } from './targets.ts';

const switches = (env: Record<string, string>) => switchesOf(configFromEnv(env).config);

test('by default ours run where there are ours, and upstream has the rest', () => {
  const { ours, upstreams } = switches({});
  for (const name of OURS) assert.deepEqual([ours(name), upstreams(name)], [true, false], name);
  for (const name of ['pg', 'koa', 'runtime-node']) assert.equal(upstreams(name), true, name);
});

test('files, lookups, sockets and host metrics are off until they are named', () => {
  const quiet = ['fs', 'dns', 'net', 'host-metrics'];
  for (const name of quiet) assert.equal(switches({}).upstreams(name), false, name);
  const named = switches({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: quiet.join() });
  for (const name of quiet) assert.equal(named.upstreams(name), true, name);
  assert.equal(named.ours('http'), false);
});

test("WAYMARK_ENGINE=upstream leaves everything to upstream's", () => {
  const { ours, upstreams } = switches({ WAYMARK_ENGINE: 'upstream' });
  for (const name of OURS) assert.deepEqual([ours(name), upstreams(name)], [false, true], name);
});

test('ours are disabled by the same names', () => {
  const { ours, upstreams } = switches({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http,pg' });
  assert.deepEqual([ours('http'), ours('express'), upstreams('pg')], [false, true, false]);
  assert.equal(switches({ WAYMARK_INSTRUMENTATION_PINO: 'enabled=false' }).ours('pino'), false);
});

test('each of our targets has a name that settings know', () => {
  for (const { name } of TARGETS) assert.equal(switches({}).ours(name), true, name);
});
