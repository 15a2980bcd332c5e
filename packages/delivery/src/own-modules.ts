/**
 * Node's HTTP and DNS functions as they were before the application could replace them.
 *
 * Applications and test tools put wrappers in the place of `http.request`: one that adds the application's own
 * Authorization would send that to our server, and one that fakes the network would see our traffic. So the
 * functions are kept as soon as their module is there, which the application's code is not yet, and a delivery uses
 * what was kept. What is patched on a prototype reaches us all the same.
 */

import { builtin } from './builtins.ts';

type Http = Pick<typeof import('node:http'), 'Agent' | 'request'>;
type Http2 = Pick<typeof import('node:http2'), 'connect'>;
type Dns = Pick<typeof import('node:dns'), 'lookup' | 'Resolver'>;

let http: Http | undefined;
let https: Http | undefined;
let http2: Http2 | undefined;
let dns: Dns | undefined;

/** Loads the module when that has not happened. */
export function ownHttp(secure: boolean): Http {
  if (secure) https ??= httpOf(builtin('node:https') as unknown as Http);
  else http ??= httpOf(builtin('node:http'));
  return (secure ? https : http) as Http;
}

/** Loads the module when that has not happened. */
export function ownHttp2(): Http2 {
  http2 ??= http2Of(builtin('node:http2'));
  return http2;
}

/** Loads the module when that has not happened. */
export function ownDns(): Dns {
  dns ??= dnsOf(builtin('node:dns'));
  return dns;
}

/**
 * Keeps the functions of those modules that are loaded, and loads none. Happens when this package is loaded; to be
 * called again where one of the modules is being loaded for the application, before it gets the module.
 */
export function prepare(): void {
  const loaded = new Set((process as { moduleLoadList?: string[] }).moduleLoadList);
  if (loaded.has('NativeModule http')) ownHttp(false);
  if (loaded.has('NativeModule https')) ownHttp(true);
  if (loaded.has('NativeModule http2')) ownHttp2();
  if (loaded.has('NativeModule dns')) ownDns();
}

function httpOf({ Agent, request }: Http): Http {
  return { Agent, request };
}

function http2Of({ connect }: Http2): Http2 {
  return { connect };
}

function dnsOf({ lookup, Resolver }: Dns): Dns {
  return { lookup, Resolver };
}

prepare();
