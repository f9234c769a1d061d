// What the threads of a pool share besides the kernel's memory: a block of int32, by index. Plain JavaScript, since worker
// threads of Node 20 load no TypeScript.

/** Number of the job at hand, 0 before the first. Workers sleep on it; CLOSED ends them. */
export const JOB = 0;
/** How many workers have not finished the job at hand; the main thread sleeps on it. */
export const PENDING = 1;
/** The job: index of its function among the exports, its extent, the number of further arguments, the arguments. */
export const FUNCTION = 2;
export const EXTENT = 3;
export const ARITY = 4;
export const ARGUMENTS = 5;
export const MOST_ARGUMENTS = 8;
/** From here three words a thread: the newest job that it has taken up, its status, the length of its error message. */
export const THREADS = ARGUMENTS + MOST_ARGUMENTS;
export const WORDS = 3;

export const CLOSED = -1;
export const [RUNNING, FAILED, ENDED] = [0, 1, 2];

/** Bytes of UTF-8 for the error message of one thread. */
export const MESSAGE_BYTES = 256;
/** How often a thread looks again before it sleeps: some 0.3 ms, since being woken takes longer than many a job. */
export const SPINS = 20_000;

/**
 * The part of 0..extent - 1 that a thread does: contiguous, and a pure function of these numbers.
 * @param {number} extent
 * @param {number} thread
 * @param {number} threads
 * @returns {[begin: number, end: number]}
 */
export function share(extent, thread, threads) {
  return [Math.floor((extent * thread) / threads), Math.floor((extent * (thread + 1)) / threads)];
}
