import { fits, loading, video } from './clnf-sections.mjs';
import { refuse, runSections } from './command.mjs';

/*
 * Compares the engines that fit landmarks with each other, with NumPy, and with a time that OpenFace's C++ took.
 *
 * usage: node bench/clnf.mjs [--rounds N] [--cpp MILLISECONDS] [--model MAIN_FILE] [--only NAME]... [--json FILE]
 *
 * --cpp: CPU time of a fit by the C++ of the same face with the same model on this machine; the C++ is no part of this project.
 */
const { measured, options } = await runSections(
  {
    fits: ({ model }) => fits(model),
    video: ({ model }) => video(model),
    loading: ({ model }) => loading(model),
  },
  ['cpp', 'model'],
);
const cpp = options.cpp === undefined ? undefined : Number(options.cpp);
if (cpp !== undefined && !(cpp > 0)) refuse(`--cpp ${options.cpp}: expected milliseconds above 0`);
const [fit] = measured.get('fits') ?? [];
if (fit !== undefined && cpp !== undefined) {
  const [median, min, max] = [fit.cpu.median, fit.cpu.min, fit.cpu.max].map((time) => (time / cpp).toPrecision(3));
  console.log(`${fit.name} takes ${median} (${min}..${max}) of the ${cpp} ms of the C++; aim: 0.2`);
}
const [both, decoding] = measured.get('video') ?? [];
if (both !== undefined) {
  const fitting = both.cpu.median - decoding.cpu.median;
  console.log(`${(1000 / fitting).toFixed(0)} fits a second, decoding apart; aim: 500 or more`);
}
