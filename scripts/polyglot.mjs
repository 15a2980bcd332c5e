// npm run polyglot: one order through nginx, Node, Python, Go, Kafka and Node.
import { runExample } from './run-example.mjs';

runExample('polyglot/run.mjs');
