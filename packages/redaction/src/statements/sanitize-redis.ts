/** Redis' commands without values: how many arguments of a command are keys and the like, by its name. */

/** Its arguments are names of keys, fields or options, all of them. */
const ALL = new RegExp(
  `^(?:${[
    ...['BIT\\w*', 'B[LRZ]\\w+', 'CLUSTER', 'COMMAND', 'COPY', 'DBSIZE', 'DECR\\w*', 'DEL', 'DUMP', 'EX\\w+'],
    ...['GEO(?:DIST|HASH|POS)', 'GET', 'GETDEL', 'GETEX', 'GETRANGE', 'HDEL', 'HEXISTS', 'HGET', 'HGETALL'],
    ...['HINCRBY\\w*', 'HKEYS', 'HLEN', 'HMGET', 'HSCAN', 'HSTRLEN', 'HVALS', 'INCR\\w*', 'INFO', 'KEYS'],
    ...[
      'LINDEX',
      'LLEN',
      'LPOP',
      'LRANGE',
      'LTRIM',
      'MEMORY',
      'MGET',
      'MULTI',
      'OBJECT',
      'PERSIST',
      'PE\\w+',
    ],
    ...['PING', 'PTTL', 'RENAME\\w*', 'RPOP\\w*', 'SCAN', 'SCARD', 'SDIFF\\w*', 'SELECT', 'SINTER\\w*'],
    ...['SMEMBERS', 'SPOP', 'SRANDMEMBER', 'SSCAN', 'STRLEN', 'SUBSCRIBE', 'SUNION\\w*', 'TOUCH', 'TTL'],
    ...[
      'TYPE',
      'UNLINK',
      'WATCH',
      'XACK',
      'XDEL',
      'XINFO',
      'XLEN',
      'XPENDING',
      'XRANGE',
      'XREAD\\w*',
      'XTRIM',
    ],
    ...['ZCARD', 'ZCOUNT', 'ZPOP\\w+', 'ZRANGE', 'ZSCAN'],
  ].join('|')})$`,
);

/** The first is a key, the others are values. */
const FIRST =
  /^(?:APPEND|PSETEX|GETSET|[LR]PUSHX?|MSET\w*|PFADD|PUBLISH|SADD|SET\w*|SPUBLISH|XADD|ZADD|EVAL\w*|FCALL\w*|SMOVE|SREM|Z\w+)$/;
/** The first two are a key and a field. */
const FIRST_TWO = /^(?:HSET\w*|HMSET|LSET|LINSERT)$/;
/** What upstream's instrumentation leaves in the place of values. */
const COUNTED = /^\[\d+ other arguments\]$/;

/** Values are `?`, in one. What is not known may have a secret anywhere: its name alone stays. */
export function sanitizeRedis(command: string): string {
  const [name = ''] = command.split(' ', 1);
  const upper = name.toUpperCase();
  if (ALL.test(upper)) return command;
  const end = endOfWords(command, 1 + argumentsKept(upper));
  if (end === -1) return command;
  const rest = command.slice(end + 1);
  return rest === '?' || COUNTED.test(rest) ? command : `${command.slice(0, end)} ?`;
}

function argumentsKept(name: string): number {
  if (FIRST_TWO.test(name)) return 2;
  return FIRST.test(name) ? 1 : 0;
}

/** Where the space behind so many words is, or -1. */
function endOfWords(text: string, count: number): number {
  let at = -1;
  for (let i = 0; i < count; i++) {
    at = text.indexOf(' ', at + 1);
    if (at === -1) return -1;
  }
  return at;
}
