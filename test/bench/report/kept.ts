/** Which measurements may be published, and so may take the place of what is there. */

interface Candidate {
  rounds: number;
  /** Without `--rounds`. */
  usual: number;
  /** Of the result that it would replace. */
  there: number | undefined;
  /** `--short` and `--check`. */
  isLook?: boolean;
  /** `WAYMARK_BENCH_DIST`. */
  isOtherBuild?: boolean;
}

/** In words; `undefined` when it is kept. Fewer rounds than usual are better than none, and never than more. */
export function whyNotKept({ rounds, usual, there, isLook, isOtherBuild }: Candidate): string | undefined {
  if (isLook) return 'it was only a look';
  if (isOtherBuild) return 'another build was measured';
  if (rounds < usual && there !== undefined && there > rounds) return `a result of ${there} rounds is there`;
  return undefined;
}
