// The client of OpenAI against a server of ours: a chat, a streamed one, embeddings, and a refusal.

const http = require('node:http');

exports.run = async ({ load, span, listen, close, failing }) => {
  const OpenAI = await load('openai');
  const server = http.createServer(answer);
  const client = new OpenAI({
    apiKey: 'none',
    baseURL: `http://127.0.0.1:${await listen(server)}/v1`,
    maxRetries: 0,
  });
  const messages = [{ role: 'user', content: 'Tea or milk?' }];
  await span('question', async () => {
    await client.chat.completions.create({ model: 'small', messages, max_tokens: 10, temperature: 0.5 });
    const stream = await client.chat.completions.create({ model: 'small', messages, stream: true });
    for await (const _part of stream);
    await client.embeddings.create({ model: 'numbers', input: 'tea' });
    await failing(client.chat.completions.create({ model: 'unknown', messages }));
  });
  await close(server);
};

function answer(request, response) {
  let body = '';
  request.setEncoding('utf8').on('data', (text) => {
    body += text;
  });
  request.on('end', () => {
    const { model, stream } = JSON.parse(body);
    if (model === 'unknown')
      return send(response, 404, { error: { message: 'no such model', type: 'not_found' } });
    if (model === 'numbers') return send(response, 200, EMBEDDINGS);
    if (!stream) return send(response, 200, COMPLETION);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.end(
      [...PARTS.map((part) => JSON.stringify(part)), '[DONE]'].map((data) => `data: ${data}\n\n`).join(''),
    );
  });
}

function send(response, status, value) {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
}

const CHAT = { id: 'chat-1', created: 1, model: 'small-1' };
const COMPLETION = {
  ...CHAT,
  object: 'chat.completion',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Tea.' } }],
  usage: { prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 },
};
const PARTS = [
  { delta: { role: 'assistant', content: 'Te' }, finish_reason: null },
  { delta: { content: 'a.' }, finish_reason: null },
  { delta: {}, finish_reason: 'stop' },
].map((choice) => ({ ...CHAT, object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] }));
const EMBEDDINGS = {
  object: 'list',
  model: 'numbers-1',
  data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }],
  usage: { prompt_tokens: 1, total_tokens: 1 },
};
