/**
 * Whether the value of a name is secret by what it is called. The last words of a name say what it is: `db_password` is a
 * password, `password_policy` is a policy, `max_tokens` is a number. RATIONALE.md, "Which names are secret?"
 */

import { wordsOf } from './words.ts';

/** `always`: whatever the value. `text`: unless it is a number, as the word has other uses. */
export type Secrecy = 'always' | 'text' | undefined;

/** Words at the end of a name, joined. */
const SECRETS: ReadonlySet<string> = new Set([
  // Passwords, in some languages of those who name columns.
  ...['password', 'passwords', 'passwd', 'pwd', 'passphrase', 'passcode', 'userpass', 'dbpass'],
  ...['passwort', 'kennwort', 'contrasena', 'contraseña', 'senha', 'motdepasse', 'wachtwoord'],
  ...['пароль', '密码', '密碼', 'パスワード', '비밀번호', 'seedphrase', 'recoveryphrase'],
  ...['secret', 'secrets', 'secretstring', 'secretbinary', 'secretkeybase', 'credential', 'credentials'],
  ...['authorizationheader', 'authheader', 'cookieheader', 'basicauth', 'sharedaccesssignature'],
  ...['authorization', 'cookie', 'cookies', 'jwt', 'bearer', 'csrf', 'xsrf'],
  ...['assertion', 'samlresponse', 'samlassertion', 'authorizationcode', 'authcode'],
  ...['codeverifier', 'oauthverifier'],
  // Keys that open something. A key of a map, a table, a cache or a message opens nothing.
  ...['apikey', 'apikeys', 'accesskey', 'secretkey', 'secretaccesskey', 'privatekey', 'privkey', 'authkey'],
  ...['encryptionkey', 'decryptionkey', 'signingkey', 'masterkey', 'sharedkey', 'accountkey', 'sshkey'],
  ...[
    'subscriptionkey',
    'sessionkey',
    'storagekey',
    'hmackey',
    'appkey',
    'applicationkey',
    'licensekey',
    'functionskey',
  ],
  ...['accesstokens', 'refreshtokens', 'authtokens', 'apitokens', 'bearertokens'],
  // Headers that log in, of words that elsewhere say nothing of the kind.
  ...['xauth', 'headerauth', 'headerauthentication', 'sentryauth', 'insertkey', 'xsession', 'xsessionid'],
  // Ids of sessions, as frameworks name their cookies.
  ...['phpsessid', 'jsessionid', 'connectsid', 'sessid'],
  // One-time codes, and what is printed on cards.
  ...[
    'otp',
    'totp',
    'securitycode',
    'logincode',
    'smscode',
    'otpcode',
    'totpcode',
    'mfacode',
    'recoverycode',
    'recoverycodes',
    'backupcodes',
    'verificationcode',
  ],
  ...[
    'cvv',
    'cvc',
    'cvvcode',
    'cvccode',
    'cardpin',
    'cardnumber',
    'creditcard',
    'creditcardnumber',
    'ccnumber',
  ],
  ...['ssn', 'socialsecurity', 'socialsecuritynumber'],
]);

/** Endings of names that are written in one, or in pieces of their own: `dbpassword`, `rapidapi_key`. */
const JOINED = new RegExp(
  `(?:${[
    ...['password', 'passwd', 'passphrase', 'secret', 'apikey', 'secretkey', 'privatekey', 'accesskey'],
    ...['authtoken', 'accesstoken', 'refreshtoken', 'sessiontoken', 'csrftoken', 'apitoken', 'bearertoken'],
  ].join('|')})$`,
);

/** Words behind the noun that leave it as secret as it was. */
const KEEPING: ReadonlySet<string> = new Set([
  ...[
    'hash',
    'hashed',
    'digest',
    'salt',
    'value',
    'values',
    'plain',
    'plaintext',
    'raw',
    'string',
    'base',
    'b',
  ],
  ...['encrypted', 'encoded', 'old', 'new', 'current', 'confirm', 'confirmation', 'again', 'repeat', 'pem'],
  ...['text', 'hint'],
]);

/** Tokens that open nothing: of a page, of a text, of a language model, of an operation. */
const HARMLESS_TOKENS: ReadonlySet<string> = new Set([
  ...['next', 'page', 'continuation', 'pagination', 'previous', 'prev', 'sync', 'cancellation', 'cancel'],
  ...[
    'first',
    'last',
    'output',
    'input',
    'per',
    'eos',
    'bos',
    'pad',
    'stop',
    'unexpected',
    'special',
    'mask',
  ],
  ...['unk', 'sep', 'cls', 'completion', 'prompt', 'resume', 'concurrency'],
]);

/** Passes that open nothing. */
const HARMLESS_PASSES: ReadonlySet<string> = new Set([
  'by',
  'low',
  'high',
  'band',
  'first',
  'second',
  'single',
]);

export function secrecyOf(name: string): Secrecy {
  return secrecyOfWords(wordsOf(name));
}

function secrecyOfWords(words: readonly string[]): Secrecy {
  if (words.length === 0) return undefined;
  if (hasEnding(words, SECRETS) || JOINED.test(words.slice(-2).join(''))) return 'always';
  const last = words.at(-1)!;
  const before = words.at(-2) ?? '';
  if (last === 'token' || last === 'usertoken') return HARMLESS_TOKENS.has(before) ? undefined : 'text';
  if (last === 'pass') return HARMLESS_PASSES.has(before) ? undefined : 'text';
  return words.length > 1 && KEEPING.has(last) ? secrecyOfWords(words.slice(0, -1)) : undefined;
}

/** Whether the last words, joined, are one of these: of `x`, `api`, `key` the three, two or one. */
export function hasEnding(words: readonly string[], endings: ReadonlySet<string>): boolean {
  let ending = '';
  for (let i = words.length - 1; i >= 0 && ending.length < 40; i--) {
    ending = words[i]! + ending;
    if (endings.has(ending)) return true;
  }
  return false;
}
