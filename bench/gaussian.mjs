import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measure } from './measure.mjs';
import { againstPytorch, large, threads } from './simd-sections.mjs';
import { faithful, recording, scalar } from './strict-sections.mjs';
import { machineFacts, sectionText } from './table.mjs';

/*
 * Compares the Gaussian engines with each other and with their opponents.
 *
 * usage: node bench/gaussian.mjs [--rounds N] [--only NAME]... [--json FILE]
 */
/** @type {Readonly<Record<string, () => Promise<import('./measure.mjs').Section>>>} */
const sections = {
  faithful,
  scalar,
  pytorch: () => againstPytorch('pytorch', 'full', 'aim: 25 or more'),
  'pytorch-l2': () => againstPytorch('pytorch-l2', 'l2', 'no aim is set for l2 alone'),
  threads,
  large,
  recording,
};

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true },
    json: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const names = values.only ?? Object.keys(sections);
const unknown = names.filter((name) => !Object.hasOwn(sections, name));
if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1000)
  refuse(`--rounds ${values.rounds}: expected a whole number from 1 to 1000`);
if (unknown.length > 0) refuse(`--only ${unknown[0]}: expected one of ${Object.keys(sections).join(', ')}`);

const facts = machineFacts();
console.log(
  Object.entries(facts)
    .map(([name, value]) => `${name} ${value}`)
    .join(' | '),
);
console.log(
  `${rounds} rounds in turns after one to warm up; ratios are medians over the rounds, beside them their smallest and largest`,
);

const results = [];
for (const name of names) {
  const section = await sections[name]();
  const measured = section.contenders.length > 0 ? await measure(section, rounds, progress(name)) : [];
  console.log(`\n${sectionText(section, measured)}`);
  if (measured.some(({ agreement }) => agreement && !agreement.same)) process.exitCode = 1;
  const { contenders: _, ...described } = section;
  results.push({ ...described, measured });
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ facts, rounds, sections: results }, null, 2)}\n`);

/** @param {string} name */
function progress(name) {
  return (/** @type {number} */ done, /** @type {number} */ of) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${name}: turn ${done} of ${of}${done === of ? '\r\x1b[K' : ''}`);
  };
}

/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(message);
  process.exit(2);
}
