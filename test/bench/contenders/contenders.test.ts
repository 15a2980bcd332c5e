import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contenders, variant, waymark } from './contenders.ts';
import { orderOf } from './order.ts';

test('over eight rounds each of four takes each place twice and follows both neighbours', () => {
  const orders = Array.from({ length: 8 }, (_, round) => orderOf(['a', 'b', 'c', 'd'], round).join(''));
  assert.deepEqual(orders, ['abcd', 'bcda', 'cdab', 'dabc', 'dcba', 'adcb', 'badc', 'cbad']);
});

test('whoever speaks OpenTelemetry gets the same environment, metrics on and logs off', () => {
  const [upstream, ours] = contenders.filter(({ delivers }) => delivers === 'otlp');
  const env = upstream!.env('http://sink');
  assert.deepEqual(env, ours!.env('http://sink'));
  assert.equal(env['OTEL_METRICS_EXPORTER'], 'otlp');
  assert.equal(env['OTEL_LOGS_EXPORTER'], 'none');
});

test('a variant has all that the contender has, and more', () => {
  const { name, title, env } = variant(waymark, 'ours, often', { OTEL_BSP_SCHEDULE_DELAY: '1' });
  assert.deepEqual({ name, title }, { name: 'ours, often', title: waymark.title });
  assert.deepEqual(env('x'), { ...waymark.env('x'), OTEL_BSP_SCHEDULE_DELAY: '1' });
});
