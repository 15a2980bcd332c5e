/**
 * The calls of the child at exit (exit-child.ts), as text for the same reasons. Needs no more of what is around it than it is
 * given there.
 */

import { NO_STATUS } from './transport.ts';

export const GRPC_IN_CHILD = `
function sessionOf(target) {
  const { hostname: host, port = target.secure ? 443 : 80, protocol } = target.request;
  const options = { host, port: Number(port), ...(target.addresses ? { lookup: lookupOr(target.addresses) } : {}) };
  const servername = target.tls?.servername || (require('node:net').isIP(host) ? undefined : host);
  const tls = { ...target.tls, ALPNProtocols: ['h2'], ...(servername ? { servername } : {}) };
  const socket = target.secure ? require('node:tls').connect({ ...options, ...tls }) : require('node:net').connect(options);
  // A stream is told only that it was cancelled.
  socket.on('error', (error) => (target.error = error));
  const authority = protocol + '//' + (host.includes(':') ? '[' + host + ']' : host) + ':' + port;
  return require('node:http2').connect(authority, { createConnection: () => socket }).on('error', () => {});
}

return function call(index, target, encoding, body, say) {
  let fail = (error) => {
    fail = () => {};
    const { code, name, message } = target.error || error;
    say({ post: index, code: code || name, message });
  };
  try {
    target.session ||= sessionOf(target);
    const stream = target.session.request({ ':method': 'POST', ':path': target.request.path, ...target.headers, ...(encoding ? { 'grpc-encoding': encoding } : {}) });
    const chunks = [];
    let size = 0;
    let first = {};
    let last = {};
    stream.on('response', (fields) => (first = fields));
    stream.on('trailers', (fields) => (last = fields));
    stream.on('data', (chunk) => {
      if (size < LONGEST) chunks.push(chunk);
      size += chunk.length;
    });
    stream.on('error', (error) => fail(error));
    stream.on('close', () => fail({ code: 'ECONNRESET' }));
    stream.on('end', () => {
      if (first[':status'] === undefined) return;
      fail = () => {};
      const said = last['grpc-status'] === undefined ? first : last;
      const code = said['grpc-status'];
      const details = said['grpc-status-details-bin'];
      const none = first[':status'] === 200 ? ${JSON.stringify(NO_STATUS)} : undefined;
      const grpc = code === undefined ? none : { code: Number(code), message: said['grpc-message'] || '', details };
      const body = unframed(Buffer.concat(chunks)).toString('base64');
      say({ post: index, status: first[':status'], contentType: first['content-type'] || '', grpc, body });
    });
    const prefix = Buffer.alloc(5);
    prefix.writeUInt8(encoding ? 1 : 0);
    prefix.writeUInt32BE(body.length, 1);
    stream.write(prefix);
    stream.end(body);
  } catch (error) {
    fail(error);
  }
}

function unframed(answer) {
  if (answer.length < 5 || answer.readUInt8() !== 0) return Buffer.alloc(0);
  return answer.subarray(5, 5 + answer.readUInt32BE(1));
}
`;
