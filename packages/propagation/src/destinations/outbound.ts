/** What outgoing requests carry, and to whom: the propagators' headers, the caller's name and time, a signature. */
import { asSigned, SIGNATURE_HEADER, sign, targetPath } from '../trust/signature.ts';
import { Destinations } from './destinations.ts';
import { SERVICE_NAME_HEADER, serviceNameValue } from './service-name.ts';

export const REQUEST_START_HEADER = 'x-request-start';

export interface OutboundOptions {
  /**
   * Who is told, in the form of `WAYMARK_PROPAGATE_TO`: host patterns and the words `messages` and `unix`. An empty list is
   * nobody.
   * @default everybody, but neither the service's name nor the time
   * @example ['*.internal', 'api.example.com:8443']
   */
  readonly to?: readonly string[] | undefined;
  /** The service's own name, asked once. */
  readonly serviceName?: (() => string | undefined) | undefined;
  /** Signs requests that carry our `traceparent`. */
  readonly key?: string | undefined;
}

/** How a client's headers are read, and written before they leave. Names are in lower case. */
export interface RequestHeaders<C> {
  get(request: C, name: string): string | readonly string[] | undefined;
  /** Writes a header unless the request has it. */
  add(request: C, name: string, value: string): void;
  /** Writes a header in place of one that is there. */
  replace(request: C, name: string, value: string): void;
}

const { now } = Date;

export class Outbound {
  /** Whether there is a list at all. */
  readonly isLimited: boolean;
  /** Whether messages, and what the application injects itself, carry anything. */
  readonly tellsMessages: boolean;
  /** Whether requests over sockets of the file system do. */
  readonly tellsSockets: boolean;
  /** Whether somebody looks into HTTP/2 requests for what gRPC's metadata had to be given too early. */
  filtersStreams = false;
  readonly #to: Destinations | undefined;
  readonly #key: string | undefined;
  readonly #nameOfService: () => string | undefined;
  #secret: string | undefined;
  #serviceName: { readonly header: string | undefined } | undefined;

  constructor({ to, serviceName = () => undefined, key }: OutboundOptions) {
    this.#to = to === undefined ? undefined : new Destinations(to);
    this.isLimited = to !== undefined;
    this.tellsMessages = this.#to?.messages ?? true;
    this.tellsSockets = this.#to?.sockets ?? true;
    this.#nameOfService = serviceName;
    this.#key = key;
  }

  /** By which marks in gRPC's metadata are known to be this process's. */
  get secret(): string {
    this.#secret ??= process.getBuiltinModule('node:crypto').randomUUID();
    return this.#secret;
  }

  /** Whether a host is told, as {@link Destinations.host}. */
  tells(address: string | undefined, port: number | undefined): boolean {
    return this.#to === undefined || this.#to.host(address, port);
  }

  /**
   * Adds to a request that is told, and has the propagators' headers, what goes along: `X-Service-Name` and
   * `X-Request-Start`, if there is a list, and the signature. What the application set stays.
   *
   * @param method and target as in the request line
   * @param isOurs whether its `traceparent` is ours: nobody else's is signed
   */
  complete<C>(request: C, headers: RequestHeaders<C>, method: string, target: string, isOurs: boolean): void {
    if (this.isLimited) {
      const name = this.#name();
      if (name !== undefined) headers.add(request, SERVICE_NAME_HEADER, name);
      headers.add(request, REQUEST_START_HEADER, `t=${now()}`);
    }
    if (isOurs && this.#key !== undefined) this.#sign(request, headers, method, target, this.#key);
  }

  #sign<C>(request: C, headers: RequestHeaders<C>, method: string, target: string, key: string): void {
    const traceparent = asSigned(headers.get(request, 'traceparent'));
    if (traceparent === undefined) return;
    const requestId = asSigned(headers.get(request, 'x-request-id'));
    const signature = sign({ method, path: targetPath(target), traceparent, requestId }, key);
    // One that came in from elsewhere and was copied is of another trace.
    if (signature !== undefined) headers.replace(request, SIGNATURE_HEADER, signature);
  }

  #name(): string | undefined {
    this.#serviceName ??= { header: serviceNameValue(this.#nameOfService()) };
    return this.#serviceName.header;
  }
}
