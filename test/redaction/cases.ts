/** The cases of gitleaks as they are judged here: which of its kinds are built-in ones of ours, and which it is not asked about. */

import { readFileSync } from 'node:fs';

export interface Case {
  /** gitleaks' name of its rule. */
  kind: string;
  text: string;
  /** What must not be left. None: there is no secret of this kind in the text. */
  secrets: string[];
}

/** The rule of ours that each of gitleaks' kinds is built in as. What is not here is found all the same, and reported apart. */
export function builtInRule(kind: string): string | undefined {
  if (kind === 'jwt' || kind === 'jwt-base64') return 'jwt';
  if (kind.startsWith('curl-auth-')) return 'authorization';
  if (kind.startsWith('aws-')) return 'aws';
  if (kind === 'stripe-access-token') return 'stripe';
  if (kind === 'gcp-api-key') return 'google';
  if (kind === 'private-key') return 'private-key';
  const [vendor] = kind.split('-');
  return vendor === 'github' || vendor === 'slack' ? vendor : undefined;
}

/**
 * Texts that gitleaks lists as none of a kind, and that hold what a redactor has to take out all the same. They count for
 * nothing, and the report says how many they are.
 */
const EXCUSED: readonly { kind: RegExp; text: RegExp; why: string }[] = [
  { kind: /^gcp-/, text: /^AIza[\w-]{35}$/, why: 'real keys that others have published' },
  { kind: /^aws-/, text: /AKIA\w{9}EXAMPLE/, why: "the key of AWS' own documentation" },
  { kind: /^curl-auth-header$/, text: /Basic eyJ/, why: 'a JWT, behind the wrong scheme' },
];

export function whyExcused({ kind, text }: Case): string | undefined {
  return EXCUSED.find((one) => one.kind.test(kind) && one.text.test(text))?.why;
}

/** Reads what `gitleaksCases()` made. Cases that are files by their name alone are left out. */
export function readCases(file: string): Case[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Case).filter(({ text }) => text !== '');
}
