"""Fits a picture by Gaussians with NumPy, as a program that Plumbline bisects (docs/bisect.md).

    python3 gaussian_fitter.py run RUN ITERATIONS EVERY       a run from the start, into the new folder RUN
    python3 gaussian_fitter.py go CHECKPOINT ITERATIONS RUN   goes on from a checkpoint, into the new folder RUN

With --bug behind it, the update loses Adam's bias correction of the second moment from iteration 137 on.
"""

import json
import os
import sys

import numpy as np

from trace_example import decode, encode, replace

SUBJECT, SIZE, COUNT = "numpy-gaussian", 24, 6
RATE, BETA1, BETA2, EPSILON = 0.02, 0.9, 0.999, 1e-8
BUG_FROM = 137
PARAMETERS = ("position", "width", "weight")
GRID = (np.arange(SIZE) + 0.5) / SIZE


def gaussians(position, width):
    """One picture a Gaussian, [COUNT, SIZE, SIZE], and the offsets of every pixel from its center in units of its width."""
    x = (GRID[None, None, :] - position[:, 0, None, None]) / width[:, None, None]
    y = (GRID[None, :, None] - position[:, 1, None, None]) / width[:, None, None]
    return np.exp(-(x * x + y * y) / 2), x, y


def render(position, width, weight):
    bumps, x, y = gaussians(position, width)
    return {"image": np.tensordot(weight, bumps, 1)}


def loss(image):
    residual = image - TARGET
    return {"residual": residual, "loss": float(np.mean(residual * residual))}


def backward(position, width, weight, residual):
    bumps, x, y = gaussians(position, width)
    slope = 2 / residual.size * residual * bumps * weight[:, None, None] / width[:, None, None]
    return {
        "gradient.position": np.stack([np.sum(slope * x, (1, 2)), np.sum(slope * y, (1, 2))], 1),
        "gradient.width": np.sum(slope * (x * x + y * y), (1, 2)),
        "gradient.weight": 2 / residual.size * np.sum(residual * bumps, (1, 2)),
    }


def update(values, iteration, bug):
    outputs = {}
    for name in PARAMETERS:
        gradient = values["gradient." + name]
        m = BETA1 * values["m." + name] + (1 - BETA1) * gradient
        v = BETA2 * values["v." + name] + (1 - BETA2) * gradient * gradient
        corrected = v if bug and iteration >= BUG_FROM else v / (1 - BETA2**iteration)
        step = RATE * (m / (1 - BETA1**iteration)) / (np.sqrt(corrected) + EPSILON)
        outputs.update({name: values[name] - step, "m." + name: m, "v." + name: v})
    return outputs


def start():
    random = np.random.default_rng(1)
    values = {"position": random.uniform(0.2, 0.8, (COUNT, 2)), "width": np.full(COUNT, 0.15), "weight": np.full(COUNT, 0.5)}
    moments = {kind + name: np.zeros_like(values[name]) for kind in ("m.", "v.") for name in PARAMETERS}
    return {**values, **moments}


def step(state, iteration, bug):
    """The next state, and what every stage gave, in data-flow order."""
    shape = {name: state[name] for name in PARAMETERS}
    stages = {"render": render(**shape)}
    stages["loss"] = loss(stages["render"]["image"])
    stages["backward"] = backward(**shape, residual=stages["loss"]["residual"])
    stages["update"] = update({**state, **stages["backward"]}, iteration, bug)
    return {name: stages["update"][name] for name in state}, stages


def write_values(run, kind, iteration, values, more):
    formats = {"checkpoints": "plumbline-state", "stages": "plumbline-stages"}
    metadata = {"format": formats[kind], "version": "1", "subject": SUBJECT, "iteration": str(iteration), **more}
    tensors = {name: value for name, value in values.items() if not isinstance(value, float)}
    metadata.update({name: repr(value) for name, value in values.items() if isinstance(value, float)})
    os.makedirs(os.path.join(run, kind), exist_ok=True)
    replace(os.path.join(run, kind, "%06d.safetensors" % iteration), encode(tensors, metadata))


def iterate(run, state, first, last, every, bug):
    """Writes the states at every multiple of `every` and at the end, and the stages of the last step."""
    write_values(run, "checkpoints", first, state, {})
    for iteration in range(first + 1, last + 1):
        state, stages = step(state, iteration, bug)
        if iteration % every == 0 or iteration == last:
            write_values(run, "checkpoints", iteration, state, {})
    if last > first:
        flat = {stage + "/" + name: value for stage, outputs in stages.items() for name, value in outputs.items()}
        write_values(run, "stages", last, flat, {"order": json.dumps(list(stages))})
    manifest = {"format": "plumbline-run", "version": 1, "subject": SUBJECT}
    # last, because a folder is a run from the moment that it has this file
    replace(os.path.join(run, "run.json"), json.dumps(manifest).encode())


TARGET = render(np.array([[0.3, 0.35], [0.65, 0.6], [0.5, 0.2]]), np.array([0.1, 0.2, 0.07]), np.array([0.9, 0.6, 0.7]))["image"]

if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--bug"]
    bug = "--bug" in sys.argv
    if arguments[0] == "run":
        _, run, iterations, every = arguments
        iterate(run, start(), 0, int(iterations), int(every), bug)
    else:
        _, checkpoint, iterations, run = arguments
        state, metadata = decode(checkpoint)
        begin = int(metadata["iteration"])
        iterate(run, state, begin, begin + int(iterations), int(iterations), bug)
