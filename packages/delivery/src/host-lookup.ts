/**
 * The addresses of a host, found as the system finds them, without the risk of that: a lookup that waits for a silent
 * name server cannot be ended, keeps the process alive and holds up `process.exit` for as long.
 */

import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { builtin, now } from './builtins.ts';
import { lookupInChild } from './child-lookup.ts';
import { failure } from './failure.ts';
import { askNameServers } from './name-servers.ts';
import { ownDns } from './own-modules.ts';
import { firstQuestions, HOSTS_FILE, isInHosts, RESOLV_CONF } from './resolver-files.ts';

export class HostLookup {
  private readonly limitMs: number;
  private readonly keptMs: number;
  private foundAt = Number.NEGATIVE_INFINITY;
  private stop: (() => void) | undefined;
  private turn = 0;
  private finding: Promise<LookupAddress[]> | undefined;
  /** Where the host was last. */
  known: LookupAddress[] | undefined;

  /**
   * @param limitMs for one lookup
   * @param keptMs how long the host is taken to be where it was found, for who connects often
   */
  constructor(limitMs: number, keptMs = 0) {
    this.limitMs = limitMs;
    this.keptMs = keptMs;
  }

  /** The host was not where it was found: it is looked up again. */
  doubt(): void {
    this.foundAt = Number.NEGATIVE_INFINITY;
  }

  /** For the option of that name of `http.request`. Those who ask meanwhile, for the same host, share one answer. */
  readonly lookup: LookupFunction = (host, options, done) => {
    (this.finding ?? this.begin(host, options))
      .then(
        (found) => {
          const [first] = found as [LookupAddress];
          if (options.all) done(null, found);
          else done(null, first.address, first.family);
        },
        (error) => done(error, ''),
      )
      .catch(() => {});
  };

  /** Whether an answer is being waited for. */
  get pending(): boolean {
    return this.stop !== undefined;
  }

  /** Ends the lookup under way, if there is one, as far as it can be ended; it fails with ETIMEOUT. */
  cancel(): void {
    this.turn++;
    this.stop?.();
    this.stop = undefined;
    this.finding = undefined;
  }

  private begin(host: string, options: LookupOptions): Promise<LookupAddress[]> {
    const finding = this.find(host, options).finally(() => {
      if (this.finding === finding) this.finding = undefined;
    });
    this.finding = finding;
    return finding;
  }

  private async find(host: string, options: LookupOptions): Promise<LookupAddress[]> {
    if (this.known !== undefined && now() - this.foundAt < this.keptMs) return this.known;
    const turn = ++this.turn;
    this.stop = () => {};
    try {
      const prompt = await this.isPrompt(host);
      if (this.turn !== turn) throw failure('ETIMEOUT');
      if (!prompt && this.known !== undefined) return this.known;
      this.known = prompt ? await inThisProcess(host, options) : await this.inChild(host);
      this.foundAt = now();
      return this.known;
    } catch (error) {
      if (this.known !== undefined && (error as { code?: string }).code === 'EAI_AGAIN') return this.known;
      throw error;
    } finally {
      if (this.turn === turn) this.stop = undefined;
    }
  }

  /** Whether the system will answer soon: it need not ask a name server, or they are awake. */
  private async isPrompt(host: string): Promise<boolean> {
    if (host === 'localhost' || isInHosts(await contentOf(HOSTS_FILE), host)) return true;
    const questions = firstQuestions(host, await contentOf(RESOLV_CONF));
    return new Promise((resolve) => {
      if (this.stop === undefined) resolve(false);
      else this.stop = askNameServers(questions, resolve);
    });
  }

  private inChild(host: string): Promise<LookupAddress[]> {
    return new Promise((resolve, reject) => {
      this.stop = lookupInChild(host, this.limitMs, (outcome) => {
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      });
    });
  }
}

const underWay = new Map<string, Promise<LookupAddress[]>>();

/** One at a time for a host: each takes one of the few threads that the application's files need too. */
function inThisProcess(host: string, options: LookupOptions): Promise<LookupAddress[]> {
  const joined = underWay.get(host);
  if (joined !== undefined) return joined;
  const found = new Promise<LookupAddress[]>((resolve, reject) => {
    ownDns().lookup(host, { ...options, all: true }, (error, addresses) => {
      underWay.delete(host);
      if (error) reject(error);
      else resolve(addresses);
    });
  });
  underWay.set(host, found);
  return found;
}

/** Empty when there is none. */
function contentOf(file: string): Promise<string> {
  return new Promise((resolve) => {
    builtin('node:fs').readFile(file, 'utf8', (error, text) => resolve(error ? '' : text));
  });
}
