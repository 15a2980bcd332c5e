/** POSTs bodies over kept-alive connections, one for each request under way, that never keep the process alive. */

import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { collected } from './answer-body.ts';
import { clearTimeout, setTimeout } from './builtins.ts';
import { unrefConnecting } from './connecting.ts';
import { type Destination, type RequestTarget, requestTarget, targetNow } from './destination.ts';
import { failure, isReset } from './failure.ts';
import { HostLookup } from './host-lookup.ts';
import { ownHttp } from './own-modules.ts';
import { TlsMaterial, type TlsTexts } from './tls-material.ts';
import type { Answer, Transport } from './transport.ts';

export class HttpTransport implements Transport {
  private readonly timeoutMs: number;
  private agent: Agent | undefined;
  private agentTls: TlsTexts | undefined;
  private readonly current = new Set<ClientRequest>();
  private readonly host: HostLookup;
  private readonly target: RequestTarget;
  private readonly tls: TlsMaterial;

  /**
   * @param say tells a person what else there is to say
   * @throws Error when the URL is not valid
   */
  constructor(destination: Destination, say?: (line: string) => void) {
    this.target = requestTarget(destination);
    this.tls = new TlsMaterial(destination.tls, say);
    this.timeoutMs = destination.timeoutMs;
    this.host = new HostLookup(this.timeoutMs);
  }

  get targetElsewhere(): RequestTarget {
    return targetNow(this.target, this.tls, this.host.known);
  }

  async post(body: Buffer, encoding: 'gzip' | undefined): Promise<Answer> {
    try {
      return await this.send(body, encoding);
    } catch (error) {
      if (!(error as { stale?: boolean }).stale) throw error;
      this.closeIdle(); // what closed one has most likely closed all
      return this.send(body, encoding);
    }
  }

  abort(): void {
    for (const request of this.current) request.destroy(failure('ABORT_ERR'));
  }

  close(): void {
    this.abort();
    this.agent?.destroy();
    this.agent = undefined;
  }

  private closeIdle(): void {
    for (const sockets of Object.values(this.agent?.freeSockets ?? {}))
      for (const socket of [...(sockets ?? [])]) socket.destroy();
  }

  private send(body: Buffer, encoding: string | undefined): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = this.request({
        ...this.target.headers,
        'content-length': String(body.length),
        ...(encoding ? { 'content-encoding': encoding } : {}),
      });
      this.current.add(request);
      const late = () => request.destroy(failure(this.host.pending ? 'ETIMEOUT' : 'ETIMEDOUT'));
      const timer = setTimeout(late, this.timeoutMs).unref();
      let connecting: { end(): void } | undefined;
      let answering = false;
      const settled = () => {
        clearTimeout(timer);
        connecting?.end();
        if (this.current.delete(request) && this.current.size === 0) this.host.cancel();
      };
      const fail = (error: Error) => {
        settled();
        // The server closed an idle connection while we were writing to it: nothing was wrong.
        reject(request.reusedSocket && !answering ? Object.assign(error, { stale: isReset(error) }) : error);
      };
      request.on('error', fail);
      request.on('close', () => fail(failure('ECONNRESET'))); // no effect after an answer
      request.on('socket', (socket) => {
        connecting = unrefConnecting(socket, this.target.request.hostname, late);
      });
      request.on('response', (response) => {
        answering = true;
        read(response, fail, (answer) => {
          settled();
          resolve(answer);
        });
      });
      request.end(body);
    });
  }

  private request(headers: Record<string, string>): ClientRequest {
    const { secure, request } = this.target;
    const agent = this.agentFor(secure ? this.tls.current() : undefined);
    const { lookup } = this.host;
    return ownHttp(secure).request({ ...request, method: 'POST', headers, agent, lookup });
  }

  /** Of its own for each state of the TLS files: connections from before end with what they carry. */
  private agentFor(tls: TlsTexts | undefined): Agent {
    if (this.agent !== undefined && this.agentTls === tls) return this.agent;
    if (this.agent !== undefined) {
      this.agent.maxFreeSockets = 0;
      this.closeIdle();
    }
    const { Agent } = ownHttp(tls !== undefined);
    this.agentTls = tls;
    this.agent = new Agent({ keepAlive: true, ...tls });
    return this.agent;
  }
}

function read(response: IncomingMessage, fail: (error: Error) => void, done: (answer: Answer) => void): void {
  const body = collected(response);
  response.on('error', fail);
  response.on('end', () => {
    const { headers } = response;
    const { 'content-type': contentType = '', 'retry-after': retryAfter } = headers;
    const viewer = headers['waymark-viewer'] as string | undefined;
    done({
      status: response.statusCode ?? 0,
      contentType,
      body: body(),
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(viewer === undefined ? {} : { viewer }),
    });
  });
}
