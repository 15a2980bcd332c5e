/** The viewer in this process: ports here, the store in a thread of its own. */

import type { ServerOptions } from './server/backend.ts';
import type { ViewerServer } from './server/open-server.ts';
import type { StoreOptions } from './thread/messages.ts';
import { StoreThread } from './thread/store-thread.ts';
import { ViewerStore } from './viewer-store.ts';

export interface ViewerOptions extends Omit<StoreOptions, 'readOnly'>, Omit<ServerOptions, 'backend'> {}

export interface Viewer extends ViewerServer {
  /** For reading in this process what the HTTP API serves to others. */
  readonly store: ViewerStore;
  /** Lets requests end for a moment, closes the ports and the store. What was acknowledged is in the file. */
  close(): Promise<void>;
}

/**
 * Opens the store and starts to listen.
 * @throws {Error} when the file is not the viewer's, or a port that was asked for is taken
 */
export async function startViewer(options: ViewerOptions = {}): Promise<Viewer> {
  const { path, maxBytes, maxAgeMs, ...serving } = options;
  const thread = new StoreThread(defined({ path, maxBytes, maxAgeMs }));
  const [opened, server] = await Promise.allSettled([
    thread.opened(),
    serve({ ...serving, backend: thread }),
  ]);
  if (server.status === 'fulfilled' && opened.status === 'fulfilled') return viewerOf(server.value, thread);
  if (server.status === 'fulfilled') await server.value.close();
  await thread.close().catch(() => {});
  throw opened.status === 'rejected' ? opened.reason : (server as PromiseRejectedResult).reason;
}

/** What the ports need loads while the thread starts. */
async function serve(options: ServerOptions): Promise<ViewerServer> {
  const { openServer } = await import('./server/open-server.ts');
  return openServer(options);
}

function viewerOf(server: ViewerServer, thread: StoreThread): Viewer {
  const close = async () => {
    await server.close();
    await thread.close();
  };
  return { ...server, store: new ViewerStore(thread.call), close };
}

export interface StoreReader extends ViewerStore {
  close(): Promise<void>;
}

/**
 * Opens the store alone, for instance `readOnly` on the file of a viewer that runs.
 * @throws {Error} when the file is not the viewer's
 */
export async function openStore(options: StoreOptions = {}): Promise<StoreReader> {
  const thread = new StoreThread(options);
  try {
    await thread.opened();
  } catch (error) {
    await thread.close().catch(() => {});
    throw error;
  }
  return Object.assign(new ViewerStore(thread.call), { close: () => thread.close() });
}

/** Without what was not given: an option that is undefined is none. */
function defined(options: { [K in keyof StoreOptions]: StoreOptions[K] | undefined }): StoreOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
