import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measure } from './measure.mjs';
import { machineFacts, sectionText } from './table.mjs';

/** @typedef {import('./measure.mjs').Section} Section */
/** @typedef {import('./measure.mjs').Measured} Measured */
/** @typedef {Readonly<Record<string, string | undefined>>} Options */

/**
 * Measures the sections that the command line names, and prints their tables: [--rounds N] [--only NAME]... [--json FILE].
 * Resolves to what was measured, by section.
 * @param {Readonly<Record<string, (options: Options) => Promise<Section>>>} sections
 * @param {readonly string[]} [more] further options, each with a text behind it
 * @returns {Promise<{ measured: ReadonlyMap<string, readonly Measured[]>, options: Options }>}
 */
export async function runSections(sections, more = []) {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', multiple: true },
      json: { type: 'string' },
      ...Object.fromEntries(more.map((name) => [name, /** @type {const} */ ({ type: 'string' })])),
    },
  });
  const options = Object.fromEntries(
    more.map((name) => [name, /** @type {{ readonly [name: string]: any }} */ (values)[name]]),
  );
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
  /** @type {Map<string, readonly Measured[]>} */
  const all = new Map();
  for (const name of names) {
    const section = await sections[name](options);
    const measured = section.contenders.length > 0 ? await measure(section, rounds, progress(name)) : [];
    console.log(`\n${sectionText(section, measured)}`);
    if (measured.some(({ agreement }) => agreement && !agreement.same)) process.exitCode = 1;
    const { contenders: _, ...described } = section;
    results.push({ ...described, measured });
    all.set(name, measured);
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ facts, rounds, sections: results }, null, 2)}\n`);
  return { measured: all, options };
}

/** @param {string} name */
function progress(name) {
  return (/** @type {number} */ done, /** @type {number} */ of) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${name}: turn ${done} of ${of}${done === of ? '\r\x1b[K' : ''}`);
  };
}

/** @param {string} message @returns {never} */
export function refuse(message) {
  console.error(message);
  process.exit(2);
}
