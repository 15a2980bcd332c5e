/** Whom a connection over TLS trusts, and what it shows of itself: as it was given, or as its files are now. */

import { builtin, now } from './builtins.ts';
import { type Failure, failure } from './failure.ts';
import { pemText } from './pem-file.ts';

/** PEM texts. */
interface Pem<T> {
  /** Without it, Node's own roots are trusted. */
  ca?: T;
  cert?: T;
  key?: T;
}

export interface TlsOptions extends Pem<Buffer | string> {
  /**
   * Paths of files that are read when a connection is made, and again when they have changed. Before the texts. A relative
   * path is of the process's folder of the moment.
   */
  files?: Pem<string>;
  /** Whom the server's certificate must name, where that is not the host of the URL. */
  servername?: string;
}

/** As `tls.connect` takes them, and as JSON. */
export interface TlsTexts extends Pem<string> {
  servername?: string;
  minVersion: 'TLSv1.2' | 'TLSv1.3';
}

type Member = keyof Pem<string>;

const MEMBERS: readonly Member[] = ['ca', 'cert', 'key'];

const NAMES: Record<Member, string> = { ca: 'CA', cert: 'client certificate', key: 'client key' };

const fileOf = (member: Member): string => `the file of the ${NAMES[member]}`;

/** Where it was not OpenSSL that said no. */
const OURS = 'ERR_TLS_FILE';

const LOOK_MS = 1_000;

export class TlsMaterial {
  private readonly options: TlsOptions;
  private readonly say: (line: string) => void;
  private read: Pem<string> | undefined;
  private texts: TlsTexts | undefined;
  private trouble: { error: Failure; told: boolean } | undefined;
  private lookedAt = '';
  private lookAgain = Number.NEGATIVE_INFINITY;
  private readonly lookMs: number;

  /**
   * @param say tells a person that changed files cannot be used
   * @param lookMs how long what the files held is taken to be what they hold
   */
  constructor(options: TlsOptions = {}, say: (line: string) => void = () => {}, lookMs = LOOK_MS) {
    const { files } = options;
    this.options = files === undefined ? options : { ...options, files: placed(files) };
    this.say = say;
    this.lookMs = lookMs;
  }

  /**
   * For a connection that is made now; the same object as long as nothing has changed. Files that have changed and cannot be
   * used leave what was read before in use, which is said where it lasts. @throws Failure when nothing was read before
   */
  current(): TlsTexts {
    if (this.options.files !== undefined && now() >= this.lookAgain) this.look(this.options.files);
    if (this.options.files !== undefined && this.read === undefined) throw this.trouble!.error;
    this.texts ??= this.combined();
    return this.texts;
  }

  /** What another process is to use: texts, or the files where they could not be read yet. */
  get elsewhere(): TlsOptions {
    try {
      return this.current();
    } catch {
      return this.options;
    }
  }

  private combined(): TlsTexts {
    const { servername } = this.options;
    const texts: TlsTexts = { minVersion: minVersion() };
    for (const member of MEMBERS) {
      const text = this.read?.[member] ?? this.options[member];
      if (text !== undefined) texts[member] = String(text);
    }
    return servername === undefined ? texts : { ...texts, servername };
  }

  private look(files: Pem<string>): void {
    this.lookAgain = now() + this.lookMs;
    const stamps = MEMBERS.map((member) => stampOf(files[member])).join(' ');
    if (stamps === this.lookedAt) this.tell();
    else {
      this.lookedAt = stamps;
      this.take(files);
    }
  }

  private take(files: Pem<string>): void {
    try {
      const read = contentsOf(files);
      // Connections outlive what only touches files.
      if (MEMBERS.some((member) => read[member] !== this.read?.[member])) this.texts = undefined;
      this.read = read;
      if (this.trouble?.told) this.say('the changed TLS files are in use now');
      this.trouble = undefined;
    } catch (error) {
      this.trouble = { error: error as Failure, told: this.trouble?.told ?? false };
    }
  }

  /** Not at the first look: a certificate and its key are hardly ever changed in the same moment. */
  private tell(): void {
    if (this.trouble === undefined || this.trouble.told || this.read === undefined) return;
    this.trouble.told = true;
    const { code, why = code } = this.trouble.error;
    this.say(`the changed TLS files are not used: ${why} (${code}); what they held before stays in use`);
  }
}

/** 1.2, unless the process was told to ask for more; also where it was told that less will do. */
function minVersion(): TlsTexts['minVersion'] {
  return builtin('node:tls').DEFAULT_MIN_VERSION === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2';
}

/** A process may go to another folder, and the child at exit is in another. */
function placed(files: Pem<string>): Pem<string> {
  const { resolve } = builtin('node:path');
  try {
    return Object.fromEntries(Object.entries(files).map(([member, path]) => [member, resolve(path)]));
  } catch {
    return files; // the folder of the process is gone
  }
}

function stampOf(path: string | undefined): string {
  if (path === undefined) return '-';
  try {
    // The last one changes with who may read it, and where the time of its contents was set back.
    const { ino, mtimeMs, size, ctimeMs } = builtin('node:fs').statSync(path);
    return `${ino}/${mtimeMs}/${size}/${ctimeMs}`;
  } catch {
    return 'none';
  }
}

/** @throws Failure when a file cannot be read, or is not what it should be */
function contentsOf(files: Pem<string>): Pem<string> {
  const texts: Pem<string> = {};
  for (const member of MEMBERS) {
    const path = files[member];
    if (path !== undefined) texts[member] = contentOf(path, member);
  }
  check(texts);
  return texts;
}

function contentOf(path: string, member: Member): string {
  try {
    return pemText(path);
  } catch (error) {
    throw failure((error as Failure).code, `${fileOf(member)} cannot be read`);
  }
}

function check({ ca, cert, key }: Pem<string>): void {
  if (ca !== undefined) holdsCertificate(ca, 'ca');
  if (cert !== undefined) {
    holdsCertificate(cert, 'cert');
    attempt(
      () => context({ cert }),
      () => `${fileOf('cert')} holds a certificate that cannot be read`,
    );
  }
  if (key === undefined) return;
  // OpenSSL takes an empty one for none.
  if (!key.includes('-----BEGIN')) throw failure(OURS, `${fileOf('key')} holds no key`);
  if (key.includes('ENCRYPTED')) throw failure(OURS, 'the client key has a passphrase, and may have none');
  attempt(
    () => context(cert === undefined ? { key } : { cert, key }),
    (code) =>
      code.includes('MISMATCH')
        ? 'the client key is not that of the client certificate'
        : 'the client key cannot be used',
  );
}

function holdsCertificate(text: string, member: Member): void {
  const { X509Certificate } = builtin('node:crypto');
  attempt(
    () => new X509Certificate(text),
    () => `${fileOf(member)} holds no certificate`,
  );
}

function context(texts: Pem<string>): void {
  builtin('node:tls').createSecureContext(texts);
}

/** @throws Failure, with the code of what `what` throws where that has one */
function attempt(what: () => void, why: (code: string) => string): void {
  try {
    what();
  } catch (error) {
    const { code = OURS } = error as Failure;
    throw failure(code, why(code));
  }
}
