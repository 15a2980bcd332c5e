import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { get } from '../raw-client.ts';
import { listen, stop, traceThisProcess } from '../traced-process.ts';
import { nextRecord, requestLog } from './test-records.ts';

test('of requests that went well, no record is made where only the others are asked for', async () => {
  traceThisProcess({
    requestLog: requestLog({ errorsOnly: true }),
    ignoreIncoming: ({ url }) => url === '/ignored/500',
  });
  const server = http.createServer(({ url = '' }, response) =>
    response.writeHead(Number(url.slice(-3))).end(),
  );
  const port = await listen(server);
  for (const path of ['/200', '/404', '/ignored/500', '/500']) await get(port, path, []);
  assert.match(String((await nextRecord()).body), /^GET \/500 500 in /);
  await stop(server);
});
