/** W3C Baggage in real processes, from raw requests to the calls that they cause, by both engines. */

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type NodeProcess, startNode } from '@waymark/testing';

const relay = fileURLToPath(new URL('relay.cjs', import.meta.url));
const members = (count: number, value: string) =>
  Array.from({ length: count }, (_, i) => `k${i}=${value}`).join(',');
const most = members(63, 'v'.repeat(120));
const full = `${most},x=${'y'.repeat(8192 - most.length - 3)}`;

/** What comes in in headers of this name, and what the one header of the call then is; none where it is left out. */
const cases: [string, string[], string?][] = [
  ['one member', ['user=7'], 'user=7'],
  ['several headers', ['a=1', 'b=2,c=3'], 'a=1,b=2,c=3'],
  ['white space', [' a \t= 1 ,\tb = 2 '], 'a=1,b=2'],
  ['properties', ['a=1 ; p ; q = 2,b=2'], 'a=1;p;q=2,b=2'],
  ['percent-encoded text', ['name=Am%C3%A9lie%20%2C'], 'name=Am%C3%A9lie%20%2C'],
  ['octets that are no UTF-8', ['a=x%ff'], 'a=x%EF%BF%BD'],
  ['an empty value', ['a=,b=1'], 'a=,b=1'],
  ['one key twice', ['a=1,a=2'], 'a=2'],
  ['illegal members among legal ones', ['a b=1,c="2",d,=3,\u00e9=4,ok=5'], 'ok=5'],
  ['nothing legal', [',;,=,'], undefined],
  ['64 members and 8192 bytes', [full], full],
  ['180 members of 200', [members(200, '1')], members(180, '1')],
  [
    'whole members of more than 8192 bytes',
    [`a=1,b=${'v'.repeat(5000)}`, `c=${'v'.repeat(5000)}`],
    `a=1,b=${'v'.repeat(5000)}`,
  ],
];

for (const engine of ['waymark', 'upstream']) {
  describe(`engine ${engine}`, () => {
    let running: NodeProcess;
    let port: number;

    before(async () => {
      const quiet = { OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };
      running = startNode(relay, { register: 'require', env: { ...quiet, WAYMARK_ENGINE: engine } });
      port = Number((await running.waitForLine(/listening on (\d+)/))[1]);
    });
    after(() => running[Symbol.asyncDispose]());

    for (const by of ['http', 'fetch']) {
      for (const [condition, sent, expected] of cases) {
        it(`${by}: ${condition}`, async () => {
          const [headers] = await calls(port, by, sent);
          const passedOn = headers!.filter(
            (_, at) => at % 2 === 1 && headers![at - 1]!.toLowerCase() === 'baggage',
          );
          assert.deepEqual(passedOn, expected === undefined ? [] : [expected]);
        });
      }
    }
  });
}

async function calls(port: number, by: string, baggage: readonly string[]): Promise<string[][]> {
  const socket = connect(port, '127.0.0.1');
  const lines = [
    `GET /in/${by}/1 HTTP/1.1`,
    'Host: test',
    'Connection: close',
    ...baggage.map((value) => `baggage: ${value}`),
  ];
  socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
  const answer = await text(socket);
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
}
