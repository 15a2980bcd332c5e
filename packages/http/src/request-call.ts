/** What is known of a request of `node:http`, from its constructor to the end of the body. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Attributes, Context } from '@opentelemetry/api';
import { type AttributeSource, merged } from '@waymark/tracing';
import { HTTP_REQUEST_METHOD_ORIGINAL, URL_FULL, USER_AGENT_ORIGINAL } from './attributes.ts';
import { ClientCall } from './client-call.ts';
import { type ConnectionOptions, clientTarget, clientUrl } from './client-url.ts';
import type { HttpHooks } from './hooks.ts';
import type { MessageState } from './message-context.ts';
import { knownMethod } from './request-method.ts';
import { Stamp } from './stamp.ts';

/** The state of the request, and of its response. */
export class RequestCall extends ClientCall implements MessageState, AttributeSource {
  /** Of whoever made the request; `undefined` when it is not traced. */
  context: Context | undefined = undefined;
  /** What the request was made from, keys and passwords included; until it is made, and whether or not it has a span. */
  connection: ConnectionOptions | undefined = undefined;
  response: IncomingMessage | undefined = undefined;
  readonly request: ClientRequest;
  private hooks: HttpHooks | undefined = undefined;
  private isMade = false;

  constructor(request: ClientRequest) {
    super();
    this.request = request;
  }

  /** Some agents come by only when the request has been made: nobody would ask for what they bring. */
  meetConnection(connection: ConnectionOptions): void {
    if (!this.isMade) this.connection = connection;
  }

  /** Once its constructor is through. */
  made(): void {
    this.isMade = true;
    this.connection = undefined;
  }

  /** Before the start. */
  prepare(hooks: HttpHooks | undefined): void {
    this.hooks = hooks;
    const { request } = this;
    this.goesTo(clientTarget(request, this.connection), knownMethod(request.method));
  }

  /** Called at once or never. */
  ownAttributes(): Attributes {
    const { request, hooks, method, connection } = this;
    const userAgent = request.getHeader('user-agent');
    const own: Attributes = {
      [URL_FULL]: clientUrl(this.origin, request.path, connection),
      [USER_AGENT_ORIGINAL]: typeof userAgent === 'string' ? userAgent : undefined,
      [HTTP_REQUEST_METHOD_ORIGINAL]: method === request.method ? undefined : request.method,
    };
    if (hooks === undefined) return own;
    const all = merged(this.shared, this.alsoShared, own);
    this.shared = undefined;
    this.alsoShared = undefined;
    hooks.addClientAttributes(all, this);
    return all;
  }
}

class StampedRequest extends Stamp {
  #call: RequestCall;

  private constructor(request: ClientRequest) {
    super(request);
    this.#call = new RequestCall(request);
  }

  static get(request: ClientRequest): RequestCall | undefined {
    return #call in request ? request.#call : undefined;
  }

  static made(request: ClientRequest): RequestCall {
    if (!(#call in request)) new StampedRequest(request);
    return (request as ClientRequest & StampedRequest).#call;
  }
}

/** The call of a request, if it has one. */
export const callOf = StampedRequest.get;

/** The call of a request, a new one if it has none. */
export const madeCallOf = StampedRequest.made;
