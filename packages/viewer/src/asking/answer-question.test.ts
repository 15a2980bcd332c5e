import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NaiveStore } from '../store/oracle/naive-store.ts';
import { answerQuestion } from './answer-question.ts';

const ask = async (path: string, method = 'GET') => {
  const question = { method, path, query: new URLSearchParams() };
  const { status, type, body } = await answerQuestion({ store: new NaiveStore() }, question);
  return { status, type, body: JSON.parse(String(body)) };
};

test('each API answers below its own path', async () => {
  assert.deepEqual((await ask('/api/waymark/services')).body, { names: [] });
  assert.deepEqual((await ask('/api/services')).body.data, []);
  assert.deepEqual((await ask('/api/v3/services')).body, { services: [] });
});

test('what nobody knows is JSON with status 404, for any method', async () => {
  for (const [path, method] of [
    ['/api/nothing'],
    ['/api/services', 'POST'],
    ['/api/waymark/nothing', 'HEAD'],
  ] as const) {
    const { status, type, body } = await ask(path, method);
    assert.deepEqual([status, type, typeof body.error], [404, 'application/json', 'string'], path);
  }
});

test('HEAD is answered as GET is', async () => {
  for (const path of ['/api/waymark/services', '/api/services'])
    assert.deepEqual(await ask(path, 'HEAD'), await ask(path));
});
