import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** @typedef {import('./measure.mjs').Section} Section */
/** @typedef {import('./measure.mjs').Measured} Measured */
/** @typedef {import('./measure.mjs').Spread} Spread */

/** What a reader needs to know of the machine: absolute times hold for it alone, ratios nearly everywhere. */
export function machineFacts() {
  const processors = cpus();
  return {
    node: process.version,
    v8: process.versions.v8,
    system: `${type()} ${release()} ${process.arch}`,
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAverage: loadavg()[0],
  };
}

/**
 * A section as text: its title and notes, then one aligned table.
 * @param {Section} section
 * @param {readonly Measured[]} measured
 */
export function sectionText(section, measured) {
  const { unit, reference } = section;
  const header = [
    'contender',
    'iterations',
    `CPU ${unit}`,
    'CPU ratio',
    'min..max',
    `wall ${unit}`,
    'wall ratio',
    'min..max',
  ];
  const rows = measured.map((one) => [
    one.name,
    String(one.iterations),
    significant(one.cpu.median),
    ...ratioCells(one.cpuRatio),
    significant(one.wall.median),
    ...ratioCells(one.wallRatio),
  ]);
  const agreements = measured.filter((one) => one.name !== reference).flatMap((one) => agreementLine(one, reference));
  return [
    `${section.name}: ${section.title}`,
    ...section.notes.map((note) => `  ${note}`),
    ...aligned([header, ...rows]).map((line) => `  ${line}`),
    ...agreements.map((line) => `  ${line}`),
  ].join('\n');
}

/** @param {Measured} measured @param {string} reference @returns {string[]} */
function agreementLine({ name, agreement }, reference) {
  if (!agreement) return [];
  const { same, losses, difference, allowed } = agreement;
  const figures = `${losses} losses, relative difference ${difference.toPrecision(2)}, allowed ${allowed}`;
  return [same ? `${name}: same work (${figures})` : `${name}: NOT the work of ${reference} (${figures}); no ratio`];
}

/** @param {Spread | null} ratio */
const ratioCells = (ratio) =>
  ratio ? [significant(ratio.median), `${significant(ratio.min)}..${significant(ratio.max)}`] : ['-', '-'];

const significant = (/** @type {number} */ value) => (value >= 1000 ? value.toFixed(0) : value.toPrecision(3));

/** Columns as wide as their widest cell; names to the left, figures to the right. @param {readonly string[][]} rows */
function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
  );
}
