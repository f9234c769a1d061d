import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';

/**
 * A change of one file. `replace` is atomic: the file is the old one or the new one, whole. `append` is not: when the machine
 * stops, a part of it may stand. `folder` makes one folder unless it stands.
 */
export type Operation =
  | { readonly kind: 'append' | 'replace'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'remove' | 'folder'; readonly path: string };

/** Changes files in the order given, without making the caller wait for the disk. */
export interface Writer {
  /**
   * Hands over operations, whose bytes may be changed afterwards. Waits only while too much is outstanding. Throws Error, which
   * names the file, when an earlier operation failed; nothing after a failed operation is carried out.
   */
  write(operations: readonly Operation[]): void;
  /** Waits until everything handed over is durable: on the disk, not only with the system. Throws as `write`. */
  drain(): void;
}

const [EVENTS, DONE, OUTSTANDING, DEAD] = [0, 1, 2, 3] as const;
const MOST_OUTSTANDING = 64 * 1024 * 1024;
// a thread that dies says so; this is for a disk that hangs
const PATIENCE = 300_000;

interface Thread {
  readonly counters: Int32Array;
  readonly port: MessagePort;
  readonly failures: Map<number, string>;
  handedOver: number;
  cause?: string;
  writers: number;
}

let thread: Thread | undefined;

/** A writer on the background thread of this process, which never keeps the process alive. A failure concerns its writer alone. */
export function openWriter(): Writer {
  thread ??= start();
  const own = thread;
  const writer = own.writers++;
  return {
    write(operations) {
      if (operations.length === 0) return;
      const whole = operations.map(alone);
      const bytes = whole.reduce((sum, operation) => sum + ('bytes' in operation ? operation.bytes.length : 0), 0);
      waitFor(own, writer, () => {
        const outstanding = Atomics.load(own.counters, OUTSTANDING);
        return outstanding === 0 || outstanding + bytes <= MOST_OUTSTANDING;
      });
      Atomics.add(own.counters, OUTSTANDING, bytes);
      // the counter in the shared memory wraps at 32 bits, and so must this one
      own.handedOver = (own.handedOver + 1) | 0;
      own.port.postMessage({ writer, bytes, operations: whole });
    },
    drain() {
      waitFor(own, writer, () => Atomics.load(own.counters, DONE) === own.handedOver);
    },
  };
}

function start(): Thread {
  const counters = new Int32Array(new SharedArrayBuffer(16));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./writer-thread.js', import.meta.url), {
    workerData: { counters, port: port2 },
    transferList: [port2],
    // flags of the main program, such as an inspector's port, are not meant for this thread
    execArgv: [],
  });
  const own: Thread = { counters, port: port1, failures: new Map(), handedOver: 0, writers: 0 };
  // kept for the next call: without a listener it would end the process
  worker.on('error', (error: Error) => {
    own.cause = error.message;
  });
  worker.on('exit', () => Atomics.store(counters, DEAD, 1));
  worker.unref();
  return own;
}

/** A structured clone copies a view's whole buffer, so a view of a part is cut out first. */
function alone(operation: Operation): Operation {
  if (!('bytes' in operation) || operation.bytes.length === operation.bytes.buffer.byteLength) return operation;
  return { ...operation, bytes: new Uint8Array(operation.bytes) };
}

function waitFor(own: Thread, writer: number, ready: () => boolean): void {
  for (;;) {
    const seen = Atomics.load(own.counters, EVENTS);
    // asked first: a failure is posted before its batch counts as done, so what is ready has no failure that is still to come
    const isReady = ready();
    for (let letter = receiveMessageOnPort(own.port); letter; letter = receiveMessageOnPort(own.port)) {
      own.failures.set(letter.message.writer, letter.message.message);
    }
    const failure = own.failures.get(writer);
    if (failure !== undefined) throw new Error(failure);
    if (isReady) return;
    if (Atomics.load(own.counters, DEAD) === 1)
      throw new Error(`the writing thread has ended: ${own.cause ?? 'for no known cause'}`);
    if (Atomics.wait(own.counters, EVENTS, seen, PATIENCE) === 'timed-out') {
      throw new Error(`the disk did not answer for ${PATIENCE / 1000} s`);
    }
  }
}
