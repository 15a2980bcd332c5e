import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBackend } from './backend.ts';

test('the backend answers, and counts those that come with a traceparent', async () => {
  const { port, asked, close } = await startBackend();
  const ask = async (headers: Record<string, string>) =>
    (await fetch(`http://127.0.0.1:${port}/stock/42`, { headers })).json();
  try {
    assert.deepEqual(await ask({}), { sku: 'tea-green-250', stock: 12 });
    await ask({ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' });
    assert.deepEqual(asked, { total: 2, withTraceparent: 1 });
  } finally {
    close();
  }
});
