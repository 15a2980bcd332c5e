/** What the system's resolver reads before it asks a name server, as far as we must know it. Pure functions. */

/** Where names are kept that need no name server. */
export const HOSTS_FILE =
  process.platform === 'win32'
    ? `${process.env.SystemRoot ?? 'C:\\Windows'}\\System32\\drivers\\etc\\hosts`
    : '/etc/hosts';

export const RESOLV_CONF = '/etc/resolv.conf';

/** Whether a text in the format of hosts(5) gives the name an address. */
export function isInHosts(text: string, host: string): boolean {
  const wanted = host.toLowerCase();
  return text.split('\n').some((line) => {
    const [, ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/);
    return names.includes(wanted);
  });
}

/**
 * The first search domain of a text in the format of resolv.conf(5), undefined when there is none. The last line
 * that has any counts.
 */
export function firstSearchDomain(text: string): string | undefined {
  const domains = [...text.matchAll(/^[ \t]*(?:search|domain)[ \t]+(\S+)/gm)].at(-1)?.[1];
  return domains?.replace(/\.$/, '') || undefined;
}

/** What the system asks first for a name, and the name itself: each may be the one that a name server knows at once. */
export function firstQuestions(host: string, resolvConf: string): string[] {
  const domain = host.endsWith('.') ? undefined : firstSearchDomain(resolvConf);
  return domain === undefined ? [host] : [`${host}.${domain}`, host];
}
