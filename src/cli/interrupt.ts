/** Runs a task that Ctrl-C, or a request to end, asks to stop; a second Ctrl-C ends the process at once. */
export async function interruptible<Result>(task: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const stop = (signal: NodeJS.Signals) => controller.abort(signal);
  for (const signal of signals) process.once(signal, stop);
  try {
    return await task(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
