import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contenders, orderOf } from './contenders.ts';

test('over eight rounds each of four takes each place twice and follows both neighbours', () => {
  const orders = Array.from({ length: 8 }, (_, round) => orderOf(['a', 'b', 'c', 'd'], round).join(''));
  assert.deepEqual(orders, ['abcd', 'bcda', 'cdab', 'dabc', 'dcba', 'adcb', 'badc', 'cbad']);
});

test('whoever speaks OpenTelemetry gets the same environment, metrics on and logs off', () => {
  const [upstream, waymark] = contenders.filter(({ delivers }) => delivers === 'otlp');
  const env = upstream!.env('http://sink');
  assert.deepEqual(env, waymark!.env('http://sink'));
  assert.equal(env['OTEL_METRICS_EXPORTER'], 'otlp');
  assert.equal(env['OTEL_LOGS_EXPORTER'], 'none');
});
