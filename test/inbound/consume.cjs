// Takes one message, prints what it would hand on, and ends.
const { createRequire } = require('node:module');
const { context, propagation } = require('@opentelemetry/api');

const amqplib = createRequire(require.resolve('../parity/package.json'))('amqplib');

async function consume() {
  const connection = await amqplib.connect(process.env.RABBITMQ_URL);
  const channel = await connection.createChannel();
  await channel.consume('judged', (message) => {
    const headers = {};
    propagation.inject(context.active(), headers);
    console.log(JSON.stringify(headers));
    channel.ack(message);
    // The instrumentation ends the span with the acknowledgement.
    setImmediate(() => channel.close().then(() => connection.close()));
  });
}

void consume();
