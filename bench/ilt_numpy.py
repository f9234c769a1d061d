"""NumPy on one thread, optimizing a mask by SimpleILT in single precision: an opponent of the lithography kernels.

usage: ilt_numpy.py FOLDER
FOLDER holds setup.json and the raw arrays kernels.c128 [condition, kernel, bins, bins] with the roots of their weights,
target.u8 [pixels, pixels] and params.f32 [count, count]. Every line "ITERATIONS" on standard input starts again from the
parameters and is answered by one line of JSON on standard output: {"cpu_seconds", "wall_seconds", "losses"}, the losses being
those before every update. The first update of all is done beforehand, as it is on the other side, where it lays out memory.

The same shortcuts as the kernels': coherent fields on the smallest grid without aliases, images between it and the pixels by
products with the waves of their few bins (which is faster than a fast transform wherever BLAS is), two images for three
corners, the adjoints of both doses together, what is frozen of the mask transformed once. What NumPy has no form for is one
pass over the pixels that does all of it.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np


def waves(radius, positions, period):
    """cos and -sin of the bins 0..radius side by side, [positions, 2 (radius + 1)], and exp(2 pi i f x) of -radius..radius."""
    f = np.arange(-radius, radius + 1)
    turns = 2 * np.pi * (np.outer(positions, f) % period) / period
    half = turns[:, radius:]
    real = np.concatenate([np.cos(half), -np.sin(half)], axis=1).astype(np.float32)
    return real, np.exp(1j * turns).astype(np.complex64)


def analyze(image, real, full):
    """The bins of a real image, [bins, bins]."""
    radius = full.shape[1] // 2
    parts = image @ real
    half = full.conj().T @ (parts[:, : radius + 1] + 1j * parts[:, radius + 1 :])
    return np.concatenate([half[::-1, :0:-1].conj(), half], axis=1)


def synthesize(spectrum, real, full):
    """The real image of bins."""
    radius = full.shape[1] // 2
    half = full @ spectrum[:, radius:]
    half[:, 1:] *= 2
    return np.concatenate([half.real, half.imag], axis=1) @ real.T


class Solver:
    def __init__(self, folder):
        self.setup = setup = json.loads((folder / "setup.json").read_text())
        pixels, start, count, radius = (setup[name] for name in ("pixels", "start", "count", "radius"))
        bins = 2 * radius + 1
        self.area = pixels * pixels
        self.side = setup["side"]
        self.place = np.arange(-radius, radius + 1) % self.side
        self.wide = np.arange(-2 * radius, 2 * radius + 1) % self.side
        kernels = np.fromfile(folder / "kernels.c128", np.complex128).reshape(2, -1, bins, bins)
        self.kernels = kernels.astype(np.complex64)
        self.target = np.fromfile(folder / "target.u8", np.uint8).reshape(pixels, pixels).astype(np.float32)
        self.start = np.fromfile(folder / "params.f32", np.float32).reshape(count, count)
        self.image_waves = waves(2 * radius, np.arange(pixels), pixels)
        self.mask_waves = waves(radius, np.arange(start, start + count), pixels)
        frame = 1 / (1 + np.exp(-setup["theta"] * (2 * self.target - 1)))
        frame[start : start + count, start : start + count] = 0
        self.frame = analyze(frame, *waves(radius, np.arange(pixels), pixels)) / self.area
        self.start -= np.float32(setup["rate"]) * self.evaluate(self.start)[1]

    def fields(self, mask, kernels):
        grid = np.zeros((len(kernels), self.side, self.side), np.complex64)
        grid[:, self.place[:, None], self.place] = kernels * mask
        return np.fft.ifft2(grid) * self.side**2

    def image(self, fields):
        intensity = (fields.real**2 + fields.imag**2).sum(0)
        spectrum = (np.fft.fft2(intensity) / self.side**2)[self.wide[:, None], self.wide]
        return synthesize(spectrum.astype(np.complex64), *self.image_waves)

    def back(self, fields, kernels, gradient):
        grid = np.zeros((self.side, self.side), np.complex64)
        grid[self.wide[:, None], self.wide] = analyze(gradient, *self.image_waves)
        carried = np.fft.fft2((np.fft.ifft2(grid) * self.side**2).real * fields)
        return 2 * (kernels.conj() * carried[:, self.place[:, None], self.place]).sum(0) / self.side**2

    def printed(self, intensity, dose):
        """Z and its derivative by the intensity."""
        slope = np.float32(self.setup["steepness"])
        z = 1 / (1 + np.exp(slope * np.float32(self.setup["threshold"]) - slope * np.float32(dose * dose) * intensity))
        return z, np.float32(dose * dose) * slope * z * (1 - z)

    def evaluate(self, params):
        """The loss, the gradient by the parameters."""
        setup = self.setup
        mask = 1 / (1 + np.exp(np.float32(-setup["theta"]) * params))
        spectrum = (analyze(mask, *self.mask_waves) / self.area + self.frame).astype(np.complex64)
        focus, defocus = [self.fields(spectrum, kernels) for kernels in self.kernels]
        lit, blurred = self.image(focus), self.image(defocus)
        loss, gradients = 0.0, []
        for image, dose in ((lit, 1), (lit, setup["dose_max"]), (blurred, setup["dose_min"])):
            z, slope = self.printed(image, dose)
            z -= self.target
            loss += float(np.vdot(z, z))
            gradients.append(2 * z * slope)
        total = self.back(focus, self.kernels[0], gradients[0] + gradients[1])
        total += self.back(defocus, self.kernels[1], gradients[2])
        total = (total + total[::-1, ::-1].conj()) / (2 * self.area)
        by_mask = synthesize(total.astype(np.complex64), *self.mask_waves)
        return loss, np.float32(setup["theta"]) * mask * (1 - mask) * by_mask

    def solve(self, iterations):
        params = self.start.copy()
        losses = []
        for _ in range(iterations):
            loss, gradient = self.evaluate(params)
            losses.append(loss)
            params -= np.float32(self.setup["rate"]) * gradient
        return losses


def main():
    solver = Solver(Path(sys.argv[1]))
    print(json.dumps({"numpy": np.__version__}), flush=True)
    for line in sys.stdin:
        cpu, wall = time.process_time(), time.perf_counter()
        losses = solver.solve(int(line))
        used = {"cpu_seconds": time.process_time() - cpu, "wall_seconds": time.perf_counter() - wall}
        print(json.dumps({**used, "losses": losses}), flush=True)


main()
