/** What finds secrets in a text by what they look like: our detectors, then the application's rules. */

import type { Detect } from '../detectors/finding.ts';
import { createDetect } from '../detectors/index.ts';
import type { RedactionOptions } from '../options.ts';
import { userRules } from '../user-rules/user-rules.ts';
import { appNamesIn } from './app-names.ts';

export interface Detection {
  /** Undefined when there are none. */
  readonly rules: Detect | undefined;
  readonly all: Detect;
}

/** @throws TypeError for a rule that is none, or may take more than linear time */
export function detectionFor({ detectors = [], keys = [], rules = [] }: RedactionOptions): Detection {
  const ours = createDetect(detectors);
  const named = appNamesIn(keys);
  const detect: Detect = named === undefined ? ours : (text, replace) => ours(named(text, replace), replace);
  if (rules.length === 0) return { rules: undefined, all: detect };
  const apply = userRules(rules);
  return { rules: apply, all: (text, replace) => apply(detect(text, replace), replace) };
}
