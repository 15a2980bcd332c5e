/** A connection over TCP or TLS for protocols that are not HTTP. It never keeps the process alive. */

import type { LookupAddress } from 'node:dns';
import type { Socket } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { builtin, clearTimeout, setImmediate, setTimeout } from './builtins.ts';
import { unrefConnecting } from './connecting.ts';
import { type Destination, endpointOf } from './destination.ts';
import { type Failure, failure } from './failure.ts';
import { HostLookup } from './host-lookup.ts';
import { refusePlaintext } from './plaintext.ts';
import { TlsMaterial } from './tls-material.ts';

/** Where a stream goes, as JSON: for `data` of a `ProgramTarget`. Holds secrets. */
export interface StreamElsewhere {
  destination: Destination;
  /** Where the host was last, for when it cannot be looked up. */
  addresses?: LookupAddress[];
}

export interface StreamConnectorOptions {
  /** Where the URL names none. */
  defaultPort: number;
  /** As in `StreamElsewhere`. */
  addresses?: LookupAddress[] | undefined;
  /** For who connects often: milliseconds that the host is taken to be where it was, if it can be reached there. @default 0 */
  addressesKeptMs?: number;
  /** As a transport gets it: tells a person that changed TLS files cannot be used. */
  say?: ((line: string) => void) | undefined;
}

export interface StreamListener {
  /** May be called before `connect` has resolved: some servers speak first. */
  data?(chunk: Buffer): void;
  /** The connection, once made, is over, for whatever reason but `close`. Called once. */
  end?(error: Failure): void;
}

/** After so much silence the system asks the other side whether it is still there. */
const KEEP_ALIVE_MS = 30_000;

/** So long a server may take to refuse a certificate, where it does not say that it takes it. */
const REFUSAL_MS = 250;

/** Makes connections to one server, one after another. `tls:` in the URL means TLS. */
export class StreamConnector {
  private readonly destination: Destination;
  private readonly endpoint: { host: string; port: number; secure: boolean };
  private readonly tls: TlsMaterial;
  private readonly lookup: HostLookup;
  private readonly beingMade = new Set<StreamConnection>();

  /** @throws Error when the URL is not valid, and when credentials would go there over plain text */
  constructor(destination: Destination, options: StreamConnectorOptions) {
    const { defaultPort, addresses, addressesKeptMs, say } = options;
    refusePlaintext(destination);
    this.destination = destination;
    this.endpoint = endpointOf(destination, defaultPort);
    this.tls = new TlsMaterial(destination.tls, say);
    this.lookup = new HostLookup(destination.timeoutMs, addressesKeptMs);
    this.lookup.known = addresses;
  }

  /** For a transport that another process makes of it. */
  get elsewhere(): StreamElsewhere {
    const { known } = this.lookup;
    const tls = this.endpoint.secure ? { tls: this.tls.elsewhere } : {};
    const destination = { ...this.destination, ...tls };
    return known === undefined ? { destination } : { destination, addresses: known };
  }

  /**
   * Resolves when the connection is made, the TLS handshake included; rejects with a `Failure` when that fails or takes
   * longer than `limitMs`.
   */
  connect(listener: StreamListener = {}, limitMs = this.destination.timeoutMs): Promise<StreamConnection> {
    return new Promise((resolve, reject) => {
      const socket = this.socket();
      const late = () => socket.destroy(failure(this.lookup.pending ? 'ETIMEOUT' : 'ETIMEDOUT'));
      const timer = setTimeout(late, limitMs).unref();
      const connecting = unrefConnecting(socket, this.endpoint.host, late);
      const connection = new StreamConnection(socket, listener, (error) => {
        this.beingMade.delete(connection);
        clearTimeout(timer);
        connecting?.end();
        if (this.lookup.pending) this.lookup.cancel();
        this.lookup.doubt();
        reject(error);
      });
      this.beingMade.add(connection);
      const made = () => {
        this.beingMade.delete(connection);
        clearTimeout(timer);
        if (connection.made()) resolve(connection);
      };
      if (this.endpoint.secure) whenTaken(socket as TLSSocket, made);
      else socket.once('connect', made);
    });
  }

  /** Ends the connections that are being made, which would keep the process alive; `connect` rejects. Those that are made stay. */
  abort(): void {
    for (const connection of this.beingMade) connection.close();
  }

  private socket(): Socket {
    const { host, port, secure } = this.endpoint;
    const options = { host, port, lookup: this.lookup.lookup, keepAlive: true, noDelay: true };
    const kept = { ...options, keepAliveInitialDelay: KEEP_ALIVE_MS };
    if (!secure) return builtin('node:net').connect(kept);
    const tls: ConnectionOptions = { ...kept, ...this.tls.current() };
    if (tls.servername === undefined && builtin('node:net').isIP(host) === 0) tls.servername = host;
    return builtin('node:tls').connect(tls);
  }
}

/**
 * By TLS 1.3 our side of the handshake is done before the server has looked at our certificate, and what is written before it
 * refuses that is lost. A ticket for the next session says that it has not; a server that sends none is given a moment.
 */
function whenTaken(socket: TLSSocket, then: () => void): void {
  socket.once('secureConnect', () => {
    if (socket.getProtocol() !== 'TLSv1.3') {
      then();
      return;
    }
    const timer = setTimeout(then, REFUSAL_MS).unref();
    socket.once('session', () => {
      clearTimeout(timer);
      setImmediate(then); // what is written while OpenSSL reads the ticket arrives broken
    });
  });
}

export class StreamConnection {
  private readonly socket: Socket;
  private readonly listener: StreamListener;
  private readonly notMade: (error: Failure) => void;
  private readonly writing = new Set<(error: Failure) => void>();
  private state: 'connecting' | 'open' | 'ending' | 'over' = 'connecting';
  private trouble: Failure | undefined;
  private otherHasEnded = false;
  private ended: ((error?: Failure) => void) | undefined;

  /** Made by `StreamConnector.connect`. */
  constructor(socket: Socket, listener: StreamListener, notMade: (error: Failure) => void) {
    this.socket = socket;
    this.listener = listener;
    this.notMade = notMade;
    // They stay: an error that nobody listens to would end the application.
    socket.on('error', (error) => {
      this.trouble ??= error as Failure;
    });
    socket.on('data', (chunk) => {
      if (this.state !== 'over') this.listener.data?.(chunk);
    });
    // Nobody writes to one who has said that nothing more comes from there.
    socket.on('end', () => {
      this.otherHasEnded = true;
      socket.destroy();
    });
    socket.on('close', () => this.over(this.trouble ?? failure('ECONNRESET')));
  }

  /** Whether it can be written to, as far as is known. */
  get open(): boolean {
    return this.state === 'open';
  }

  /**
   * Resolves when the system has taken all of it, which waits for a reader that is slow; that the reader got it is not said by
   * that. Rejects with a `Failure` when the connection is over before.
   */
  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.state !== 'open') {
        reject(this.trouble ?? failure('ECONNRESET'));
        return;
      }
      this.writing.add(reject);
      this.socket.write(bytes, (error) => {
        // What went wrong is known when the connection is closed, which follows: here it may be said to be cancelled.
        if (!error && this.writing.delete(reject)) resolve();
      });
    });
  }

  /**
   * Says that nothing more comes, when what was written is sent, and resolves when the other side has ended as well, having
   * read everything. Rejects with a `Failure` when the connection breaks instead. `end` of the listener is not called.
   */
  end(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.state !== 'open') {
        reject(this.trouble ?? failure('ECONNRESET'));
        return;
      }
      this.state = 'ending';
      this.ended = (error) => (error === undefined ? resolve() : reject(error));
      this.socket.end();
    });
  }

  /** Ends it at once, and what is being written with it. `end` of the listener is not called. */
  close(error: Failure = failure('ABORT_ERR')): void {
    this.finish(error);
    this.socket.destroy();
  }

  /** To be called by its connector. Returns whether it is open from now on: it may be over already. */
  made(): boolean {
    if (this.state !== 'connecting') return false;
    this.state = 'open';
    this.socket.unref(); // each address that is tried has a new handle
    return true;
  }

  private over(error: Failure): void {
    const { state } = this;
    if (state === 'ending' && this.otherHasEnded && this.trouble === undefined) this.ended?.();
    this.finish(error);
    if (state === 'open') this.listener.end?.(error);
  }

  private finish(error: Failure): void {
    if (this.state === 'connecting') this.notMade(error);
    this.state = 'over';
    for (const reject of this.writing) reject(error);
    this.writing.clear();
    this.ended?.(error); // no effect after the end
  }
}
