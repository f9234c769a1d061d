import { whole } from './settings.js';

/**
 * Early stopping: a run has gone on for long enough once `patience` iterations bring no new smallest loss. Everything it
 * knows follows from the rows it was shown, so that replaying a trace restores it for a resumed run.
 */
export class Patience {
  readonly patience: number;
  #smallest = Infinity;
  #since: number | undefined;

  /** Throws InputError unless `patience` is a whole number from 1. */
  constructor(patience: number) {
    this.patience = whole('patience', patience, 1);
  }

  /**
   * Takes the loss of an iteration, each later than the one before, and says whether to stop after it. NaN and Infinity
   * are never a new smallest loss.
   */
  observe(iteration: number, loss: number): boolean {
    this.#since ??= iteration - 1;
    if (loss < this.#smallest) {
      this.#smallest = loss;
      this.#since = iteration;
    }
    return iteration - this.#since >= this.patience;
  }
}
