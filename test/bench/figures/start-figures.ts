/** What is measured of a start. */

/** Of one round, in milliseconds. */
export interface StartFigures {
  /** From the spawn to the app's first line, or to the first 200. */
  wall: number;
  /** User and system time of the process up to there: hardly moved by a busy machine. */
  cpu: number;
  /** From the spawn to the end of the process, which delivers what it has. Not of a server. */
  wholeLife?: number;
}

/** Of all rounds, values of one index from one round. */
export interface StartSamples {
  contender: string;
  figures: StartFigures[];
}
