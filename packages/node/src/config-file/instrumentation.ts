/** `instrumentation/development`: under `js`, the options of each instrumentation by its name. */

import { INSTRUMENTATIONS } from '../config/instrumentation-names.ts';
import type { InstrumentationsConfig } from '../config/instrumentations-config.ts';
import type { Section } from './section.ts';

const OTHER_LANGUAGES = ['cpp', 'dotnet', 'erlang', 'go', 'java', 'php', 'python', 'ruby', 'rust', 'swift'];

/** @param fromEnv what WAYMARK_INSTRUMENTATION_... says, which wins option by option */
export function instrumentations(
  section: Section | undefined,
  fromEnv: InstrumentationsConfig,
): InstrumentationsConfig {
  const options: Record<string, Record<string, unknown>> = {};
  const js = section?.section('js');
  for (const name of js?.keys ?? []) {
    const isKnown = (INSTRUMENTATIONS as readonly string[]).includes(name);
    if (isKnown) options[name] = (js?.data(name) ?? {}) as Record<string, unknown>;
    else
      js?.reject(
        name,
        'is no instrumentation: it takes names as in the table, such as http, express, pg, aws-sdk',
      );
  }
  for (const [name, more] of Object.entries(fromEnv.options)) options[name] = { ...options[name], ...more };
  section?.unsupported('general');
  // The same file may serve programs in other languages.
  for (const language of OTHER_LANGUAGES) section?.data(language);
  section?.end();
  return { ...fromEnv, options };
}
