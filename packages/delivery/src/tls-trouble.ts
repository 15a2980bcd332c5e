/** What went wrong in a TLS handshake, from OpenSSL's words: the code alone is EPROTO for most of it. */

/** The first that fits is taken. They are looked for in code and message. */
const SAYINGS: readonly [RegExp, string][] = [
  [
    /protocol version|unsupported protocol|version too low/,
    'the server speaks no TLS that is new enough, which is 1.2',
  ],
  [/wrong version number|packet length too long/, 'the server speaks no TLS on that port'],
  [/alert certificate required/, 'the server wants a client certificate'],
  [
    /alert handshake failure/,
    'the server refuses the TLS handshake, as one does that wants a client certificate',
  ],
  [
    /alert (unknown ca|bad certificate|certificate \w+|unsupported certificate|access denied|decrypt error)/,
    'the server does not take the client certificate',
  ],
];

/** In our own words; undefined when it is nothing of TLS, or nothing that these know. */
export function tlsTrouble({ code = '', message }: Error & { code?: string }): string | undefined {
  if (code !== 'EPROTO' && !code.startsWith('ERR_SSL_')) return undefined;
  const said = `${code} ${message}`.toLowerCase().replaceAll('_', ' ');
  return SAYINGS.find(([words]) => words.test(said))?.[1];
}

/** A handshake that failed, a certificate that is not taken, a file that cannot be read or holds something else. */
const REFUSALS =
  /^(?:EPROTO|ERR_SSL_|ERR_TLS_|ERR_OSSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ENOENT$|EACCES$|EISDIR$|EFTYPE$|EFBIG$)/;

/** Whether one side does not trust the other, or speaks no TLS: as it will at the next attempt. */
export function isTlsRefusal(code: string): boolean {
  return REFUSALS.test(code);
}
