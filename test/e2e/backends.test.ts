/** The shop's failed request, found by its id in each backend with the commands of the shop's page. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runNode } from '@waymark/testing';
import { installIndexTemplate } from '../../scripts/backends/index-template.mjs';
import { finish } from '../backends/finish.mjs';
import { type Gateway, startGateway } from '../backends/gateway.mjs';
import { skipWithoutJaeger } from '../backends/jaeger-binary.mjs';
import { type LocalServer, skipWithoutServer, startServer } from '../backends/servers.mjs';
import { clearSettings } from './no-settings.ts';

const DEMO = fileURLToPath(new URL('../../examples/shop/demo.mjs', import.meta.url));
const PAGE = new URL('../../examples/shop/README.md', import.meta.url);
const skip =
  skipWithoutJaeger() ||
  skipWithoutServer('collector') ||
  skipWithoutServer('zipkin') ||
  skipWithoutServer('elasticsearch');

describe('by the commands of its page, the failed request of the shop', { skip }, () => {
  const examples = commandsOf(readFileSync(PAGE, 'utf8'));
  let gateway: Gateway;
  let zipkin: LocalServer;
  let elasticsearch: LocalServer;

  before(async () => {
    clearSettings();
    [gateway, zipkin, elasticsearch] = await Promise.all([
      startGateway(),
      startServer('zipkin'),
      startServer('elasticsearch'),
    ]);
    await installIndexTemplate('elasticsearch', elasticsearch.url!);
    const { code, stdout, stderr } = await runNode(DEMO, {
      flags: ['--disable-warning=ExperimentalWarning'],
      timeoutMs: 120_000,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${gateway.port}`,
        OTEL_TRACES_EXPORTER: 'otlp,zipkin',
        OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://127.0.0.1:${zipkin.port}/api/v2/spans`,
        OTEL_LOGS_EXPORTER: 'otlp,elasticsearch',
        WAYMARK_ELASTICSEARCH_ENDPOINT: elasticsearch.url!,
      },
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /502 +bankDown .* gateway-0011$/m);
  });
  after(() => Promise.all([gateway, zipkin, elasticsearch].map((server) => server?.stop())));

  for (const { where, command, output } of examples) {
    test(`is found in ${where}`, async () => {
      const env = { PATH: process.env['PATH'], LC_ALL: 'C', id: 'gateway-0011', folder: gateway.directory };
      let found = '';
      // Nobody says when the last batch can be read.
      for (const end = performance.now() + 15_000; performance.now() < end; await sleep(200)) {
        found = comparable(
          await finish('sh', ['-c', onThesePorts(command)], { env }).catch((error) => error.message),
        );
        if (found === comparable(output)) break;
      }
      assert.equal(found, comparable(output));
    });
  }

  test('is what the page says of four backends', () => {
    assert.deepEqual(
      examples.map(({ where }) => where),
      ['Jaeger', 'Zipkin', 'Elasticsearch', 'The file behind the Collector'],
    );
  });

  function onThesePorts(command: string): string {
    return command
      .replace('http://127.0.0.1:16686', gateway.queryUrl)
      .replace('http://127.0.0.1:9411', `http://127.0.0.1:${zipkin.port}`)
      .replace('http://127.0.0.1:9200', elasticsearch.url!);
  }
});

/**
 * Four customers buy at once, and which of them has the ninth order is a matter of milliseconds; so is which of two services writes
 * first that the request has failed.
 */
function comparable(output: string): string {
  return output
    .replace(/\border \d+/g, 'order N')
    .trimEnd()
    .split('\n')
    .sort()
    .join('\n');
}

interface Example {
  where: string;
  command: string;
  output: string;
}

/** Of the one block of a console: the command below each comment, and what it printed. */
function commandsOf(page: string): Example[] {
  const [, block] = /^```console\n(.*?)^```$/ms.exec(page)!;
  return [...block!.matchAll(/^\$ # (.*)\n\$ (.*\n(?: {4}\S.*\n)*)((?:(?!\$ ).*\n)*)/gm)].map(
    ([, where, command, output]) => ({ where: where!, command: command!, output: output! }),
  );
}
