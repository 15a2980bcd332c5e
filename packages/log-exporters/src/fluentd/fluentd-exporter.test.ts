import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { startForwardServer } from './fixtures/forward-server.ts';
import { FluentdLogRecordExporter } from './fluentd-exporter.ts';

describe('the exporter for any OpenTelemetry SDK', () => {
  it('brings what a logger emits to Fluentd', async () => {
    const server = await startForwardServer();
    const exporter = new FluentdLogRecordExporter({ endpoints: [`tcp://127.0.0.1:${server.port}`] });
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ 'service.name': 'till' }),
      processors: [new BatchLogRecordProcessor({ exporter })],
    });
    try {
      provider.getLogger('cash').emit({ body: 'sold', severityNumber: 13, attributes: { cents: 250 } });
      await provider.shutdown();
      assert.equal(server.messages[0]?.tag, 'till');
      assert.deepEqual(server.messages[0]?.records, [
        {
          'service.name': 'till',
          message: 'sold',
          severity: 'WARN',
          severity_number: 13,
          logger: 'cash',
          cents: 250,
        },
      ]);
      assert.equal(exporter.counts.delivered, 1);
    } finally {
      await server.close();
    }
  });

  const wrong: [string, string[], RegExp][] = [
    ['an endpoint that is none', ['nonsense s3cret'], /URL/],
    ['no endpoint', [], /No endpoint/],
    ['a server that would get the key without TLS', ['tcp://logs.example:24224'], /shared key would go/],
    [
      'a second server that would',
      ['tls://a.example', 'tcp://b.example'],
      /shared key would go to tcp:\/\/b\.example/,
    ],
  ];
  for (const [condition, endpoints, expected] of wrong) {
    it(`is not made for ${condition}, and the error holds no secret`, () => {
      assert.throws(
        () => new FluentdLogRecordExporter({ endpoints, sharedKey: 's3cret' }),
        (error: Error) => expected.test(error.message) && !error.message.includes('s3cret'),
      );
    });
  }
});
