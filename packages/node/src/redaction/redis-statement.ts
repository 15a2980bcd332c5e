/**
 * What of a Redis command is shown: its name and the arguments that name things. Upstream's list (`@opentelemetry/redis-common`) shows
 * as well what some commands bring: members of sets, elements of lists, scripts with their arguments.
 */

/** The first that fits: how many arguments are shown, -1 for all of them. What fits none shows none. */
const SHOWN: readonly (readonly [command: RegExp, count: number])[] = [
  [/^(?:ECHO|PING|EVAL|EVAL_RO|FCALL|FCALL_RO)$/i, 0],
  [
    /^(?:L(?:REM|POS)|SREM|SM?ISMEMBER|Z(?:REM|M?SCORE|REVRANK|RANK|INCRBY|LEXCOUNT|RANGEBYLEX|REMRANGEBYLEX))$/i,
    1,
  ],
  [/^(?:BITFIELD|EVALSHA|EVALSHA_RO|FUNCTION|SCRIPT|GEO(?:ADD|DIST|HASH|POS))$/i, 1],
  [/^SMOVE$/i, 2],
  [/^(?:GETSET|LPUSH|MSET|PFA|PSETEX|PUBLISH|RPUSH|SADD|SET|SPUBLISH|XADD|ZADD)/i, 1],
  [/^(?:HSET|HMSET|LSET|LINSERT)/i, 2],
  [/^(?:ACL|CONFIG)/i, 1],
  [
    /^(?:BIT|B[LRZ]|CLIENT|CLUSTER|COMMAND|DECR|DEL|EX|GEO|GET|HINCR|HMGET|HSCAN|INCR|L[TRLM]|MEMORY|P[EFISTU]|RPOP|S[CDIMORSU]|XACK|X[CDGILPRT]|Z[CDILMPRS])/i,
    -1,
  ],
];

type Argument = string | Buffer | number | readonly unknown[];
export type RedisSerializer = (command: string, args: readonly Argument[]) => string;

export const redisStatement: RedisSerializer = (command, args) => {
  if (!Array.isArray(args) || args.length === 0) return command;
  const shown = args.slice(0, shownOf(command, args));
  const more = args.length - shown.length;
  return [command, ...shown, ...(more > 0 ? [`[${more} other arguments]`] : [])].join(' ');
};

/** Somebody's own serializer, which gets `?` for each argument that is not shown. */
export function withoutValues(serializer: RedisSerializer): RedisSerializer {
  return (command, args) => {
    if (!Array.isArray(args)) return serializer(command, args);
    const count = shownOf(command, args);
    return serializer(command, [...args.slice(0, count), ...args.slice(count).map(() => '?')]);
  };
}

function shownOf(command: string, args: readonly Argument[]): number {
  const [, count] = SHOWN.find(([fits]) => fits.test(command)) ?? [undefined, 0];
  return count === -1 ? args.length : count;
}
