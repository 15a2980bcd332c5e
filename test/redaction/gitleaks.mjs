/**
 * The cases that gitleaks tests its rules with: 6,000 texts with a secret, some hundred without. They are MIT-licensed Go
 * code with values made up at run time, so they are made here too and kept in the cache, never in the repository: hosts
 * of git take them for leaked keys.
 */
import { existsSync } from 'node:fs';
import { chmod, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, cacheRoot } from '../backends/cache.mjs';
import { GoMissingError, hasGo, moduleDirectory, runGo } from '../backends/go-module.mjs';
import { leftOut } from '../backends/left-out.mjs';

export const GITLEAKS_VERSION = '8.30.1';
const MODULE = `github.com/zricethezav/gitleaks/v8@v${GITLEAKS_VERSION}`;
/** Ends with the version of what is written below. */
const KEY = `gitleaks-cases-${GITLEAKS_VERSION}-1`;
const FILE = 'cases.jsonl';

/**
 * The path of a file with a case a line: `{"kind": "jwt", "text": "...", "secrets": ["..."]}`, without secrets where
 * there is none in it. The first call takes half a minute. Throws `GoMissingError` where there is no Go.
 */
export async function gitleaksCases({ log = console.error } = {}) {
  const directory = await cached(KEY, (draft) => dump(draft, log));
  return join(directory, FILE);
}

/** What a test passes as `skip`: false where the cases are to be had, else the sentence that says how to get them. */
export function skipWithoutGitleaks(env = process.env) {
  if (existsSync(join(cacheRoot(env), KEY, FILE)) || hasGo(env)) return false;
  return leftOut(`no cases of gitleaks to test with. ${new GoMissingError('gitleaks').message}`, env);
}

/** Runs gitleaks' generator of rules, made to write each case that it checks. */
async function dump(draft, log) {
  const copy = join(draft, 'module');
  await cp(await moduleDirectory({ name: 'gitleaks', module: MODULE, log }), copy, { recursive: true });
  await makeWritable(copy);
  await edit(join(copy, 'cmd/generate/config/utils/validate.go'), [
    ['import (\n', 'import (\n\t"encoding/json"\n\t"os"\n'],
    [/(for _, tp := range truePositives \{\n)/, '$1\t\twriteCase(r.RuleID, tp, d.DetectString(tp))\n'],
    [/(for _, fp := range falsePositives \{\n)/, '$1\t\twriteCase(r.RuleID, fp, nil)\n'],
    [/(f := detect\.Fragment\{Raw: tp, FilePath: path\}\n)/, '$1\t\twriteCase(r.RuleID, tp, d.Detect(f))\n'],
    [/(f := detect\.Fragment\{Raw: fp, FilePath: path\}\n)/, '$1\t\twriteCase(r.RuleID, fp, nil)\n'],
    ['gitleaks/v8/logging"\n', 'gitleaks/v8/logging"\n\t"github.com/zricethezav/gitleaks/v8/report"\n'],
    [/$/, WRITE_CASE],
  ]);
  // Values are random otherwise.
  await edit(join(copy, 'cmd/generate/secrets/regen.go'), [
    ['return g.Generate(1)', 'g.SetSeed(1)\n\treturn g.Generate(1)'],
  ]);
  log(`making the cases of gitleaks ${GITLEAKS_VERSION}, once: half a minute`);
  const lines = await runGo(['run', '.', join(draft, 'rules.toml')], join(copy, 'cmd/generate/config'));
  await writeFile(join(draft, FILE), `${[...new Set(lines.trim().split('\n'))].sort().join('\n')}\n`);
  await rm(copy, { recursive: true, force: true });
}

/** Go keeps modules read-only, and so is a copy of one. */
async function makeWritable(directory) {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}

const WRITE_CASE = `
func writeCase(kind string, text string, findings []report.Finding) {
	secrets := []string{}
	for _, finding := range findings {
		secrets = append(secrets, finding.Secret)
	}
	_ = json.NewEncoder(os.Stdout).Encode(map[string]any{"kind": kind, "text": text, "secrets": secrets})
}
`;

/** Replaces each of some texts, which have to be there. */
async function edit(file, changes) {
  let source = await readFile(file, 'utf8');
  for (const [what, by] of changes) {
    const changed = source.replace(what, by);
    if (changed === source) throw new Error(`gitleaks ${GITLEAKS_VERSION} has no ${what} in ${file}`);
    source = changed;
  }
  await writeFile(file, source);
}
