/** Every way in which pino, winston and Bunyan write lines, into files of FOLDER and to stdout: run with and without a tail, and compared. */
'use strict';

// The same time in each run; ours is that of the process.
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length > 0 ? args : [1.7e12]));
  }
  static now() {
    return 1.7e12;
  }
};

const http = require('node:http');
const { once } = require('node:events');
const { createWriteStream } = require('node:fs');
const { join } = require('node:path');
const pino = require('pino');
const winston = require('winston');
const bunyan = require('bunyan');

const file = (name) => join(process.env.FOLDER, name);
const options = { base: null };
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const WINSTON = ['silly', 'debug', 'verbose', 'http', 'info', 'warn', 'error'];

const transport = pino.transport({
  targets: [
    { target: 'pino/file', options: { destination: file('pino-worker.log') }, level: 'info' },
    { target: 'pino/file', options: { destination: file('pino-worker-errors.log') }, level: 'error' },
  ],
});
const stdout = pino({ ...options, level: 'warn' }, pino.destination({ fd: 1, sync: true }));
const pinos = {
  plain: pino({ ...options, redact: ['card'] }, pino.destination({ dest: file('pino.log'), sync: true })),
  worker: pino({ ...options, level: 'info' }, transport),
  multistream: pino(
    options,
    pino.multistream([
      { stream: pino.destination({ dest: file('pino-all.log'), sync: true }), level: 'trace' },
      { stream: pino.destination({ dest: file('pino-warn.log'), sync: true }), level: 'warn' },
    ]),
  ),
  stdout,
};

const { combine, json, simple, timestamp, splat } = winston.format;
const winstons = {
  files: winston.createLogger({
    format: combine(timestamp(), splat(), json()),
    transports: [
      new winston.transports.File({ filename: file('winston.log') }),
      new winston.transports.File({ filename: file('winston-errors.log'), level: 'error', format: simple() }),
      new winston.transports.Console({ level: 'warn' }),
    ],
  }),
  loud: winston.createLogger({
    level: 'debug',
    format: simple(),
    transports: [new winston.transports.File({ filename: file('winston-debug.log') })],
  }),
};

const bunyans = {
  files: bunyan.createLogger({
    name: 'app',
    pid: 1,
    hostname: 'here',
    src: true,
    streams: [
      { path: file('bunyan.log'), level: 'info' },
      { stream: createWriteStream(file('bunyan-errors.log')), level: 'error' },
      { stream: process.stdout, level: 'fatal' },
    ],
  }),
  raw: bunyan.createLogger({
    name: 'app',
    pid: 1,
    hostname: 'here',
    streams: [{ type: 'raw', level: 'warn', stream: { write: (line) => stdout.warn(line.msg) } }],
  }),
};

function write() {
  for (const logger of Object.values(pinos)) {
    const loggers = [logger, logger.child({ order: 7 }), logger.child({ card: 'x' }, { level: 'error' })];
    for (const level of LEVELS)
      for (const each of loggers) each[level]({ card: '4242', level }, 'pino %s', level);
    logger.level = 'error';
    logger.warn('pino, not any more');
    logger.level = 'info';
    logger.info('pino, again');
  }
  for (const logger of Object.values(winstons)) {
    for (const level of WINSTON) {
      logger.log(level, 'winston %s', level, { order: 7 });
      logger.child({ child: true })[level](`winston ${level}`);
    }
  }
  for (const logger of Object.values(bunyans)) {
    for (const level of LEVELS) {
      logger[level]({ order: 7 }, 'bunyan %s', level);
      logger.child({ child: true, pid: 1 })[level]('bunyan %s', level);
    }
  }
}

async function main() {
  write();
  const server = http.createServer((_, response) => {
    write();
    response.statusCode = 500;
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asked = http.get({ port: server.address().port, host: '127.0.0.1', agent: false });
  const [answer] = await once(asked, 'response');
  answer.resume();
  await once(answer, 'close');
  server.close();
  transport.end();
  await once(transport, 'close');
}

main();
