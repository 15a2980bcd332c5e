/** A real RabbitMQ for the tests of one suite, and a client of it. */

import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { type LocalServer, startServer } from './servers.mjs';

const require = createRequire(new URL('../parity/package.json', import.meta.url));

/** Started before the suite's tests and stopped after them. `Connection` is what of `amqplib`'s is used. */
export function rabbitmq<Connection>() {
  let server: LocalServer;
  let broker: Connection & { close(): Promise<void> };
  before(async () => {
    server = await startServer('rabbitmq');
    broker = await require('amqplib').connect(server.url);
  });
  after(async () => {
    await broker?.close();
    await server?.stop();
  });
  return {
    get url(): string {
      return server.url!;
    },
    get broker(): Connection {
      return broker;
    },
  };
}
