import { runSections } from './command.mjs';
import { iteration, kernels, presets, sizes, threads } from './lithography-sections.mjs';

/*
 * Measures the lithography engine: an iteration against NumPy, its cost by size, kernels and threads, and the presets.
 *
 * usage: node bench/ilt.mjs [--rounds N] [--only NAME]... [--json FILE] [--figures FOLDER]
 */
const sections = { iteration, sizes, kernels, threads, presets };
const { measured, options } = await runSections(sections, ['figures']);
if (options.figures !== undefined) {
  // loaded only when asked for, since scoring the presets takes longer than most sections
  const { writeFigures } = await import('./lithography-figures.mjs');
  await writeFigures(options.figures, measured);
}
