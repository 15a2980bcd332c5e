import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { Answer, Question } from '../asking/answer.ts';
import { NEXT_PART } from '../asking/waymark/next-part.ts';
import { sendParts } from './send-parts.ts';

const part = (body: string, next?: string): Answer => ({
  status: 200,
  type: 'text/plain',
  body,
  ...(next === undefined ? {} : { headers: { [NEXT_PART]: next } }),
});

/** A server whose answers are the parts that `ask` gives, of a question with `?where=x`. */
async function serve(t: TestContext, ask: (before: string | null) => Promise<Answer>): Promise<string> {
  const question = { method: 'GET', path: '/', query: new URLSearchParams('where=x') };
  const server = createServer(async (request, response) => {
    const asked = ({ query }: Question) => {
      assert.equal(query.get('where'), 'x');
      return ask(query.get('before'));
    };
    const headers = { 'content-type': 'text/plain' };
    await sendParts(request, response, headers, await ask(null), question, asked).catch(() =>
      response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

for (const encoding of ['identity', 'gzip']) {
  test(`sends parts as one body, as ${encoding}`, async (t) => {
    const parts: Record<string, Answer> = { null: part('a\n', '1'), 1: part('', '2'), 2: part('b\n') };
    const url = await serve(t, async (before) => parts[String(before)]!);
    const answer = await fetch(url, { headers: { 'accept-encoding': encoding } });
    assert.equal(answer.headers.get('content-encoding') ?? 'identity', encoding);
    assert.equal(answer.headers.get(NEXT_PART), null);
    assert.equal(await answer.text(), 'a\nb\n');
  });

  test(`cuts the body short where a part fails, as ${encoding}`, async (t) => {
    const failing = [
      async () => Promise.reject(new Error('no')),
      async () => ({ ...part('no'), status: 500 }),
    ];
    for (const fail of failing) {
      const url = await serve(t, async (before) => (before === null ? part('a\n', '1') : fail()));
      const headers = { 'accept-encoding': encoding };
      await assert.rejects(async () => (await fetch(url, { headers })).text());
    }
  });
}

test('asks for no more than the reader takes', { timeout: 20_000 }, async (t) => {
  let asked = 0;
  const megabyte = 'x'.repeat(1024 * 1024);
  const url = await serve(t, async (before) => {
    asked++;
    return part(megabyte, String(Number(before) + 1));
  });
  const abort = new AbortController();
  const answer = await fetch(url, { headers: { 'accept-encoding': 'identity' }, signal: abort.signal });
  const reader = answer.body!.getReader();
  await reader.read();
  let before = -1;
  while (asked !== before) {
    before = asked;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.ok(asked < 100, `${asked}`);
  abort.abort();
});
