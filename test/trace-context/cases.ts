/** What W3C's own tests of Trace Context ask of a service that is called and calls on, at their strictest, level 1 and 2. */

export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
export const PARENT = '00f067aa0ba902b7';
const IDS = `${TRACE}-${PARENT}`;
const VALID = `traceparent: 00-${IDS}-01`;

export interface Case {
  readonly condition: string;
  /** Lines of the request's head. */
  readonly lines: readonly string[];
  /** Whether calls are made in this trace, or in a new one. */
  readonly continues: boolean;
  /** The flags of the call's `traceparent`, where the case is about them. */
  readonly flags?: string;
  /** The one `tracestate` of the call; none when left out. */
  readonly state?: string;
}

const kept = (condition: string, ...lines: string[]): Case => ({ condition, lines, continues: true });
const begun = (condition: string, ...lines: string[]): Case => ({ condition, lines, continues: false });
const stated = (condition: string, state: string | undefined, ...tracestate: string[]): Case => ({
  condition,
  lines: [VALID, ...tracestate.map((value) => `tracestate: ${value}`)],
  continues: true,
  ...(state === undefined ? {} : { state }),
});

const members = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `key${from + i}=${from + i}`).join(',');
const allKeyCharacters = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/';
const allValueCharacters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0x20 + i))
  .join('')
  .replace(/[,=]/g, '');

const parents: Case[] = [
  begun('neither header'),
  kept('a traceparent alone', VALID),
  { ...kept('a sampled parent with a random id', `traceparent: 00-${IDS}-03`), flags: '03' },
  { ...kept('a sampled parent whose id is not random', VALID), flags: '01' },
  { ...kept('an unsampled parent', `traceparent: 00-${IDS}-00`), flags: '00' },
  { ...kept('an unsampled parent with a random id', `traceparent: 00-${IDS}-02`), flags: '02' },
  { ...kept('flags that are not defined', `traceparent: 00-${IDS}-fc`), flags: '00' },
  { ...begun('no parent, of whose id nothing is said unless somebody asked'), flags: '01' },
  begun('two traceparents', VALID, `traceparent: 00-${'1'.repeat(32)}-${PARENT}-01`),
  begun('the same traceparent twice', VALID, VALID),
  begun('another spelling with a dash', `trace-parent: 00-${IDS}-01`),
  begun('another spelling with a dot', `trace.parent: 00-${IDS}-01`),
  kept('a name with capitals', `TraceParent: 00-${IDS}-01`),
  kept('a name in capitals', `TRACEPARENT: 00-${IDS}-01`),
  kept('a name in capitals here and there', `tRaCePaReNt: 00-${IDS}-01`),
  begun('version 00 and a dot behind it', `traceparent: 00-${IDS}-01.`),
  begun('version 00 and one more field', `traceparent: 00-${IDS}-01-more`),
  kept('a later version', `traceparent: cc-${IDS}-01`),
  kept('a later version and one more field', `traceparent: cc-${IDS}-01-more`),
  begun('a later version and something else behind it', `traceparent: cc-${IDS}-01.more`),
  { ...kept('a later version, of whose flags one is known', `traceparent: cc-${IDS}-ff`), flags: '01' },
  begun('version ff', `traceparent: ff-${IDS}-01`),
  ...['.0', '0.', '000', '0000', '0', 'A0'].map((version) =>
    begun(`version ${version}`, `traceparent: ${version}-${IDS}-01`),
  ),
  ...[
    ['zeros', '0'.repeat(32)],
    ['another character in front', `.${TRACE.slice(1)}`],
    ['another character at the end', `${TRACE.slice(0, -1)}.`],
    ['capitals', TRACE.toUpperCase()],
    ['33 digits', `${TRACE}0`],
    ['31 digits', TRACE.slice(1)],
  ].map(([what, id]) => begun(`a trace id of ${what}`, `traceparent: 00-${id}-${PARENT}-01`)),
  ...[
    ['zeros', '0'.repeat(16)],
    ['another character in front', `.${PARENT.slice(1)}`],
    ['another character at the end', `${PARENT.slice(0, -1)}.`],
    ['capitals', PARENT.toUpperCase()],
    ['17 digits', `${PARENT}0`],
    ['15 digits', PARENT.slice(1)],
  ].map(([what, id]) => begun(`a parent id of ${what}`, `traceparent: 00-${TRACE}-${id}-01`)),
  ...['.0', '0.', '001', '1', '0A'].map((flags) =>
    begun(`flags ${flags}`, `traceparent: 00-${IDS}-${flags}`),
  ),
  ...[' ', '\t', '\t '].flatMap((space) => [
    kept(`${JSON.stringify(space)} in front`, `traceparent:${space}00-${IDS}-01`),
    kept(`${JSON.stringify(space)} behind`, `traceparent: 00-${IDS}-01${space}`),
  ]),
];

const states: Case[] = [
  begun('a tracestate alone', 'tracestate: a=1,b=2'),
  begun('a tracestate beside no valid parent', `traceparent: 00-${IDS}-1`, 'tracestate: a=1'),
  stated('one member', 'a=1', 'a=1'),
  stated('two members', 'a=1,b=2', 'a=1,b=2'),
  kept('another spelling with a dash', VALID, 'trace-state: a=1'),
  kept('another spelling with a dot', VALID, 'trace.state: a=1'),
  ...['TraceState', 'tRaCeStAtE', 'TRACESTATE'].map((name) => ({
    ...kept(`the name ${name}`, VALID, `${name}: a=1`),
    state: 'a=1',
  })),
  stated('an empty header', undefined, ''),
  stated('an empty header behind another', 'a=1', 'a=1', ''),
  stated('an empty header in front of another', 'a=1', '', 'a=1'),
  stated('three headers, in their order', 'a=1,b=2,c=3,d=4', 'a=1,b=2', 'c=3', 'd=4'),
  stated('one member twice', 'a=1', 'a=1,a=1'),
  stated('one key twice, of which the first is newer', 'a=1', 'a=1,a=2'),
  stated('one key in two headers', 'a=1', 'a=1', 'a=2'),
  stated(
    'all characters of keys and values',
    `${allKeyCharacters}=${allValueCharacters}`,
    `${allKeyCharacters}=${allValueCharacters}`,
  ),
  stated(
    'all characters of a tenant',
    `${allKeyCharacters}@a-z0-9_-*/=1`,
    `${allKeyCharacters}@a-z0-9_-*/=1`,
  ),
  stated('white space around members', 'a=1,b=2,c=3', ' \ta=1 \t , \t b=2,\t \tc=3\t'),
  stated('members of white space', 'a=1,b=2', 'a=1, ,\t,b=2'),
  ...[
    'a =1',
    'A=1',
    'a.b=1',
    '@a=1,b=2',
    'a=b=c',
    'a=,b=2',
    'a,b=2',
    '=1',
    `${'k'.repeat(257)}=1,b=2`,
    `a=${'v'.repeat(257)}`,
  ].map((state) => stated(`the member ${state.slice(0, 12)}, with which the list goes`, undefined, state)),
  stated('an illegal member in another header', undefined, 'a=1', 'B=2'),
  stated('keys of level 2', 'a@=1,b@@c=2,d@e@f=3', 'a@=1,b@@c=2,d@e@f=3'),
  stated(
    '32 members in four headers',
    members(1, 32),
    members(1, 10),
    members(11, 20),
    members(21, 30),
    members(31, 32),
  ),
  stated('33 members', undefined, members(1, 10), members(11, 33)),
  stated('a key of 256 characters', `a=1,${'k'.repeat(256)}=1`, 'a=1', `${'k'.repeat(256)}=1`),
  stated(
    'a tenant of 241 characters',
    `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
    `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
  ),
  stated('a tenant of 242 characters, which is level 2', `${'t'.repeat(242)}@v=1`, `${'t'.repeat(242)}@v=1`),
  stated('a system of 15 characters, which is level 2', `t@${'v'.repeat(15)}=1`, `t@${'v'.repeat(15)}=1`),
  stated(
    '512 characters',
    `a=${'v'.repeat(254)},b=${'v'.repeat(253)}`,
    `a=${'v'.repeat(254)},b=${'v'.repeat(253)}`,
  ),
  stated(
    'more than that, of which members of more than 128 characters go first',
    `b=2,c=${'v'.repeat(200)},d=${'v'.repeat(250)},e=5`,
    `b=2,c=${'v'.repeat(200)},d=${'v'.repeat(250)}`,
    `e=5,f=${'v'.repeat(150)}`,
  ),
];

export const cases: readonly Case[] = [...parents, ...states];
