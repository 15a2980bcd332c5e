/** OTEL_CONFIG_FILE: OpenTelemetry's declarative configuration, schema 1.x, as the one typed value. */

import { readFileSync } from 'node:fs';
import { isMap, LineCounter, parseDocument } from 'yaml';
import { readBoundaryLists } from '../config/boundary-lists.ts';
import { configFromEnv, type WaymarkConfig } from '../config/config.ts';
import { type Environment, EnvReader } from '../config/env-reader.ts';
import { readLogFieldList } from '../config/log-field-list.ts';
import { readLogTailOptions } from '../config/log-tail-options.ts';
import { withoutOpenCredentials } from '../config/open-credentials.ts';
import { readOtlpSecrets } from '../config/otlp-secrets.ts';
import { OF_LOG_EXPORTER, tellUnknown } from '../config/own-variables.ts';
import { readRedactionOptions } from '../config/redaction-options.ts';
import { readSamplingRules } from '../config/sampling-rules.ts';
import { unsigned } from '../config/trust-config.ts';
import { distribution } from './distribution.ts';
import { Findings } from './findings.ts';
import { instrumentations } from './instrumentation.ts';
import { attributeLimits, spanLimits } from './limits.ts';
import { metrics } from './metrics.ts';
import { logDestinations, spanDestinations } from './processors.ts';
import { propagators } from './propagator.ts';
import { resource } from './resource.ts';
import { sampler } from './sampler.ts';
import { Section } from './section.ts';
import { withServerName } from './server-name.ts';
import { referencesOf } from './substitution.ts';

export interface FileConfig {
  /** `undefined` when anything in the file is not valid: then none of it is used. */
  readonly config: WaymarkConfig | undefined;
  readonly complaints: readonly string[];
}

/** Reads the file that OTEL_CONFIG_FILE names. Never throws. */
export function configFromFile(path: string, env: Environment): FileConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    return { config: undefined, complaints: [`${path} cannot be read (${code})`] };
  }
  return configFromYaml(text, path, env);
}

export function configFromYaml(text: string, path: string, env: Environment): FileConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', lineCounter: lines, prettyErrors: false });
  const findings = new Findings(path, lines, env);
  const [mistake] = document.errors;
  if (mistake !== undefined) {
    const line = text.split('\n')[lines.linePos(mistake.pos[0]).line - 1];
    findings.problemAt(mistake.pos[0], notYaml(mistake.message, line));
    return { config: undefined, complaints: findings.problems };
  }
  if (!isMap(document.contents)) {
    findings.problemAt(0, 'holds no configuration: it begins with file_format: "1.0"');
    return { config: undefined, complaints: findings.problems };
  }
  const root = new Section(findings, document, document.contents, '');
  const { config, complaints } = configFrom(root, env);
  if (findings.problems.length > 0) return { config: undefined, complaints: findings.problems };
  return { config, complaints: [...findings.notes, ...complaints, ...ignored(text, env, config)] };
}

/** Of the first mistake, since the others mostly come of it. What stands there is not shown: it may be a header. */
function notYaml(message: string, line = ''): string {
  const hint = /[{[].*: \$\{/.test(line) ? `; within { } and [ ] what holds \${...} stands in quotes` : '';
  return `is no YAML: ${message.replace(/: ".*/s, '')}${hint}`;
}

function configFrom(root: Section, env: Environment) {
  checkFormat(root);
  // WAYMARK_ variables hold, over what the file says in their place; the others count where the file refers to them.
  const variables = Object.entries(env).filter(([name]) => name.startsWith('WAYMARK_'));
  const ours = Object.fromEntries(variables.filter(([name]) => !OF_LOG_EXPORTER.test(name)));
  const ofExporters = new EnvReader(
    Object.fromEntries(variables.filter(([name]) => OF_LOG_EXPORTER.test(name))),
  );
  const settings = { ...distribution(root.section('distribution')), ...ours };
  const { config: base, complaints } = configFromEnv(settings, {
    boundary: readBoundaryLists,
    logFields: readLogFieldList,
    redaction: readRedactionOptions,
    samplingRules: readSamplingRules,
    logTail: readLogTailOptions,
    secrets: { readOtlpSecrets, withoutOpenCredentials },
    unknown: tellUnknown,
  });
  const tracer = root.section('tracer_provider');
  const logger = root.section('logger_provider');
  const general = root.section('attribute_limits');
  const asked: WaymarkConfig = {
    ...base,
    // The switch for emergencies works in any case.
    disabled: root.boolean('disabled') || /^\s*true\s*$/i.test(env['OTEL_SDK_DISABLED'] ?? ''),
    logLevel: logLevel(root),
    resource: resource(root.section('resource'), env),
    spanLimits: spanLimits(tracer?.section('limits'), general),
    logRecordLimits: attributeLimits(logger?.section('limits'), general),
    propagators: propagators(root.section('propagator')),
    sampler: sampler(tracer?.section('sampler')),
    traces: spanDestinations(tracer, base.traces),
    logs: logDestinations(logger, base.logs, ofExporters),
    metrics: metrics(root.section('meter_provider'), base.metrics),
    instrumentations: instrumentations(root.section('instrumentation/development'), base.instrumentations),
  };
  tracer?.section('id_generator')?.variant({ random: (each) => each.end() });
  tracer?.unsupported('tracer_configurator/development');
  logger?.unsupported('logger_configurator/development');
  for (const section of [tracer, logger, general]) section?.end();
  remarkUnknown(root);
  tellUnknown(ofExporters, ofExporters.unread('WAYMARK_'));
  const judge = new EnvReader(settings);
  const named = withServerName(asked, base.traces.otlp.tls.servername);
  const config = withoutOpenCredentials(named, judge);
  const all = [
    ...complaints,
    ...ofExporters.complaints,
    ...judge.complaints,
    ...unsigned(config, config.propagators),
  ];
  return { config, complaints: all };
}

/** By key, what there is none of without it. */
const OFF_WITHOUT: Readonly<Record<string, string>> = {
  tracer_provider: 'traces',
  propagator: 'headers that join traces',
  logger_provider: 'logs',
  meter_provider: 'metrics',
};

/** The schema allows keys at the top that it does not know: a misspelt one would else turn a signal off silently. */
function remarkUnknown(root: Section): void {
  const missing = Object.keys(OFF_WITHOUT).filter((key) => !root.keys.includes(key));
  const off = missing.map((key) => OFF_WITHOUT[key]).join(', ');
  const consequence =
    missing.length === 0 ? 'it is left out' : `without ${missing.join(', ')} there are no ${off}`;
  for (const key of root.keys)
    if (!KEYS.includes(key)) root.remark(key, `is not known: it takes ${KEYS.join(', ')}; ${consequence}`);
}

const KEYS = [
  'file_format',
  'disabled',
  'log_level',
  'resource',
  'attribute_limits',
  'propagator',
  'tracer_provider',
  'logger_provider',
  'meter_provider',
  'instrumentation/development',
  'distribution',
];

const MAJOR = 1;
const MINOR = 1;

function checkFormat(root: Section): void {
  const format = root.anyText('file_format');
  if (format === undefined) root.missing('file_format');
  const [, major, minor] = format?.match(/^(\d+)(?:\.(\d+))?(?:-[\w.]+)?$/) ?? [];
  if (format !== undefined && Number(major) !== MAJOR)
    root.reject('file_format', `takes "${MAJOR}.0" or "${MAJOR}.${MINOR}"`);
  else if (Number(minor) > MINOR)
    root.remark('file_format', `is newer than ${MAJOR}.${MINOR}, which is known here`);
}

const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** Four grades a severity, of which our diagnostics have one. */
function logLevel(root: Section): WaymarkConfig['logLevel'] {
  const choices = SEVERITIES.flatMap((name) => [
    name,
    ...[2, 3, 4].map((grade) => `${name}${grade}` as const),
  ]);
  const chosen = root.choice('log_level', choices)?.replace(/\d$/, '') as
    | (typeof SEVERITIES)[number]
    | undefined;
  if (chosen === 'trace') return 'verbose';
  return chosen === 'fatal' ? 'error' : chosen;
}

/** Variables that were set to be heard, and are not. */
function ignored(text: string, env: Environment, { resource }: WaymarkConfig): string[] {
  const referred = new Set(['OTEL_CONFIG_FILE', 'OTEL_SDK_DISABLED', ...referencesOf(text)]);
  if (resource.serviceName !== undefined) referred.add('OTEL_SERVICE_NAME');
  const names = Object.keys(env).filter(
    (name) => name.startsWith('OTEL_') && !referred.has(name) && env[name]?.trim(),
  );
  if (names.length === 0) return [];
  return [
    `OTEL_CONFIG_FILE is set, so ${names.sort().join(', ')} ${names.length === 1 ? 'does' : 'do'} not count`,
  ];
}
