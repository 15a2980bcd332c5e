/** What a contract server keeps: a base for the servers of every protocol. */

import type { Behave, Behaviour, ContractServer } from './adapter.ts';

export class Ledger {
  readonly taken: number[] = [];
  readonly requests: number[] = [];
  readonly errors: string[] = [];
  private behaviour: Behave = () => ({ does: 'take' });
  private count = 0;

  readonly behave = (behave: Behave): void => {
    this.behaviour = behave;
    this.count = 0;
  };

  /** To be called once a complete request, before it is answered. */
  next(): Behaviour {
    this.requests.push(performance.now());
    return this.behaviour(++this.count);
  }

  /** Records what of the request is taken. Returns how many records are refused. */
  take(records: readonly number[], behaviour: Behaviour): number {
    const takes = behaviour.does.startsWith('take');
    const refused = behaviour.does === 'take-some' ? Math.min(behaviour.refuse, records.length) : 0;
    if (takes) this.taken.push(...records.slice(refused));
    return takes ? refused : records.length;
  }

  /** The server as the suite sees it. */
  serverOn(port: number, close: () => Promise<void>): ContractServer {
    const { taken, requests, errors, behave } = this;
    return { port, taken, requests, errors, behave, close };
  }
}
