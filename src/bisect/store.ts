import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.js';
import type { State } from '../solver.js';
import { decodeState, encodeState, namesIn, type Operation, openWriter, readFile } from '../trace/index.js';

/** Where the results of probes are kept, so that none is done twice. */
export interface Store {
  /** The result of a probe: what was kept of it, or what `ask` gives, which is kept. Results are JSON. */
  probe<Result>(name: string, ask: () => Promise<Result>): Promise<Result>;
  state(name: string): State | undefined;
  keepState(name: string, state: State): void;
}

/** Keeps everything for as long as the process lives. */
export function storeInMemory(): Store {
  const results = new Map<string, unknown>();
  const states = new Map<string, State>();
  return {
    async probe<Result>(name: string, ask: () => Promise<Result>) {
      if (!results.has(name)) results.set(name, await ask());
      return results.get(name) as Result;
    },
    state: (name) => states.get(name),
    keepState: (name, state) => void states.set(name, state),
  };
}

const QUESTION = 'question.json';
const ANSWER = 'answer.json';
const LIMIT = 0x7fff_ffff;

/** Whether a folder holds a bisect that has been answered. */
export const isAnswered = (folder: string): boolean => existsSync(join(folder, ANSWER));

/** A store in a folder, which at last holds the answer too. */
export interface StoreInFolder extends Store {
  keepAnswer(answer: unknown): void;
}

/**
 * Keeps everything in a folder, so that a bisect that was broken off goes on. Throws InputError for a folder that holds
 * something else: another question, an answer, or files of others.
 */
export function storeInFolder(folder: string, subject: string, question: unknown): StoreInFolder {
  const writer = openWriter();
  const write = (...operations: Operation[]) => {
    writer.write(operations);
    writer.drain();
  };
  const replacement = (path: string, content: unknown): Operation => ({
    kind: 'replace',
    path,
    bytes: new TextEncoder().encode(`${stringify(content)}\n`),
  });
  const places = { probes: join(folder, 'probes'), states: join(folder, 'states') };
  const file = join(folder, QUESTION);
  if (isAnswered(folder)) throw new InputError(`${folder}: holds the answer of a bisect; expected another --out`);
  if (existsSync(file)) {
    if (stringify(parse(file)) !== stringify(question))
      throw new InputError(`${file}: another question; expected another --out`);
  } else checkEmpty(folder);
  // made by the first result, so that a question that cannot be asked leaves nothing behind
  const keep = (operation: Operation) => {
    if (!existsSync(file)) {
      makeFolder(folder);
      // the question comes last, because from then on the folder is this bisect's
      write(...Object.values(places).map((path) => ({ kind: 'folder' as const, path })), replacement(file, question));
    }
    write(operation);
  };
  return {
    async probe<Result>(name: string, ask: () => Promise<Result>) {
      const place = join(places.probes, `${name}.json`);
      if (existsSync(place)) return parse(place) as Result;
      const result = await ask();
      keep(replacement(place, result));
      return result;
    },
    state(name) {
      const place = join(places.states, `${name}.safetensors`);
      return existsSync(place) ? decodeState(readFile(place, LIMIT), place, subject).state : undefined;
    },
    keepState(name, state) {
      keep({ kind: 'replace', path: join(places.states, `${name}.safetensors`), bytes: encodeState(subject, state) });
    },
    keepAnswer: (answer) => keep(replacement(join(folder, ANSWER), answer)),
  };
}

function checkEmpty(folder: string): void {
  if (namesIn(folder).length > 0) throw new InputError(`${folder}: already holds files; expected another --out`);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError(`${folder}: cannot be made (${(error as NodeJS.ErrnoException).code})`);
  }
}

// JSON has no infinite numbers, and differences may be infinite
const MARK = 'number:';

const stringify = (content: unknown): string =>
  JSON.stringify(content, (_, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? `${MARK}${value}` : value,
  );

function parse(file: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(readFile(file, LIMIT)), (_, value) =>
      typeof value === 'string' && value.startsWith(MARK) ? Number(value.slice(MARK.length)) : value,
    );
  } catch (error) {
    throw error instanceof SyntaxError ? new InputError(`${file}: not valid JSON`) : error;
  }
}
