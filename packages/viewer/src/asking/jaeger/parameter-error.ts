/** A request that cannot be answered as it was asked. */

export class ParameterError extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** Runs `read`, and says what it was about where that fails: `told` makes the message of an error out of its own. */
export function explained<T>(read: () => T, told: (message: string) => string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ParameterError) throw new ParameterError(told(error.message), error.status);
    throw error;
  }
}
