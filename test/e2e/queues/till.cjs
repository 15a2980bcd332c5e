// Takes orders over HTTP, and puts each into both queues before it answers.

const { createServer } = require('node:http');
const { load } = require('./libraries.cjs');
const amqplib = load('amqplib');
const { Kafka, logLevel } = load('kafkajs');

const { RABBITMQ_URL, KAFKA_BROKER } = process.env;
const kafka = new Kafka({ brokers: [KAFKA_BROKER], logLevel: logLevel.NOTHING });

async function main() {
  const producer = kafka.producer();
  await producer.connect();
  const connection = await amqplib.connect(RABBITMQ_URL);
  const channel = await connection.createConfirmChannel();
  const server = createServer(async (_request, response) => {
    channel.sendToQueue('orders', Buffer.from('tea'));
    await channel.waitForConfirms();
    await producer.send({ topic: 'orders', messages: [{ value: 'milk' }] });
    response.end();
  });
  server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
}

main();
