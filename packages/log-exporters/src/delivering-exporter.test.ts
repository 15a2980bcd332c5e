import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BatchLogRecordProcessor, LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { DeliveringLogRecordExporter } from './delivering-exporter.ts';
import { logRecord } from './fixtures/records.ts';
import { LogstashLogRecordExporter } from './logstash/logstash-exporter.ts';

/** One whose bodies are the texts of its records, and go nowhere. */
function exporterOf(serialize: (texts: string[]) => Buffer) {
  const bodies: { body: Buffer; records: number }[] = [];
  const exporter = new DeliveringLogRecordExporter(
    {
      destination: {
        url: 'http://127.0.0.1:9/',
        timeoutMs: 1_000,
        contentType: 'text/plain',
        userAgent: 'test',
      },
      serialize: (records) => serialize(records.map(({ body }) => String(body))),
      transport: () => ({
        targetElsewhere: { program: '', data: undefined },
        post: async (body) => {
          bodies.push({ body, records: body.toString().split('\n').length });
          return { status: 200, contentType: '', body: Buffer.alloc(0) };
        },
        abort() {},
        close() {},
      }),
    },
    { report() {} },
  );
  const results: { code: number; error?: Error }[] = [];
  const send = (records: ReadableLogRecord[]) => exporter.export(records, (result) => results.push(result));
  return { exporter, bodies, results, send };
}

const TEXTS = ['a', 'b', 'c', 'd', 'e'];

describe('DeliveringLogRecordExporter', () => {
  it('does not hold the end of an SDK where nobody listens', async () => {
    const lines: string[] = [];
    const exporter = new LogstashLogRecordExporter({
      url: 'tcp://127.0.0.1:1',
      report: (line) => lines.push(line),
    });
    const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
    provider.getLogger('shop').emit({ body: 'one' });
    const began = performance.now();
    await provider.shutdown();
    assert.ok(
      performance.now() - began < 5_000,
      'the processor flushes first, which takes ten seconds at most',
    );
    assert.equal(exporter.counts.dropped, 1);
    assert.match(lines.join(), /nothing listens there \(ECONNREFUSED\); 1 log record lost$/);
  });

  it('sends what an SDK hands over in one body, and says so at once', async () => {
    const { exporter, bodies, results, send } = exporterOf((texts) => Buffer.from(texts.join('\n')));
    send(TEXTS.map((body) => logRecord({ body })));
    assert.deepEqual(results, [{ code: 0 }]);
    await exporter.shutdown();
    assert.deepEqual(
      bodies.map(({ body }) => body.toString()),
      ['a\nb\nc\nd\ne'],
    );
    assert.equal(exporter.counts.delivered, 5);
  });

  it('counts a record that cannot be encoded, tells of it, and sends the others', async () => {
    const { exporter, bodies, results, send } = exporterOf((texts) => {
      if (texts.includes('c')) throw new TypeError('no c');
      return Buffer.from(texts.join('\n'));
    });
    send(TEXTS.map((body) => logRecord({ body })));
    assert.deepEqual(
      results.map(({ code, error }) => [code, error?.message]),
      [[1, 'no c']],
    );
    await exporter.shutdown();
    assert.deepEqual(
      bodies.flatMap(({ body }) => body.toString().split('\n')),
      ['a', 'b', 'd', 'e'],
    );
    const { added, delivered, dropped } = exporter.counts;
    assert.deepEqual([added, delivered, dropped], [5, 4, 1]);
  });

  it('sends more than 4 MiB in several bodies, in their order', async () => {
    const { exporter, bodies, send } = exporterOf((texts) => Buffer.from(texts.join('\n')));
    const large = TEXTS.map((text) => text.repeat(3 * 1024 * 1024));
    send(large.map((body) => logRecord({ body })));
    await exporter.shutdown();
    assert.deepEqual(
      bodies.map(({ body }) => body.toString()),
      large,
    );
    assert.equal(exporter.counts.delivered, 5);
  });

  it('takes no offence at no records', async () => {
    const { exporter, bodies, results, send } = exporterOf(() => Buffer.from('nothing'));
    send([]);
    await exporter.shutdown();
    assert.deepEqual([results, bodies], [[{ code: 0 }], []]);
  });
});
