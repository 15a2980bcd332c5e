// Serves two requests, whose lines pino-http writes, or Nest through nestjs-pino, or a handler by several streams and a transport.
import http from 'node:http';

const [how] = process.argv.slice(2);
const options = { timestamp: false, base: null, redact: ['req.headers.cookie', 'card'] };

const servers = {
  async 'pino-http'() {
    const { pinoHttp } = await import('pino-http');
    const log = pinoHttp(options);
    return http.createServer((request, response) => {
      log(request, response);
      request.log.info({ card: '4111' }, 'in the handler');
      response.end();
    });
  },
  async 'nestjs-pino'() {
    await import('reflect-metadata');
    const { Module, Controller, Get, Logger: NestLogger } = await import('@nestjs/common');
    const { NestFactory } = await import('@nestjs/core');
    const { LoggerModule, Logger } = await import('nestjs-pino');
    class Orders {
      read() {
        new NestLogger('Orders').log('in the handler');
        return 'ok';
      }
    }
    Controller()(Orders);
    Get('*rest')(Orders.prototype, 'read', Object.getOwnPropertyDescriptor(Orders.prototype, 'read'));
    class App {}
    Module({ imports: [LoggerModule.forRoot({ pinoHttp: options })], controllers: [Orders] })(App);
    const app = await NestFactory.create(App, { bufferLogs: true });
    app.useLogger(app.get(Logger));
    await app.init();
    return app.getHttpServer();
  },
  async multistream() {
    const { default: pino } = await import('pino');
    const streams = [{ stream: process.stdout }, { level: 'error', stream: process.stderr }];
    return handledBy(pino(options, pino.multistream(streams)));
  },
  async transport() {
    const { default: pino } = await import('pino');
    const transport = pino.transport({ target: 'pino/file', options: { destination: 1 } });
    await new Promise((resolve) => transport.once('ready', resolve));
    return handledBy(pino(options, transport), transport);
  },
};

function handledBy(log, transport) {
  const server = http.createServer((_request, response) => {
    log.child({ module: 'cart' }).info({ card: '4111' }, 'in the handler');
    log.error(Object.assign(new Error('boom'), { stack: 'Error: boom\n    at pay' }));
    response.end();
  });
  return server.once('close', () => transport?.end());
}

const server = await servers[how]();
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  for (const id of ['one', 'two']) {
    const headers = { 'x-request-id': id, cookie: 'session=hunter2', host: 'shop' };
    await new Promise((resolve) => {
      http.get({ port, host: '127.0.0.1', path: '/orders', headers, agent: false }, (response) =>
        response.resume().once('end', resolve),
      );
    });
  }
  server.close();
});
