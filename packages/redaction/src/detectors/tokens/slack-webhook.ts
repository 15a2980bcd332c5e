/** Slack's webhooks whose slashes are escaped, as in JSON of PHP, or URL-encoded once or twice. Plain ones have a shape. */

import { find } from '../finding.ts';
import type { Scanned } from '../scanned.ts';

const ESCAPED =
  /hooks\.slack(?:-gov)?\.com(?:\\\/|%(?:25)?2F)(?:services|workflows|triggers)(?:(?:\\\/|%(?:25)?2F)[A-Za-z0-9]{1,64}){2,4}/iy;

export function findEscapedWebhook({ text }: Scanned, at: number): boolean {
  ESCAPED.lastIndex = at;
  return ESCAPED.test(text) && find('slack', at, ESCAPED.lastIndex);
}
