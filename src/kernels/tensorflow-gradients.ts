import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { Tensorflow } from './tensorflow.js';

type Rule = Omit<GradConfig, 'kernelName' | 'gradFunc'> & {
  /** The gradient in each input, by the kernel's own input names, from that in the output. */
  pullBack(dy: Tensor, saved: Tensor[], attributes: NamedAttrMap): Record<string, () => Tensor>;
};

/**
 * Teaches the tape to differentiate the kernels that this suite uses and that it cannot differentiate yet.
 *
 * In Node both `import` and `require` of @tensorflow/tfjs-core give its CommonJS bundle, which registers neither
 * gradients nor chained methods; the file that registers the gradients has imports that Node cannot resolve; and the
 * package that bundles them, @tensorflow/tfjs, weighs 290 MB. The accelerated package comes with them registered, and
 * they are left alone. The rules are the elementary vector-Jacobian products (Griewank and Walther, Evaluating
 * Derivatives, 2008, table 3.3, and Giles 2008 for the matrix product).
 */
export function registerGradients(tf: Tensorflow): void {
  for (const [kernelName, { pullBack, ...saves }] of Object.entries(rules(tf))) {
    if (tf.getGradient(kernelName)) continue;
    tf.registerGradient({
      kernelName,
      ...saves,
      gradFunc: (dy, saved, attributes) => pullBack(dy as Tensor, saved, attributes),
    });
  }
}

function rules(tf: Tensorflow): Record<string, Rule> {
  const operands = { inputsToSave: ['a', 'b'] };
  const operand = { inputsToSave: ['x'] };
  return {
    Add: {
      ...operands,
      pullBack: (dy, [a, b]) => ({ a: () => unbroadcast(tf, dy, a), b: () => unbroadcast(tf, dy, b) }),
    },
    Sub: {
      ...operands,
      pullBack: (dy, [a, b]) => ({ a: () => unbroadcast(tf, dy, a), b: () => tf.neg(unbroadcast(tf, dy, b)) }),
    },
    Multiply: {
      ...operands,
      pullBack: (dy, [a, b]) => ({
        a: () => unbroadcast(tf, tf.mul(dy, b), a),
        b: () => unbroadcast(tf, tf.mul(dy, a), b),
      }),
    },
    RealDiv: {
      ...operands,
      outputsToSave: [true],
      pullBack: (dy, [a, b, quotient]) => ({
        a: () => unbroadcast(tf, tf.div(dy, b), a),
        b: () => tf.neg(unbroadcast(tf, tf.div(tf.mul(dy, quotient), b), b)),
      }),
    },
    Exp: { outputsToSave: [true], pullBack: (dy, [y]) => ({ x: () => tf.mul(dy, y) }) },
    Log: { ...operand, pullBack: (dy, [x]) => ({ x: () => tf.div(dy, x) }) },
    Neg: { pullBack: (dy) => ({ x: () => tf.neg(dy) }) },
    Sin: { ...operand, pullBack: (dy, [x]) => ({ x: () => tf.mul(dy, tf.cos(x)) }) },
    Cos: { ...operand, pullBack: (dy, [x]) => ({ x: () => tf.neg(tf.mul(dy, tf.sin(x))) }) },
    Abs: { ...operand, pullBack: (dy, [x]) => ({ x: () => tf.mul(dy, tf.sign(x)) }) },
    Reshape: { ...operand, pullBack: (dy, [x]) => ({ x: () => tf.reshape(dy, x.shape) }) },
    Sum: {
      ...operand,
      pullBack: (dy, [x], { axis }) => {
        const summed = tf.util.parseAxisParam(axis as number | number[], x.shape);
        const kept = x.shape.map((extent, i) => (summed.includes(i) ? 1 : extent));
        return { x: () => tf.broadcastTo(tf.reshape(dy, kept), x.shape) };
      },
    },
    Slice: {
      ...operand,
      pullBack: (dy, [x], { begin }) => {
        const first = typeof begin === 'number' ? [begin] : (begin as number[]);
        const before = x.shape.map((_, i) => first[i] ?? 0);
        const around = x.shape.map((extent, i): [number, number] => [before[i], extent - before[i] - dy.shape[i]]);
        return { x: () => surround(tf, dy, around) };
      },
    },
    BatchMatMul: {
      ...operands,
      pullBack: (dy, [a, b], { transposeA, transposeB }) => {
        const [flipA, flipB] = [Boolean(transposeA), Boolean(transposeB)];
        return {
          a: () => (flipA ? tf.matMul(b, dy, flipB, true) : tf.matMul(dy, b, false, !flipB)),
          b: () => (flipB ? tf.matMul(dy, a, true, flipA) : tf.matMul(a, dy, !flipA, false)),
        };
      },
    },
  };
}

/** The sum of a gradient over the axes along which an operand was repeated, in the operand's shape. */
function unbroadcast(tf: Tensorflow, gradient: Tensor, { shape }: Tensor): Tensor {
  const extra = gradient.rank - shape.length;
  const repeated = gradient.shape.flatMap((extent, i) => (i < extra || shape[i - extra] !== extent ? [i] : []));
  return tf.reshape(repeated.length > 0 ? tf.sum(gradient, repeated) : gradient, shape);
}

/** Zeros around a tensor. A run of values is put together, which the JavaScript backend does far faster than it pads. */
function surround(tf: Tensorflow, values: Tensor, around: [number, number][]): Tensor {
  if (values.rank !== 1) return tf.pad(values, around);
  const [[before, after]] = around;
  return tf.concat([tf.zeros([before]), values, tf.zeros([after])]);
}
