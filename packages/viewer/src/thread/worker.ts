/** The thread of the store: it takes what arrives, and answers what is asked. An entry file. */

import { parentPort, workerData } from 'node:worker_threads';
import { openBlockStore } from '../store/block-store.ts';
import type { StoreOptions, Task } from './messages.ts';
import { StoreTasks } from './store-tasks.ts';

const port = parentPort!;
const tasks = new StoreTasks(openBlockStore(workerData as StoreOptions), (message, moved) =>
  port.postMessage(message, moved),
);
port.on('message', (task: Task) => void tasks.receive(task));
