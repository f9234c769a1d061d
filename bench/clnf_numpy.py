"""Constrained local neural fields in plain NumPy on one thread, landmark by landmark: an opponent of the kernels.

usage: clnf_numpy.py CLNF_FILE IMAGE WIDTH HEIGHT S,RX,RY,RZ,TX,TY
CLNF_FILE is a clnf_*.txt model of OpenFace; IMAGE a raw file of 8-bit gray values. Everything that depends on the model alone,
Sigma included, is worked out before the first fit. Every line "COUNT" on standard input does that many fits and is answered by
one line of JSON on standard output: {"cpu_seconds", "wall_seconds", "losses"}, the losses being the landmarks, x before y.
"""

import json
import os
import struct
import sys
import time

import numpy as np

WINDOWS = (11, 9, 7, 5)
SIGMA, REG, ITERATIONS, SMALLEST_CHANGE = 1.5, 25, 5, 0.01
TYPES = {0: "u1", 4: "<i4", 5: "<f4", 6: "<f8"}


class Reader:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.bytes = file.read()
        self.at = 0

    def take(self, form):
        (value,) = struct.unpack_from("<" + form, self.bytes, self.at)
        self.at += struct.calcsize(form)
        return value

    def matrix(self):
        rows, columns, kind = self.take("i"), self.take("i"), self.take("i")
        data = np.frombuffer(self.bytes, TYPES[kind], rows * columns, self.at).reshape(rows, columns)
        self.at += data.nbytes
        return data


def read_pdm(path):
    with open(path) as file:
        tokens = " ".join(line for line in file if line[0] not in "#\n ").split()
    matrices, at = [], 0
    while at < len(tokens):
        rows, columns = int(tokens[at]), int(tokens[at + 1])
        size = rows * columns
        matrices.append(np.array(tokens[at + 3 : at + 3 + size], float).reshape(rows, columns))
        at += 3 + size
    mean, basis, variances = matrices
    return mean[:, 0], basis, variances[0]


def read_experts(path):
    reader = Reader(path)
    scale = reader.take("d")
    views = reader.take("i")
    centers = [np.radians(reader.matrix()[:, 0]) for _ in range(views)]
    visible = [reader.matrix()[:, 0] for _ in range(views)]
    smoothing = {}
    for _ in range(reader.take("i")):
        window, count = reader.take("i"), reader.take("i")
        smoothing[window] = [reader.matrix() for _ in range(count)]
    betas = len(next(iter(smoothing.values()), []))
    patches = [[read_patch(reader, betas) for _ in seen] for seen in visible]
    return {"scale": scale, "centers": centers, "visible": visible, "smoothing": smoothing, "patches": patches}


def read_patch(reader, betas):
    _, _, _, count = (reader.take("i") for _ in range(4))
    if count == 0:
        reader.take("i")
        return None
    neurons = []
    for _ in range(count):
        reader.take("i"), reader.take("i")
        norm, bias, alpha = (reader.take("d") for _ in range(3))
        neurons.append((norm, bias, alpha, reader.matrix().astype(float)))
    return neurons, [reader.take("d") for _ in range(betas)], reader.take("d")


def sigma_of(patch, components, window):
    neurons, betas, _ = patch
    precision = 2 * sum(alpha for _, _, alpha, _ in neurons) * np.eye(window * window)
    for beta, component in zip(betas, components):
        precision += 2 * beta * component
    return np.linalg.inv(precision)


def rotation(rx, ry, rz):
    s1, s2, s3 = np.sin((rx, ry, rz))
    c1, c2, c3 = np.cos((rx, ry, rz))
    return np.array(
        [
            [c2 * c3, -c2 * s3, s2],
            [c1 * s3 + c3 * s1 * s2, c1 * c3 - s1 * s2 * s3, -c2 * s1],
            [s1 * s3 - c1 * c3 * s2, c3 * s1 + c1 * s2 * s3, c1 * c2],
        ]
    )


def angles(r):
    q0 = np.sqrt(1 + np.trace(r)) / 2
    q1, q2, q3 = (np.array([r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1]]) / (4 * q0)).tolist()
    ry = np.arcsin(np.clip(2 * (q0 * q2 + q1 * q3), -1, 1))
    rx = np.arctan2(2 * (q0 * q1 - q2 * q3), q0 * q0 - q1 * q1 - q2 * q2 + q3 * q3)
    rz = np.arctan2(2 * (q0 * q3 - q1 * q2), q0 * q0 + q1 * q1 - q2 * q2 - q3 * q3)
    return rx, ry, rz


def similarity(source, target):
    """The [2, 2] part of the similarity from one shape [2, n] to another."""
    a = source - source.mean(1, keepdims=True)
    b = target - target.mean(1, keepdims=True)
    u, _, v = np.linalg.svd(b @ a.T)
    turn = u @ np.diag([1, np.linalg.det(u @ v)]) @ v
    return np.sqrt((b * b).sum() / (a * a).sum()) * turn


def sample(image, matrix, side):
    """Bilinear sampling in steps of 1/32 px as OpenCV's warpAffine does it, zero outside."""
    m = matrix.astype(np.float32).astype(float)
    steps = np.arange(side)
    across = np.rint(1024 * m[:, :1] * steps).astype(int)
    down = np.rint(1024 * (m[:, 1:2] * steps + m[:, 2:])).astype(int)
    x, y = ((down[axis][:, None] + 16 + across[axis][None, :]) >> 5 for axis in (0, 1))
    left, top, fx, fy = x >> 5, y >> 5, (x & 31) / 32, (y & 31) / 32
    height, width = image.shape

    def gray(ix, iy):
        inside = (ix >= 0) & (ix < width) & (iy >= 0) & (iy < height)
        return np.where(inside, image[np.clip(iy, 0, height - 1), np.clip(ix, 0, width - 1)], 0.0)

    upper = (1 - fx) * gray(left, top) + fx * gray(left + 1, top)
    lower = (1 - fx) * gray(left, top + 1) + fx * gray(left + 1, top + 1)
    return (1 - fy) * upper + fy * lower


class Fitter:
    def __init__(self, clnf_file):
        folder = os.path.dirname(clnf_file)
        self.experts = []
        with open(clnf_file) as file:
            for line in file:
                keyword, _, path = line.rstrip("\r\n").partition(" ")
                if keyword == "PDM":
                    self.mean, self.basis, self.variances = read_pdm(os.path.join(folder, path))
                elif keyword == "PatchesCCNF":
                    self.experts.append(read_experts(os.path.join(folder, path)))
        self.sigmas = {}
        self.points = len(self.mean) // 3
        self.modes = len(self.variances)

    def sigma(self, scale, view, window, i):
        key = (scale, view, window, i)
        if key not in self.sigmas:
            components = self.experts[-1]["smoothing"].get(window, [])
            self.sigmas[key] = sigma_of(self.experts[scale]["patches"][view][i], components, window)
        return self.sigmas[key]

    def shape(self, params):
        space = (self.mean + self.basis @ params[6:]).reshape(3, self.points)
        return params[0] * rotation(*params[1:4])[:2] @ space + params[4:6, None], space

    def response(self, image, scale, view, window, i, center, to_image):
        neurons, _, _ = self.experts[scale]["patches"][view][i]
        patch = neurons[0][3].shape[0]
        side = window + patch - 1
        start = center - to_image @ np.full(2, (side - 1) / 2)
        area = sample(image, np.column_stack([to_image, start]), side)
        views = np.lib.stride_tricks.sliding_window_view(area, (patch, patch)).reshape(window * window, -1)
        centered = views - views.mean(1, keepdims=True)
        norms = np.linalg.norm(centered, axis=1, keepdims=True)
        normalized = centered / np.where(norms > 0, norms, 1)
        total = np.zeros(window * window)
        for norm, bias, alpha, weights in neurons:
            if alpha > 1e-4:
                total += 2 * alpha / (1 + np.exp(-(norm * (normalized @ weights.ravel()) + bias)))
        smooth = self.sigma(scale, view, window, i) @ total
        return (smooth - min(smooth.min(), 0)).reshape(window, window)

    def jacobian(self, params, space, seen, rigid):
        s, r = params[0], rotation(*params[1:4])
        x, y, z = space
        modes = self.basis.reshape(3, self.points, self.modes)
        rows = []
        for axis in (0, 1):
            r0, r1, r2 = r[axis]
            columns = [
                r0 * x + r1 * y + r2 * z,
                s * (y * r2 - z * r1),
                -s * (x * r2 - z * r0),
                s * (x * r1 - y * r0),
                np.full(self.points, 1.0 - axis),
                np.full(self.points, float(axis)),
            ]
            block = np.column_stack(columns)
            if not rigid:
                block = np.column_stack([block, s * np.tensordot(r[axis], modes, 1)])
            rows.append(block * seen[:, None])
        return np.vstack(rows)

    def step(self, params, maps, window, base, to_reference, to_image, seen, regularization, sigma, rigid, previous):
        shape, space = self.shape(params)
        if previous is not None and np.linalg.norm(shape - previous) < SMALLEST_CHANGE:
            return params, None
        place = np.clip(to_reference @ (shape - base) + (window - 1) // 2, 0, window - 0.1)
        centers = np.floor(place / 0.1 + 0.5) * 0.1
        cells = np.arange(window)
        shifts = np.zeros((2, self.points))
        for i in np.flatnonzero(seen):
            across = np.exp(-((centers[0, i] - cells) ** 2) / (2 * sigma * sigma))
            down = np.exp(-((centers[1, i] - cells) ** 2) / (2 * sigma * sigma))
            weighted = maps[i] * down[:, None] * across[None, :]
            shifts[:, i] = (weighted.sum(0) @ cells, weighted.sum(1) @ cells) / weighted.sum() - place[:, i]
        jacobian = self.jacobian(params, space, seen, rigid)
        hessian = jacobian.T @ jacobian
        gradient = jacobian.T @ (to_image @ shifts).ravel()
        if not rigid:
            prior = regularization / self.variances
            hessian[6:, 6:] += np.diag(prior)
            gradient[6:] -= prior * params[6:]
        update = np.linalg.solve(hessian, gradient)
        after = params.copy()
        after[: len(update)] += update
        w = update[1:4]
        u, _, v = np.linalg.svd(np.array([[1, -w[2], w[1]], [w[2], 1, -w[0]], [-w[1], w[0], 1]]))
        after[1:4] = angles(rotation(*params[1:4]) @ u @ v)
        limit = 3 * np.sqrt(self.variances)
        after[6:] = np.clip(after[6:], -limit, limit)
        return after, shape

    def fit(self, image, start):
        params = np.concatenate([start, np.zeros(self.modes)])
        for scale, experts in enumerate(self.experts):
            window = WINDOWS[scale]
            distances = [((center - params[1:4]) ** 2).sum() for center in experts["centers"]]
            view = int(np.argmin(distances))
            seen = (experts["visible"][view] != 0).astype(float)
            base, space = self.shape(params)
            to_reference = similarity(base, experts["scale"] * space[:2])
            to_image = np.linalg.inv(to_reference)
            maps = {
                i: self.response(image, scale, view, window, i, base[:, i], to_image) for i in np.flatnonzero(seen)
            }
            octaves = np.log2(self.experts[min(scale, 2)]["scale"] / 0.25)
            regularization, sigma = max(REG - 15 * octaves, 0.001), SIGMA + 0.25 * octaves
            for rigid in (True, False):
                previous = None
                for _ in range(ITERATIONS):
                    params, previous = self.step(
                        params, maps, window, base, to_reference, to_image, seen, regularization, sigma, rigid, previous
                    )
                    if previous is None:
                        break
        return self.shape(params)[0]


def main():
    clnf_file, image_file, width, height, start = sys.argv[1:]
    image = np.fromfile(image_file, np.uint8).reshape(int(height), int(width))
    fitter = Fitter(clnf_file)
    params = np.array([float(number) for number in start.split(",")])
    fitter.fit(image, params)
    print(json.dumps({"numpy": np.__version__}), flush=True)
    for line in sys.stdin:
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(int(line)):
            landmarks = fitter.fit(image, params)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        print(json.dumps({"cpu_seconds": cpu, "wall_seconds": wall, "losses": landmarks.ravel().tolist()}), flush=True)


if __name__ == "__main__":
    main()
