// Sends messages through SQS and SNS, and receives them: what to do is in the query of a request.

const http = require('node:http');
const { continueFrom, requestId } = require('@waymark/node');
const { trace } = require('@opentelemetry/api');
const { load, within } = require('./libraries.cjs');
const sqs = load('@aws-sdk/client-sqs');
const sns = load('@aws-sdk/client-sns');

const { SQS_PORT, SNS_PORT } = process.env;
const clientOf = (Client, port) =>
  new Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
    maxAttempts: 1,
  });
/** The queue that is written to itself, and those behind the topic. */
const queues = {
  orders: clientOf(sqs.SQSClient, SQS_PORT),
  news: clientOf(sqs.SQSClient, SNS_PORT),
  letters: clientOf(sqs.SQSClient, SNS_PORT),
};
const topics = clientOf(sns.SNSClient, SNS_PORT);

/** Made, or there already. */
async function queueUrl(name) {
  return (await queues[name].send(new sqs.CreateQueueCommand({ QueueName: name }))).QueueUrl;
}

async function topicArn() {
  const { TopicArn } = await topics.send(new sns.CreateTopicCommand({ Name: 'news' }));
  await subscribe(TopicArn, 'news', { RawMessageDelivery: 'true' });
  // As it is unless one says otherwise: the message, with its attributes, is text in the body.
  await subscribe(TopicArn, 'letters', {});
  return TopicArn;
}

async function subscribe(TopicArn, name, Attributes) {
  const names = { QueueUrl: await queueUrl(name), AttributeNames: ['QueueArn'] };
  const of = await queues[name].send(new sqs.GetQueueAttributesCommand(names));
  const Endpoint = of.Attributes.QueueArn;
  await topics.send(new sns.SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
}

/** Attributes of the application's own, by their names. */
const attributes = (names) =>
  Object.fromEntries(names.map((name) => [name, { DataType: 'String', StringValue: 'own-1' }]));

/** The client, the command and its input. */
const commands = {
  SendMessage: async (own) => [
    queues.orders,
    sqs.SendMessageCommand,
    { QueueUrl: await queueUrl('orders'), MessageBody: 'tea', MessageAttributes: own },
  ],
  SendMessageBatch: async (own) => [
    queues.orders,
    sqs.SendMessageBatchCommand,
    {
      QueueUrl: await queueUrl('orders'),
      Entries: ['1', '2'].map((Id) => ({ Id, MessageBody: Id, MessageAttributes: { ...own } })),
    },
  ],
  Publish: async (own) => [
    topics,
    sns.PublishCommand,
    { TopicArn: await topicArn(), Message: 'tea', MessageAttributes: own },
  ],
  PublishBatch: async (own) => [
    topics,
    sns.PublishBatchCommand,
    {
      TopicArn: await topicArn(),
      PublishBatchRequestEntries: ['1', '2'].map((Id) => ({
        Id,
        Message: Id,
        MessageAttributes: { ...own },
      })),
    },
  ],
};

/** Once, or at once for each of the ids that `for` names, of an input that may be frozen. */
async function send(query) {
  const names = query.get('own').split(',').filter(Boolean);
  const [client, Command, input] = await commands[query.get('send')](attributes(names));
  if (query.has('frozen')) freeze(input);
  const once = () => client.send(new Command(input));
  const ids = query.get('for')?.split(',');
  return ids ? Promise.all(ids.map((id) => continueFrom({ 'x-request-id': id }, once))) : once();
}

function freeze(value) {
  if (typeof value === 'object') Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

/** All that is in a queue, the attributes as headers, with the id and the trace that a worker goes by. */
async function receive(name, wanted) {
  const QueueUrl = await queueUrl(name);
  const input = freeze({ QueueUrl, MaxNumberOfMessages: 10, ...wanted });
  const got = await queues[name].send(new sqs.ReceiveMessageCommand(input));
  const messages = got.Messages ?? [];
  for (const { ReceiptHandle } of messages)
    await queues[name].send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  return messages.map(({ Body, MessageAttributes = {} }) => {
    const headers =
      name === 'letters'
        ? Object.entries(JSON.parse(Body).MessageAttributes ?? {}).map(([key, { Value }]) => [key, Value])
        : Object.entries(MessageAttributes).map(([key, { StringValue }]) => [key, StringValue]);
    return continueFrom(Object.fromEntries(headers), () => ({
      attributes: Object.fromEntries(headers),
      id: requestId(),
      traceId: trace.getActiveSpan()?.spanContext().traceId,
    }));
  });
}

async function answer(url) {
  const query = new URL(url, 'http://localhost').searchParams;
  const receiving = query.get('receive');
  if (receiving !== null) return receive(receiving, query.has('all') && { MessageAttributeNames: ['All'] });
  return within(query, () => send(query));
}

const server = http.createServer((request, response) =>
  answer(request.url).then(
    (value) => response.end(JSON.stringify(value)),
    (error) => response.writeHead(500).end(error.stack),
  ),
);
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
