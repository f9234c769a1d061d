/** What the exit code says. */
export const EXIT = {
  /** Done, and in agreement. */
  done: 0,
  /** A difference, a failed gate, or a run that left the finite numbers. */
  difference: 1,
  /** Bad usage or bad input. */
  input: 2,
  /** A fault of this program: EX_SOFTWARE of sysexits.h. */
  internal: 70,
  /** Stopped by Ctrl-C: 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;
