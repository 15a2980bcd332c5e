// Takes orders out of both queues, logs each, and ends when it had one of each.

const { load } = require('./libraries.cjs');
const amqplib = load('amqplib');
const { Kafka, logLevel } = load('kafkajs');
const log = load('pino')();

const { RABBITMQ_URL, KAFKA_BROKER } = process.env;
const kafka = new Kafka({ brokers: [KAFKA_BROKER], logLevel: logLevel.NOTHING });

async function takeFromRabbit(taken) {
  const connection = await amqplib.connect(RABBITMQ_URL);
  const channel = await connection.createChannel();
  await channel.assertQueue('orders', { durable: false });
  await channel.consume('orders', (message) => {
    log.info(`${message.content} from RabbitMQ`);
    channel.ack(message);
    taken();
  });
  return async () => {
    await channel.close();
    await connection.close();
  };
}

async function takeFromKafka(taken) {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'orders' }], waitForLeaders: true });
  await admin.disconnect();
  const consumer = kafka.consumer({ groupId: 'kitchen', retry: { initialRetryTime: 50, retries: 10 } });
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      log.info(`${message.value} from Kafka`);
      taken();
    },
  });
  return () => consumer.disconnect();
}

async function main() {
  const orders = [Promise.withResolvers(), Promise.withResolvers()];
  const [stopRabbit, stopKafka] = await Promise.all([
    takeFromRabbit(orders[0].resolve),
    takeFromKafka(orders[1].resolve),
  ]);
  console.log('waiting for orders');
  await Promise.all(orders.map(({ promise }) => promise));
  await stopRabbit();
  await stopKafka();
}

main();
