// NestJS 11 on Express, or on the adapter that is given: a controller's methods, a parameter, a guard, errors.

exports.run = async ({ load, ask }, ...adapter) => {
  await load('reflect-metadata');
  const { Controller, Get, HttpException, Module, Param, UseGuards } = await load('@nestjs/common');
  const { NestFactory } = await load('@nestjs/core');
  class Orders {
    one(id) {
      return { order: id };
    }
    fail() {
      throw new TypeError('out of stock');
    }
    guarded() {}
    refuse() {
      throw new HttpException('not for you', 403);
    }
  }
  // What decorators do, which plain JavaScript does not have.
  const method = (name, ...decorators) => {
    const descriptor = Object.getOwnPropertyDescriptor(Orders.prototype, name);
    for (const decorate of decorators) decorate(Orders.prototype, name, descriptor);
  };
  method('one', Get(':id'));
  Param('id')(Orders.prototype, 'one', 0);
  method('fail', Get('now/fail'));
  method('guarded', Get('now/guarded'), UseGuards({ canActivate: () => false }));
  method('refuse', Get('now/refuse'));
  Controller('orders')(Orders);
  class App {}
  Module({ controllers: [Orders] })(App);
  const app = await NestFactory.create(App, ...adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address();
  await ask(port, 'GET /orders/7');
  await ask(port, 'GET /orders/now/fail');
  await ask(port, 'GET /orders/now/refuse');
  await ask(port, 'GET /orders/now/guarded');
  await ask(port, 'GET /nowhere');
  await app.close();
};
