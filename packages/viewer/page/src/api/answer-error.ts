/** An answer that is none: what the viewer said, or that it did not answer (status 0). */
export class AnswerError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What to show for anything that was thrown. */
export function toError(error: unknown): AnswerError {
  return error instanceof AnswerError ? error : new AnswerError(0, String(error));
}
