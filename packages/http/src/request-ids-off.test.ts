import assert from 'node:assert/strict';
import http from 'node:http';
import { it } from 'node:test';
import { get, valuesOf } from './raw-client.ts';
import { listen, stop, traceThisProcess } from './traced-process.ts';

it('without request ids neither response nor span has one', async () => {
  const traced = traceThisProcess({ requestIds: false });
  const server = http.createServer((_request, response) => response.end());
  const response = await get(await listen(server), '/', ['X-Request-ID: from-the-edge']);
  const [span] = await traced.take(1);
  assert.deepEqual(valuesOf(response, 'x-request-id'), []);
  assert.deepEqual(
    Object.keys(span!.attributes).filter((name) => name.includes('id')),
    [],
  );
  await stop(server);
});
