// The AWS SDK's clients of S3 and SQS, against a server of ours that answers as they expect.

const http = require('node:http');

exports.run = async ({ load, span, listen, close, failing }) => {
  const { S3Client, ListBucketsCommand, PutObjectCommand, GetObjectCommand } =
    await load('@aws-sdk/client-s3');
  const { SQSClient, SendMessageCommand, ReceiveMessageCommand } = await load('@aws-sdk/client-sqs');
  const server = http.createServer(answer);
  const endpoint = `http://127.0.0.1:${await listen(server)}`;
  const options = {
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
    maxAttempts: 1,
  };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const sqs = new SQSClient(options);
  const QueueUrl = `${endpoint}/123456789012/orders`;
  await span('storage', async () => {
    await s3.send(new ListBucketsCommand({}));
    await s3.send(new PutObjectCommand({ Bucket: 'shop', Key: 'order', Body: 'tea' }));
    await failing(s3.send(new GetObjectCommand({ Bucket: 'shop', Key: 'nothing' })));
  });
  await span('queue', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'tea' }));
    await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    // As many of its own as leave room for the context and the request id.
    const MessageAttributes = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`own-${i}`, TEXT]));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'tea', MessageAttributes }));
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }),
    );
    for (const message of Messages) await span(`take ${message.Body}`, async () => {});
  });
  s3.destroy();
  sqs.destroy();
  await close(server);
};

const TEXT = { DataType: 'String', StringValue: 'text' };
const BUCKETS =
  '<ListAllMyBucketsResult><Buckets><Bucket><Name>shop</Name></Bucket></Buckets></ListAllMyBucketsResult>';
const NO_SUCH_KEY =
  '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>';
const MD5_OF_TEA = '7239ea2b5dc943f61f3c0a0276c20974';

/** As the queue keeps it: with what the sender's instrumentation put beside the body. */
let sent;

function answer(request, response) {
  let body = '';
  request.setEncoding('utf8').on('data', (text) => {
    body += text;
  });
  request.on('end', () => {
    const [status, type, text] = answerTo(request, body);
    response.writeHead(status, {
      'Content-Type': type,
      'x-amzn-RequestId': 'request-1',
      'x-amz-request-id': 'request-1',
    });
    response.end(text);
  });
}

function answerTo({ method, url, headers }, body) {
  const operation = String(headers['x-amz-target'] ?? '').split('.')[1];
  const json = (value) => [200, 'application/x-amz-json-1.0', JSON.stringify(value)];
  if (operation === 'SendMessage') {
    sent = JSON.parse(body);
    if (Object.keys(sent.MessageAttributes).length > 10) return [400, 'application/json', '{}'];
    return json({ MessageId: 'message-1', MD5OfMessageBody: MD5_OF_TEA });
  }
  if (operation === 'ReceiveMessage') {
    const { MessageBody: Body, MessageAttributes } = sent;
    const message = { MessageId: 'message-1', ReceiptHandle: 'receipt-1', Body, MD5OfBody: MD5_OF_TEA };
    return json({ Messages: [{ ...message, MessageAttributes }] });
  }
  if (method === 'PUT') return [200, 'application/xml', ''];
  if (url.startsWith('/shop/nothing')) return [404, 'application/xml', NO_SUCH_KEY];
  return [200, 'application/xml', BUCKETS];
}
