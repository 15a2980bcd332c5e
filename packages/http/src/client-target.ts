/** The servers that requests go to, with what many CLIENT spans have alike: made once, shared by all of them. */
import type { Attributes } from '@opentelemetry/api';
import { SharedAttributes } from '@waymark/tracing';
import {
  ERROR_TYPE,
  HTTP_REQUEST_METHOD,
  HTTP_RESPONSE_STATUS_CODE,
  NETWORK_PEER_ADDRESS,
  NETWORK_PEER_PORT,
  NETWORK_PROTOCOL_VERSION,
  SERVER_ADDRESS,
  SERVER_PORT,
  URL_SCHEME,
} from './attributes.ts';

/** How a request ended. */
export interface ClientOutcome {
  readonly method: string;
  readonly statusCode: number | undefined;
  readonly errorType: string | undefined;
  readonly protocolVersion: string | undefined;
  readonly peerAddress: string | undefined;
  readonly peerPort: number | undefined;
}

interface KnownOutcome extends ClientOutcome {
  readonly shared: SharedAttributes;
}

/** Kept of one server, behind whose name there may be any number of peers: one more makes all of them forgotten, and the usual ones return. */
const MOST_OUTCOMES = 32;

export class ClientTarget {
  /** Only if it is an attribute of the spans. */
  readonly scheme: string | undefined;
  readonly address: string;
  readonly port: number | undefined;
  /** The beginning of `url.full`, up to the path, without credentials. */
  readonly origin: string;
  /** What all requests to this server have. */
  readonly shared: SharedAttributes;
  readonly #outcomes: KnownOutcome[] = [];

  constructor(origin: string, address: string, port: number | undefined, scheme?: string) {
    this.scheme = scheme;
    this.origin = origin;
    this.address = address;
    this.port = port;
    this.shared = new SharedAttributes({
      [URL_SCHEME]: scheme,
      [SERVER_ADDRESS]: address,
      [SERVER_PORT]: port,
    });
  }

  /** What requests have that ended like this one. */
  outcomeOf(ended: ClientOutcome): SharedAttributes {
    const outcomes = this.#outcomes;
    for (let at = 0; at < outcomes.length; at++) {
      const known = outcomes[at]!;
      if (agree(known, ended)) return known.shared;
    }
    if (outcomes.length >= MOST_OUTCOMES) outcomes.length = 0;
    return this.#add(ended);
  }

  #add(ended: ClientOutcome): SharedAttributes {
    const { method, statusCode, errorType, protocolVersion, peerAddress, peerPort } = ended;
    const shared = new SharedAttributes({ [HTTP_REQUEST_METHOD]: method, ...endAttributes(ended) });
    this.#outcomes.push({ method, statusCode, errorType, protocolVersion, peerAddress, peerPort, shared });
    return shared;
  }
}

/** Strings are mostly the same objects, so that this is a comparison of pointers. */
function agree(one: ClientOutcome, other: ClientOutcome): boolean {
  return (
    one.statusCode === other.statusCode &&
    one.method === other.method &&
    one.peerPort === other.peerPort &&
    one.peerAddress === other.peerAddress &&
    one.protocolVersion === other.protocolVersion &&
    one.errorType === other.errorType
  );
}

/** What is not known at the start, as the semantic conventions name it; what is not known now is undefined. */
export function endAttributes(ended: ClientOutcome): Attributes {
  return {
    [NETWORK_PROTOCOL_VERSION]: ended.protocolVersion,
    [NETWORK_PEER_ADDRESS]: ended.peerAddress,
    [NETWORK_PEER_PORT]: ended.peerPort,
    [HTTP_RESPONSE_STATUS_CODE]: ended.statusCode,
    [ERROR_TYPE]: ended.errorType,
  };
}

const begun = new Map<string, SharedAttributes>();

/** What is known of the outcome at the start: the method, one of a dozen. */
export function beginningOf(method: string): SharedAttributes {
  return begun.get(method) ?? beginning(method);
}

function beginning(method: string): SharedAttributes {
  const shared = new SharedAttributes({ [HTTP_REQUEST_METHOD]: method });
  begun.set(method, shared);
  return shared;
}

/** A crawler asks any number of servers: one more makes all of them forgotten, likewise. */
const MOST_TARGETS = 500;

/** Servers by what names them. */
export class ClientTargets {
  readonly #byKey = new Map<string, ClientTarget>();
  #lastKey: string | undefined;
  #last: ClientTarget | undefined;

  find(key: string): ClientTarget | undefined {
    if (key === this.#lastKey) return this.#last;
    const found = this.#byKey.get(key);
    if (found === undefined) return undefined;
    this.#lastKey = key;
    this.#last = found;
    return found;
  }

  keep(key: string, target: ClientTarget): ClientTarget {
    if (this.#byKey.size >= MOST_TARGETS) this.#byKey.clear();
    this.#byKey.set(key, target);
    return target;
  }
}
