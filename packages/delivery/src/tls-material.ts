/** Whom a connection over TLS trusts, and what it shows of itself. */

export interface TlsOptions {
  /** PEM texts. Without `ca`, Node's own roots are trusted. */
  ca?: Buffer | string;
  cert?: Buffer | string;
  key?: Buffer | string;
  /** Whom the server's certificate must name, where that is not the host of the URL. */
  servername?: string;
}

/** As `tls.connect` takes them, and as JSON. */
export interface TlsTexts {
  ca?: string;
  cert?: string;
  key?: string;
  servername?: string;
  minVersion: 'TLSv1.2';
}

export class TlsMaterial {
  private readonly texts: TlsTexts;

  constructor({ ca, cert, key, servername }: TlsOptions = {}) {
    this.texts = {
      ...(ca === undefined ? {} : { ca: String(ca) }),
      ...(cert === undefined ? {} : { cert: String(cert) }),
      ...(key === undefined ? {} : { key: String(key) }),
      ...(servername === undefined ? {} : { servername }),
      minVersion: 'TLSv1.2',
    };
  }

  /** For the connection that is being made now. */
  current(): TlsTexts {
    return this.texts;
  }
}
