import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fits, loading, video } from './clnf-sections.mjs';
import { measure } from './measure.mjs';
import { machineFacts, sectionText } from './table.mjs';

/*
 * Compares the engines that fit landmarks with each other, with NumPy, and with a time that OpenFace's C++ took.
 *
 * usage: node bench/clnf.mjs [--rounds N] [--cpp MILLISECONDS] [--model MAIN_FILE] [--only NAME]... [--json FILE]
 *
 * --cpp: CPU time of a fit by the C++ of the same face with the same model on this machine; the C++ is no part of this project.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    cpp: { type: 'string' },
    model: { type: 'string' },
    only: { type: 'string', multiple: true },
    json: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const cpp = values.cpp === undefined ? undefined : Number(values.cpp);
if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1000)
  refuse(`--rounds ${values.rounds}: expected a whole number from 1 to 1000`);
if (cpp !== undefined && !(cpp > 0)) refuse(`--cpp ${values.cpp}: expected milliseconds above 0`);
const sections = { fits, video, loading };
const names = /** @type {(keyof typeof sections)[]} */ (values.only ?? Object.keys(sections));
const unknown = names.filter((name) => !Object.hasOwn(sections, name));
if (unknown.length > 0) refuse(`--only ${unknown[0]}: expected one of ${Object.keys(sections).join(', ')}`);

const facts = machineFacts();
console.log(
  Object.entries(facts)
    .map(([name, value]) => `${name} ${value}`)
    .join(' | '),
);
const results = [];
for (const name of names) {
  const section = await sections[name](values.model);
  const measured = await measure(section, rounds);
  console.log(`\n${sectionText(section, measured)}`);
  const [fastest] = measured;
  if (name === 'fits' && cpp !== undefined) {
    const { median, min, max } = fastest.cpu;
    const ratio = (/** @type {number} */ time) => (time / cpp).toPrecision(3);
    console.log(
      `  ${fastest.name} takes ${ratio(median)} (${ratio(min)}..${ratio(max)}) of the ${cpp} ms of the C++; aim: 0.2`,
    );
  }
  if (name === 'video') {
    const fitting = fastest.cpu.median - measured[1].cpu.median;
    console.log(`  ${(1000 / fitting).toFixed(0)} fits a second, decoding apart; aim: 500 or more`);
  }
  if (measured.some(({ agreement }) => agreement && !agreement.same)) process.exitCode = 1;
  const { contenders: _, ...described } = section;
  results.push({ ...described, measured });
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ facts, rounds, cpp, sections: results }, null, 2)}\n`);

/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(message);
  process.exit(2);
}
