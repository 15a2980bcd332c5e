// npm run demo: the shop, with some traffic and one failed request to look at.
import { runExample } from './run-example.mjs';

runExample('shop/demo.mjs');
