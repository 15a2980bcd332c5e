// Packs what was reserved: ESM, kafkajs, pino.
import { Kafka, logLevel } from 'kafkajs';
import pino from 'pino';

const log = pino();
const kafka = new Kafka({ brokers: [process.env.KAFKA_BROKER], logLevel: logLevel.ERROR });

// Subscribed to nothing, a consumer would wait for its next look at the list of topics.
const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic: 'reserved' }], waitForLeaders: true });
await admin.disconnect();

const consumer = kafka.consumer({
  groupId: 'shipping',
  // It ends no sooner than its last question to the broker is answered.
  maxWaitTimeInMs: 250,
  retry: { initialRetryTime: 50, retries: 10 },
});
await consumer.connect();
await consumer.subscribe({ topic: 'reserved', fromBeginning: true });
consumer.on(consumer.events.GROUP_JOIN, () => log.info('waiting for parcels'));
await consumer.run({ eachMessage: async ({ message }) => log.info(`packing ${message.value}`) });
process.once('SIGTERM', () => consumer.disconnect());
