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
  const options: Record<string, Record<string, unknown>> = general(section?.section('general'));
  const js = section?.section('js');
  for (const name of js?.keys ?? []) {
    const isKnown = (INSTRUMENTATIONS as readonly string[]).includes(name);
    if (isKnown) {
      js?.section(name)?.boolean('enabled');
      options[name] = { ...options[name], ...(js?.data(name) as object | null | undefined) };
    } else
      js?.reject(
        name,
        'is no instrumentation: it takes names as in the table, such as http, express, pg, aws-sdk',
      );
  }
  for (const [name, more] of Object.entries(fromEnv.options)) options[name] = { ...options[name], ...more };
  // The same file may serve programs in other languages.
  for (const language of OTHER_LANGUAGES) section?.data(language);
  section?.end();
  return { ...fromEnv, options };
}

/** What is said for all languages alike, as the options that upstream has for it. */
function general(section: Section | undefined): Record<string, Record<string, unknown>> {
  const http = section?.section('http');
  const client = capturedHeaders(http?.section('client'));
  const server = capturedHeaders(http?.section('server'));
  http?.unsupported('semconv');
  http?.end();
  section?.unsupported('code', 'db', 'gen_ai', 'messaging', 'rpc', 'sanitization', 'stability_opt_in_list');
  section?.end();
  const both = { ...(client && { client }), ...(server && { server }) };
  return client || server ? { http: { headersToSpanAttributes: both } } : {};
}

function capturedHeaders(section: Section | undefined): object | undefined {
  const requestHeaders = section?.texts('request_captured_headers');
  const responseHeaders = section?.texts('response_captured_headers');
  section?.unsupported('known_methods');
  section?.end();
  const both = { ...(requestHeaders && { requestHeaders }), ...(responseHeaders && { responseHeaders }) };
  return Object.keys(both).length > 0 ? both : undefined;
}
