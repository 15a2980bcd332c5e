/** Judges the names that stand before values in text: `DB_PASSWORD=`, `"apiKey":`, `x-auth-token:`. */

/** The value may be anything. */
export const STRONG = 3;
/** The value has to look as if a machine had made it. */
export const WEAK = 2;
/** What follows is a header with a scheme, or cookies: all of it goes. */
export const HEADER = 4;
/** Three to eight digits: `cvv`, `otp`, `pin`. */
export const DIGITS = 1;
export const NONE = 0;

/** Names are cut where they are longer. */
export const LONGEST_NAME = 64;

/**
 * Three letters, at least one of which is in every name that could be judged other than `NONE`; 5 bits a letter, so
 * that a look into one table is enough, for any case.
 */
const trigrams = new Uint8Array(0x8000);
for (const letters of 'pas pwd psw sec tok key aut cre jwt coo sig otp cvv cvc pin ses sid pat sas con bea lic acc pem'.split(
  ' ',
))
  trigrams[trigram(letters.charCodeAt(0), letters.charCodeAt(1), letters.charCodeAt(2))] = 1;

function trigram(first: number, second: number, third: number): number {
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31);
}

/** Whether the name from `start` to `end` is worth judging. */
export function isSuspicious(text: string, start: number, end: number): boolean {
  let hash = 0;
  for (let at = start; at < end; at += 1) {
    hash = ((hash << 5) | (text.charCodeAt(at) & 31)) & 0x7fff;
    if (trigrams[hash] !== 0 && at >= start + 2) return true;
  }
  return false;
}

const known = new Map<string, number>();
const MOST_KNOWN = 1000;

/** How much the name says that a secret follows. Names repeat, so they are judged once. */
export function judgeName(name: string): number {
  const before = known.get(name);
  if (before !== undefined) return before;
  const judgement = judge(name);
  // A flood of made-up names costs time, never memory.
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(name, judgement);
  return judgement;
}

const HEADERS = /^(?:x)?(?:proxy|forwarded)?(?:authorization|authentication)$|^(?:set)?cookies?2?$/;
const PASSWORD =
  /passw(?:or)?d|passwort|passphrase|passcode|password|kennwort|contrase|motdepasse|pwd|pswd|passwrd/;
const KEYS =
  /(?:api|access|secret|private|priv|encryption|encrypt|encryptor|crypto|cipher|signing|sign|auth|authorization|service|servicerole|role|master|account|subscription|sharedaccess|shared|license|licence|ssh|rsa|deploy|consumer|app|application|admin|root|client|storage|webhook|session|hmac|aes|jwt|cookie|webhooksigning|integration|user|bot|merchant|publishable)keys?$/;
const SECRETS = /secrets?$|secretaccesskey|secretkey|secretstring|sharedsecret|clientsecret|secretvalue/;
const TOKENS =
  /(?:auth|access|refresh|id|bearer|session|api|bot|user|jwt|oauth|private|personal|deploy|security|login|reset|verification|secret|service|push|device|app|admin|bearer|x|github|gitlab|slack|npm)tokens?$/;
const CREDENTIALS =
  /^(?:.*)(?:credentials?|creds?)$|connection(?:string|str|uri|url)|^dsn$|^(?:bearer|jwt|sas|pem|authorization)$/;
const DIGIT_NAMES =
  /(?:^|card|security|x)(?:cvv2?|cvc2?|csc|cvn)$|(?:^|one)(?:otp|pin|totp|timepassword|pincode|otpcode|pinnumber)$/;
const WEAK_NAMES =
  /token|secret|passw|^pass$|pass$|auth|credential|creds|apikey|(?:^|[^a-z])key|key$|session|^sid$|cookie|jwt|signature|^sig$|license|licence|private|sas$|hmac|bearer|pat$|pwd|accesskey/;

/** What is about a secret, and none: `token_count`, `password_policy`, `api_key_id`, `secret-name`. */
const ABOUT =
  /(?:id|ids|name|names|length|len|size|count|counts|total|type|types|url|urls|uri|uris|path|paths|file|files|filename|dir|expiry|expires|expiresin|expiresat|expiration|expired|ttl|age|maxage|algorithm|alg|version|prefix|suffix|policy|reset|changed|changedat|updated|updatedat|created|createdat|rotated|rotatedat|by|required|valid|invalid|isvalid|field|fields|hint|strength|endpoint|host|location|arn|status|state|error|errors|limit|used|usage|usages|enabled|disabled|exists|missing|present|provided|attempts|retries|format|label|description|title|placeholder|audience|issuer|scope|scopes|method|mode|provider|store|ring|pair|board|word|words|code|frame|press|pressed|down|up|left|right|selector|mesh|alias|vault|manager|service|source|sources|server|handler|event|events|generator|factory|parser|validator|verifier|checker|helper|util|class|object|index|schema|space|spaces|duration|timeout|interval|at|time|timestamp|date|kind|family|locale|group|owner|role|roles|level|levels|output|input|ref|refs)$/;
/** Keys and tokens that are no secrets. */
const NO_SECRET =
  /(?:public|pub|primary|foreign|partition|sort|hash|range|routing|cache|lookup|object|bucket|natural|composite|sequence|idx|hot|short|map|group|index|dedup|idempotency|idempotent|row|sort|order|join|unique|message|record|event|s3|redis|i18n|translation|issuer|schema|storage(?=object)|default)keys?$|(?:next|prev|previous|page|paging|pagination|continuation|sync|csrf|xsrf|cancel|cancellation|public|design|max|min|total|prompt|completion|input|output|cached|reasoning|generated|num|unexpected|invalid|stop|bos|eos|pad|unk|special)tokens?$|monkey|turkey|keyboard|keyword|author(?!ization|isation)|accessib|bypass|compass|passenger|passport|passive|passed|passing|passage/;

function judge(name: string): number {
  const words = name.replace(/[^A-Za-z0-9]+/g, '').toLowerCase();
  if (HEADERS.test(words)) return HEADER;
  const plain = words.replace(/\d+$/, '');
  if (DIGIT_NAMES.test(words) || DIGIT_NAMES.test(plain)) return DIGITS;
  if (NO_SECRET.test(plain)) return NONE;
  if (PASSWORD.test(plain)) return isAbout(name) ? NONE : STRONG;
  if (SECRETS.test(plain) || KEYS.test(plain) || TOKENS.test(plain) || CREDENTIALS.test(plain)) return STRONG;
  return WEAK_NAMES.test(plain) && !isAbout(name) ? WEAK : NONE;
}

/** Whether the last of several words tells something about a secret. */
function isAbout(name: string): boolean {
  const [, last] = LAST_WORD.exec(name) ?? [];
  return last !== undefined && ABOUT.exec(last.toLowerCase())?.index === 0;
}

const LAST_WORD = /(?:[_.\- ]|(?<=[a-z0-9])(?=[A-Z]))([A-Za-z][a-z]*|[A-Z]+)\d*$/;
