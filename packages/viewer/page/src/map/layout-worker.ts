/** The worker's side of the layout: a question in, an answer out. */

import { type LayoutQuestion, layoutOf } from './layout.ts';

addEventListener('message', (event: MessageEvent<LayoutQuestion>) => {
  postMessage(layoutOf(event.data));
});
