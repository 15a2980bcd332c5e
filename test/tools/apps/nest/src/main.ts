/** Serves itself one order, says so, and ends. */

import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

@Controller('orders')
class Orders {
  @Get(':id')
  order(): string {
    return 'ok';
  }
}

@Module({ controllers: [Orders] })
class Shop {}

const app = await NestFactory.create(Shop, { logger: false });
await app.listen(0, '127.0.0.1');
const response = await fetch(`${await app.getUrl()}/orders/7`);
console.log('answered', response.status);
await app.close();
