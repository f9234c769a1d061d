import type { Cursor, Scalars, State, Value, Values } from '../../solver.js';
import { doubles, square } from '../arrays.js';
import type { Problem } from '../recipe/problem.js';
import { courseAt, type Level, levelAt } from '../recipe/recipe.js';
import { SimdLevel, type Terms } from './level.js';
import { moments, onto } from './state.js';

/** A run in place: nothing leaves the kernel's memory but sums, until a state is asked for or a level ends. */
export class SimdCursor implements Cursor {
  readonly #problem: Problem;
  readonly #threads: number;
  /** Of the newest step. */
  iteration: number;
  /** The state as it was given or as the last level left it; the open level holds what came since. */
  #values: Values;
  #open: SimdLevel | undefined;
  #t: number;
  #bestLoss: number;
  /** Copies of the parameters. Those at hand never lie where the best ones are. */
  #last = 0;
  #best = 1;

  constructor(problem: Problem, { iteration, values }: State, threads: number) {
    this.#problem = problem;
    this.#threads = threads;
    this.iteration = iteration;
    this.#values = values;
    this.#t = values.t as number;
    this.#bestLoss = values['best.loss'] as number;
  }

  advance(wanted: boolean): Scalars | undefined {
    const { recipe } = this.#problem;
    const { index, level, step } = levelAt(recipe, this.iteration + 1);
    this.#open ??= this.#enter(level, step);
    const kernel = this.#open;
    const terms = kernel.evaluate(step);
    const from = this.#last;
    if (recipe.keep === 'best' && terms.loss < this.#bestLoss) {
      this.#bestLoss = terms.loss;
      [this.#best, this.#last] = [from, 1 - from];
    }
    this.iteration++;
    this.#t++;
    kernel.advance(from, this.#last, step, this.#t);
    const row = wanted ? this.#row(kernel, terms, level, step, index) : undefined;
    const next = recipe.levels[index + 1];
    if (next !== undefined && step + 1 === level.iterations) {
      this.#values = onto(this.#read(kernel), recipe, level, next);
      this.#t = 0;
      this.close();
    }
    return row;
  }

  state(): State {
    return { iteration: this.iteration, values: this.#open ? this.#read(this.#open) : this.#values };
  }

  close(): void {
    this.#open?.close();
    this.#open = undefined;
  }

  #enter(level: Level, step: number): SimdLevel {
    const kernel = new SimdLevel(this.#problem, level, { threads: this.#threads, parts: false });
    [this.#last, this.#best] = [0, 1];
    kernel.writeParameters(this.#last, doubles(this.#values, 'params'));
    if (this.#problem.recipe.keep === 'best') kernel.writeParameters(this.#best, doubles(this.#values, 'best.params'));
    for (const [name, plane] of moments(this.#problem.recipe)) kernel.write(plane, doubles(this.#values, name));
    kernel.drawMask(this.#last, step);
    return kernel;
  }

  #read(kernel: SimdLevel): Values {
    const { recipe } = this.#problem;
    const values: Record<string, Value> = { params: square(kernel.readParameters(this.#last)), t: this.#t };
    for (const [name, plane] of moments(recipe)) values[name] = square(kernel.read(plane));
    if (recipe.keep === 'best') {
      Object.assign(values, { 'best.params': square(kernel.readParameters(this.#best)), 'best.loss': this.#bestLoss });
    }
    return values;
  }

  #row(kernel: SimdLevel, terms: Terms, level: Level, step: number, index: number): Scalars {
    const { eps_ratio, ...motion } = kernel.motion();
    return {
      ...terms,
      ...motion,
      saturated: kernel.saturated(),
      ...(this.#problem.recipe.optimizer.name === 'adam' && { eps_ratio }),
      learning_rate: courseAt(level.rate, step, level.iterations),
      theta: courseAt(level.theta, step, level.iterations),
      steepness: courseAt(level.steepness, step, level.iterations),
      level: index + 1,
    };
  }
}
