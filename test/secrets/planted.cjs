/**
 * An application with a secret in each place from which something leaves. It says on stdout what it planted, by place, then ends as its
 * argument says. Secrets are put together here, of pieces that no scanner of sources takes for one.
 */

const http = require('node:http');
const { inspect } = require('node:util');
const { context, logs, ROOT_CONTEXT, SpanStatusCode, trace } = require('@opentelemetry/api');
const pino = require('pino');

/** By place. */
const planted = {};

/** Known by what is planted after it, which stands nowhere else in this text. */
function plant(place, written = (text) => text) {
  planted[place] = `Zq${Buffer.from(place).toString('hex')}7Kx`;
  return written(planted[place]);
}

/** A token of GitHub's form, told by its looks: 36 letters and digits after the prefix. */
function plantToken(place) {
  planted[place] = `Zq${Buffer.from(place).toString('hex')}7KxA1b2C3d4E5f6G7h8J9k0L1m2N3p4`.slice(0, 36);
  return ['gh', `p_${planted[place]}`].join('');
}

const tracer = trace.getTracer('planting');
// The application's own lines are its own, and go elsewhere than to stdout.
const log = pino({ level: 'debug' }, pino.destination({ dest: process.env.LINES, sync: true }));

function ofSpans() {
  const elsewhere = tracer.startSpan('elsewhere', undefined, ROOT_CONTEXT);
  const linked = { context: elsewhere.spanContext(), attributes: { note: `by ${plantToken('link')}` } };
  elsewhere.end();
  const span = tracer.startSpan(`login with ${plantToken('span name')}`, {
    attributes: { 'user.password': plant('attribute by name'), note: `by ${plantToken('attribute')}` },
    links: [linked],
  });
  span.setAttributes({
    'http.request.header.authorization': [plant('header by name', (text) => `Custom ${text}`)],
    'http.request.header.x-other': [`Bearer ${plantToken('header by value')}`],
    list: ['a', `b ${plantToken('list')}`],
    // Objects are attributes as well, by the data model.
    nested: { deep: [{ api_key: plant('nested by name') }, `x ${plantToken('nested')}`] },
    'url.full': plant('url', (text) => `https://me:${text}@shop.example/?q=1`),
    'url.query': plant('query', (text) => `page=2&access_token=${text}`),
    'db.query.text': plant('sql', (text) => `SELECT * FROM users WHERE name = '${text}' AND id = 7`),
    'db.system.name': 'postgresql',
  });
  span.addEvent('tried', { 'session.token': plant('event by name'), text: `got ${plantToken('event')}` });
  span.addEvent(`event ${plantToken('event name')}`);
  span.recordException(new TypeError(`no such user, password=${plant('exception')}`));
  span.setStatus({ code: SpanStatusCode.ERROR, message: `refused ${plantToken('status')}` });
  context.with(trace.setSpan(context.active(), span), ofLogs);
  span.end();
}

function ofLogs() {
  const child = log.child({ password: plant('binding') });
  child.info({ order: 7, card: { cvc: 'x', note: plantToken('field') } }, `paid with ${plantToken('line')}`);
  log.error(new RangeError(`bad ${plantToken('logged error')}`), 'failed');
  logs.getLogger('planting').emit({
    severityNumber: 9,
    body: { user: 'ann', secret: plant('body by name'), list: [`a ${plantToken('body')}`] },
    attributes: { 'client.secret': plant('log attribute by name'), text: plantToken('log attribute') },
    eventName: 'planted',
  });
  const order = { of: 'ann' };
  logs.getLogger('planting').emit({ severityNumber: 9, body: order });
  order.password = plant('body afterwards');
  if (process.env.CONSOLE !== 'off') console.info('as object', { pwd: plant('console'), of: 1 });
}

/** A request to a server of ours, whose spans our instrumentation makes. */
async function ofRequests() {
  const server = http.createServer((request, response) => {
    if (request.url.startsWith('/called')) return response.end('ok');
    const { port } = server.address();
    const url = plant('fetch', (text) => `http://127.0.0.1:${port}/called?api_key=${text}&x=1`);
    fetch(url).then(() => {
      const path = plant('client', (text) => `/called?password=${text}`);
      const auth = `ann:${plant('client login')}`;
      http.get({ port, host: '127.0.0.1', path, auth, agent: false }, (called) =>
        called.resume().on('end', () => response.end('ok')),
      );
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => {
    const path = plant('server', (text) => `/orders?token=${text}&page=2`);
    const headers = {
      authorization: plant('captured header', (text) => `Bearer ${text}`),
      'user-agent': `agent/${plantToken('user agent')}`,
      referer: `http://a.example/?code=1`,
    };
    http.get({ port, host: '127.0.0.1', path, headers, agent: false }, (response) =>
      response.resume().on('end', resolve),
    );
  });
  await new Promise((resolve) => server.close(resolve));
}

async function main() {
  planted['resource'] = process.env.OF_RESOURCE;
  await ofRequests();
  ofSpans();
  const last = plant('thrown', (text) => `the end, password=${text}`);
  process.stdout.write(`planted ${JSON.stringify(planted)}\n`);
  const ends = {
    throw() {
      setImmediate(() => {
        throw new Error(last);
      });
    },
    loop() {},
    exit: () => process.exit(),
    wait: () => setTimeout(() => {}, 60_000),
  };
  ends[process.argv[2]]();
}

if (require.main === module) main().catch((error) => process.stderr.write(`${inspect(error)}\n`));
