/**
 * CPU to make a log record ready to be sent, by the exporter that sends it.
 *
 *   node packages/node/bench/log-formats.ts [rounds]
 *
 * A record is a line of pino in a request: a text, four fields, the ids of its trace, a resource of ten attributes. It goes through
 * the processor that all exporters have, in batches of 512, which are compressed where the exporter does so by default; making the
 * record and sending it are left out. All threads count. Each measurement runs in a fresh process; the contenders take turns. The
 * figure is that of the cheapest tenth of a process's passes: what others on the machine take is left out.
 */

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { type DeliveryQueue, gzipped } from '@waymark/delivery';
import { elasticsearchDelivery, fluentdDelivery, logstashDelivery } from '@waymark/log-exporters';
import { OtlpLogRecordProcessor, type Serialize } from '@waymark/otlp';

const BATCH = 512;
const WARM_UP_PASSES = 150;
const PASSES = 300;

interface Side {
  title: string;
  /** None for OTLP's protobuf, which is written as records come. */
  serialize?: Serialize<ReadableLogRecord>;
  compresses: boolean;
}

const sides: Record<string, Side> = {
  otlp: { title: '`otlp`', compresses: false },
  gzip: { title: '`otlp`, compressed', compresses: true },
  json: {
    title: '`otlp` as JSON',
    serialize: (records) => JsonLogsSerializer.serializeRequest([...records]),
    compresses: false,
  },
  fluentd: { title: '`fluentd`, compressed', serialize: fluentdDelivery({}).serialize, compresses: true },
  logstash: { title: '`logstash`', serialize: logstashDelivery().serialize, compresses: false },
  elasticsearch: {
    title: '`elasticsearch`, compressed',
    serialize: elasticsearchDelivery().serialize,
    compresses: true,
  },
};

interface Cost {
  /** Microseconds of CPU a record. */
  us: number;
  /** Of a record on the wire. */
  bytes: number;
}

const resource = resourceFromAttributes({
  'service.name': 'shop',
  'service.version': '1.0.0',
  'deployment.environment.name': 'production',
  'host.name': 'shop-1',
  'host.arch': 'amd64',
  'os.type': 'linux',
  'process.pid': 4711,
  'process.runtime.name': 'nodejs',
  'process.runtime.version': '24.21.0',
  'container.id': 'c0ffee',
});
const instrumentationScope = { name: 'pino', version: '10.4.0' };

function line(index: number): ReadableLogRecord {
  const ids = randomBytes(24).toString('hex');
  return {
    hrTime: [1_700_000_000 + index, 123_456_789],
    hrTimeObserved: [1_700_000_000 + index, 123_999_000],
    severityNumber: 9,
    severityText: 'info',
    body: `order ${index} of 3 items is placed`,
    attributes: {
      'http.request.id': ids.slice(0, 32),
      'order.id': `order-${index}`,
      'order.total': 19.99 + index,
      'user.id': `user-${index % 50}`,
    },
    spanContext: { traceId: ids.slice(0, 32), spanId: ids.slice(32), traceFlags: 1 },
    resource,
    instrumentationScope,
    droppedAttributesCount: 0,
  };
}

async function measure({ serialize, compresses }: Side): Promise<Cost> {
  const bodies: Buffer[] = [];
  const queue = { add: ({ body }: { body: Buffer }) => void bodies.push(body), off: false };
  const processor = new OtlpLogRecordProcessor({
    resource,
    queue: queue as unknown as DeliveryQueue,
    maxExportBatchSize: BATCH,
    ...(serialize ? { serialize } : {}),
  });
  const records = Array.from({ length: BATCH }, (_, index) => line(index));
  const pass = async () => {
    for (const record of records) processor.onEmit(record);
    processor.cut();
    let bytes = 0;
    for (const body of bodies.splice(0)) bytes += (compresses ? await gzipped(body) : body)!.length;
    return bytes / BATCH;
  };
  for (let i = 0; i < WARM_UP_PASSES; i++) await pass();
  const costs: number[] = [];
  for (let i = 0; i < PASSES; i++) {
    const before = process.cpuUsage();
    await pass();
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / BATCH);
  }
  return { us: costs.toSorted((a, b) => a - b)[Math.floor(PASSES / 10)]!, bytes: await pass() };
}

function measureInFreshProcess(side: string): Cost {
  const args = [fileURLToPath(import.meta.url), 'measure', side];
  const { stdout, status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Cost;
}

function compare(rounds: number): void {
  const names = Object.keys(sides);
  const costs = new Map(names.map((name) => [name, [] as Cost[]]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed())
      costs.get(name)!.push(measureInFreshProcess(name));
  }
  console.log(`Node ${process.versions.node}, ${rounds} rounds: median [least, most]\n`);
  console.log('| exporter | us of CPU a record | bytes a record |\n| --- | --- | --- |');
  for (const [name, found] of costs) {
    const sorted = found.map(({ us }) => us).toSorted((a, b) => a - b);
    const [least, median, most] = [0, Math.floor(rounds / 2), rounds - 1].map((at) => sorted[at]!.toFixed(1));
    const bytes = Math.round(found[0]!.bytes);
    console.log(`| ${sides[name]!.title} | ${median} [${least}, ${most}] | ${bytes} |`);
  }
}

const [, , command = '5', side = ''] = process.argv;
if (command === 'measure') console.log(JSON.stringify(await measure(sides[side]!)));
else compare(Number(command));
