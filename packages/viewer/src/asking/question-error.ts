/** A question that cannot be answered, and the status that says so. The message is one sentence for whoever asked. */
export class QuestionError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'QuestionError';
    this.status = status;
  }
}
