// Sends messages and jobs, and takes them: which, is in the query of a request. What was taken is a line each.

const http = require('node:http');
const { carrier, continueFrom, requestId } = require('@waymark/node');
const { trace } = require('@opentelemetry/api');
const { carriedIn, load, within } = require('./libraries.cjs');
const amqplib = load('amqplib');
const { Kafka, logLevel } = load('kafkajs');
const { Queue, Worker } = load('bullmq');

const { RABBITMQ_URL, KAFKA_BROKER, REDIS_PORT } = process.env;
const kafka = new Kafka({ brokers: [KAFKA_BROKER], logLevel: logLevel.NOTHING });
const connection = { host: '127.0.0.1', port: Number(REDIS_PORT), maxRetriesPerRequest: null };

/** What a consumer has before it: the message's headers that are ours, and what it goes by itself. */
const tell = (by, headers, more = {}) =>
  console.log(
    `taken ${JSON.stringify({
      by,
      headers: carriedIn(Object.entries(headers ?? {})),
      id: requestId(),
      traceId: trace.getActiveSpan()?.spanContext().traceId,
      ...more,
    })}`,
  );

async function takeFromRabbit() {
  const channel = await (await amqplib.connect(RABBITMQ_URL)).createChannel();
  await channel.assertQueue('orders', { durable: false });
  await channel.consume('orders', (message) => {
    const { headers, correlationId } = message.properties;
    tell('amqplib', headers, { correlationId });
    channel.ack(message);
  });
}

async function takeFromKafka(topic, run) {
  const consumer = kafka.consumer({ groupId: topic, retry: { initialRetryTime: 50, retries: 10 } });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run(run);
}

/** As kafkajs has them: bytes. */
const textsOf = (headers) =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));

async function take() {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'each' }, { topic: 'batch' }], waitForLeaders: true });
  await admin.disconnect();
  await Promise.all([
    takeFromRabbit(),
    takeFromKafka('each', { eachMessage: async ({ message }) => tell('kafkajs', message.headers) }),
    takeFromKafka('batch', {
      eachBatch: async ({ batch }) => {
        for (const { headers } of batch.messages)
          continueFrom(textsOf(headers), () => tell('kafkajs in batches', headers));
      },
    }),
  ]);
  const work = async (job) => continueFrom(job.data.carrier, () => tell('BullMQ', job.data.carrier));
  await new Worker('jobs', work, { connection }).waitUntilReady();
  console.log('taking');
}

let channel;
let producer;
let jobs;

const send = {
  async amqplib(headers, correlationId) {
    channel ??= await (await amqplib.connect(RABBITMQ_URL)).createConfirmChannel();
    channel.sendToQueue('orders', Buffer.from('tea'), { headers, correlationId });
    await channel.waitForConfirms();
  },
  kafkajs: async (headers) => (await ready()).send({ topic: 'each', messages: [{ value: 'tea', headers }] }),
  'kafkajs in batches': async (headers) =>
    (await ready()).sendBatch({
      topicMessages: [
        { topic: 'batch', messages: ['tea', 'milk'].map((value) => ({ value, headers: { ...headers } })) },
      ],
    }),
  async BullMQ(headers) {
    jobs ??= new Queue('jobs', { connection });
    await jobs.add('order', { carrier: { ...carrier(), ...headers } });
  },
};

async function ready() {
  producer ??= kafka.producer();
  await producer.connect();
  return producer;
}

function serve() {
  const server = http.createServer((request, response) => {
    const query = new URL(request.url, 'http://localhost').searchParams;
    const own = query.get('own');
    const headers = own === null ? undefined : { [own]: 'own-1' };
    const work = () => send[query.get('by')](headers, query.get('correlation') ?? undefined);
    within(query, work).then(
      () => response.end(),
      (error) => response.writeHead(500).end(error.stack),
    );
  });
  server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
}

if (process.argv[2] === 'take') take();
else serve();
