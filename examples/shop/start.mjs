// npm start: the shop on its own, untraced unless NODE_OPTIONS says otherwise, until Ctrl-C.
import { askedToStop } from '../../scripts/server-process.mjs';
import { startShop } from './shop.mjs';
import { CARDS } from './traffic.mjs';

const shop = await startShop({ onLine: (service, line) => console.log(`${service} | ${line}`) });
console.log(`
The shop is open. Buy something:
  curl -i ${shop.url}/checkout -H 'content-type: application/json' -d '{"sku":"teapot","card":"${CARDS.good}"}'
Ctrl-C closes it.`);
await askedToStop();
await shop.stop();
