// Publishes one message inside a trace, and ends.
const { createRequire } = require('node:module');
const { context, propagation, ROOT_CONTEXT } = require('@opentelemetry/api');

const amqplib = createRequire(require.resolve('../parity/package.json'))('amqplib');
const { RABBITMQ_URL, PARENT } = process.env;
const active = propagation.extract(ROOT_CONTEXT, { traceparent: PARENT, 'x-request-id': 'edge-42' });

async function publish() {
  const connection = await amqplib.connect(RABBITMQ_URL);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue('told', { durable: false });
  context.with(active, () => channel.sendToQueue('told', Buffer.from('tea')));
  await channel.waitForConfirms();
  await connection.close();
}

void publish();
