/** What measurements share: the executable, the sink, and what the apps talk to. */

import { type Services, startServices } from '../scenarios/services.ts';
import { type Sink, startSink } from '../sink/sink-process.ts';

export interface Bench {
  /** The Node that is measured. */
  node: string;
  sink: Sink;
  services: Services;
  close(): Promise<void>;
}

export async function startBench(node: string): Promise<Bench> {
  const [sink, services] = [await startSink(), startServices()];
  return {
    node,
    sink,
    services,
    close: async () => {
      sink.close();
      await services.close();
    },
  };
}
