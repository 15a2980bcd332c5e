// As app.cjs, by named imports of an ES module.
import { connect, createServer } from 'node:http2';
import { run } from './calls.cjs';

run({ connect, createServer });
