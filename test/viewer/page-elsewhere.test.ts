/** What a page that is not the viewer's gets from it, in a real browser: nothing, and it leaves nothing there. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { startViewer, type Viewer } from '../../packages/viewer/src/index.ts';
import { type OpenBrowser, openBrowser, skipWithoutChromium } from '../browser/browser.mjs';

const skip = skipWithoutChromium();
const SECRET = 'of-this-machine';
const span = {
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: 'eee19b7ec3c1b174',
  name: SECRET,
  startTimeUnixNano: '1700000000000000000',
  endTimeUnixNano: '1700000000000000001',
};
const json = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });

let viewer: Viewer;
let guarded: Viewer;
let elsewhere: Server;
let port: number;
let browser: OpenBrowser;

before(async () => {
  if (skip) return;
  viewer = await startViewer({ port: 0, grpcPort: false });
  guarded = await startViewer({ port: 0, grpcPort: false, token: 's3cret' });
  const headers = { 'content-type': 'application/json' };
  await fetch(`${viewer.url}/v1/traces`, { method: 'POST', headers, body: json });
  elsewhere = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(
      `<!doctype html><title>elsewhere</title><a href="${viewer.url}/">viewer</a> <a href="${guarded.pageUrl}">guarded</a>`,
    );
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  ({ port } = elsewhere.address() as AddressInfo);
  browser = await openBrowser({ args: ['--host-resolver-rules=MAP evil.example 127.0.0.1'] });
});
after(async () => {
  await browser?.close();
  elsewhere?.close();
  await Promise.all([viewer?.close(), guarded?.close()]);
});

const spanCount = async () => (await viewer.store.status()).spans;

describe('a page elsewhere', { skip }, () => {
  before(() => browser.page.goto(`http://evil.example:${port}/`));

  for (const path of [
    '/api/traces?service=unknown_service',
    '/api/waymark/traces',
    '/api/v3/services',
    '/healthz',
  ]) {
    test(`cannot read ${path}`, async () => {
      const read = await browser.page.evaluate(
        (url: string) =>
          fetch(url).then(
            (answer) => answer.text(),
            () => 'nothing',
          ),
        viewer.url + path,
      );
      assert.equal(read, 'nothing');
    });
  }

  test('hears nothing of what happens', async () => {
    const heard = await browser.page.evaluate(
      (url: string) =>
        new Promise((resolve) => {
          const events = new EventSource(url);
          events.addEventListener('change', () => resolve('change'));
          events.onerror = () => resolve('nothing');
        }),
      `${viewer.url}/api/waymark/live`,
    );
    assert.equal(heard, 'nothing');
  });

  for (const tag of ['script', 'img']) {
    test(`loads nothing as ${tag}`, async () => {
      const loaded = await browser.page.evaluate(
        ([name, url]: string[]) =>
          new Promise((resolve) => {
            const element = document.createElement(name!) as HTMLImageElement;
            element.onload = () => resolve('all');
            element.onerror = () => resolve('nothing');
            element.src = url!;
            document.body.append(element);
          }),
        [tag, `${viewer.url}/icon.svg`],
      );
      assert.equal(loaded, 'nothing');
    });
  }

  test('sends nothing, by whatever a form could send', async () => {
    const before = await spanCount();
    const other = json.replace('eee1', 'fff1');
    for (const path of ['/v1/traces', '/api/v2/spans', '/api/waymark/import', '/v1/waymark/pending']) {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json', '']) {
        await browser.page.evaluate(
          async ([url, type, text]: string[]) => {
            const body = new Blob([text!], { type: type! });
            await fetch(url!, { method: 'POST', mode: 'no-cors', body }).catch(() => {});
            await fetch(url!, { method: 'POST', headers: { 'content-type': type! }, body: text! }).catch(
              () => {},
            );
          },
          [
            viewer.url + path,
            type,
            path.includes('v2') ? `[${JSON.stringify({ traceId: '1', id: '2' })}]` : other,
          ],
        );
      }
    }
    assert.equal(await spanCount(), before);
  });

  test('gets nothing when its own name leads to this machine', async () => {
    await browser.page.goto(`http://evil.example:${viewer.port}/api/waymark/traces`);
    const shown = (await browser.page.locator('body').textContent()) ?? '';
    assert.match(shown, /only localhost is served here/);
    assert.doesNotMatch(shown, new RegExp(SECRET));
    await browser.page.goto(`http://evil.example:${port}/`);
  });

  test('may lead somebody to the viewer', async () => {
    await browser.page.getByText('viewer').click();
    await browser.page.waitForURL(new RegExp(`:${viewer.port}/`));
    await browser.page.getByText(SECRET).first().waitFor();
  });
});

test('a page of this machine sends spans, as browsers do', { skip }, async () => {
  const before = await spanCount();
  await browser.page.goto(`http://localhost:${port}/`);
  const status = await browser.page.evaluate(
    async ([url, body]: string[]) => {
      const headers = { 'content-type': 'application/json', traceparent: '00-0-0-0' };
      return (await fetch(url!, { method: 'POST', headers, body: body! })).status;
    },
    [`${viewer.url}/v1/traces`, json.replace('eee1', 'aaa1')],
  );
  assert.deepEqual([status, await spanCount()], [200, before + 1]);
});

describe('where a token is required', { skip }, () => {
  test('nobody sees the page without it', async () => {
    await browser.page.goto(`${guarded.url}/`);
    assert.match(
      (await browser.page.locator('body').textContent()) ?? '',
      /a token is required: open the link/,
    );
  });

  test('the link leads there, also from a page elsewhere, and the address forgets it', async () => {
    await browser.page.goto(`http://evil.example:${port}/`);
    await browser.page.getByText('guarded').click();
    await browser.page.waitForURL(`${guarded.url}/`);
    await browser.page.getByRole('heading').or(browser.page.getByRole('navigation')).first().waitFor();
    const read = await browser.page.evaluate(async () => {
      const answer = await fetch('/api/waymark/status');
      return { status: answer.status, cookie: document.cookie };
    });
    assert.deepEqual(read, { status: 200, cookie: '' });
  });
});
