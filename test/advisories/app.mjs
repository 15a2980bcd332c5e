/** An application that does what the advisories need: calls on, imports what the caller names, and runs out of stack. */
import { createServer, get } from 'node:http';
import { buffer } from 'node:stream/consumers';

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://app');
  const answer = routes[pathname];
  if (answer === undefined) response.writeHead(404).end();
  else response.end(JSON.stringify(await answer(request, searchParams)));
});

const routes = {
  '/headers': (request) => request.rawHeaders,
  '/relay': relayed,
  '/import': imported,
  '/deep': outOfStack,
};

/** The headers of a call that is made meanwhile. */
function relayed() {
  return new Promise((resolve, reject) => {
    get(`http://127.0.0.1:${server.address().port}/headers`, async (answered) =>
      resolve(JSON.parse(await buffer(answered))),
    ).on('error', reject);
  });
}

/** What comes of importing what the caller names, and whether that ran anything. */
async function imported(_request, searchParams) {
  const outcome = await import(searchParams.get('specifier')).then(
    (module) => Object.keys(module),
    (error) => error.code ?? error.name,
  );
  return { outcome, ran: globalThis.ran ?? false };
}

/** The name of the error that ends a recursion which makes a promise at each step, in the context of a request. */
async function outOfStack() {
  await null;
  const deeper = () => {
    Promise.resolve().then(() => {});
    return deeper() + 1;
  };
  try {
    return deeper();
  } catch (error) {
    return error.name;
  }
}

server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
