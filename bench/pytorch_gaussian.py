"""PyTorch on one thread, fitting axis-aligned Gaussians to an image with autograd and Adam: an opponent of the kernels.

usage: pytorch_gaussian.py COUNT WIDTH HEIGHT START TARGET {dense,separable} {full,l2}
START and TARGET are raw single-precision files: seven planes of COUNT numbers (x, y, sx, sy, red, green, blue), and an image
[HEIGHT, WIDTH, 3]. Every line "ITERATIONS" on standard input starts again from START and is answered by one line of JSON on
standard output: {"iterations", "cpu_seconds", "wall_seconds", "losses"}, the losses being those before every hundredth update.

"dense" draws as it is commonly written: the weights of all Gaussians at all pixels, [COUNT, HEIGHT * WIDTH], cut off. In
"separable" they are products of a column's and a row's factor, so that the image is one matrix product; the cutoff is left
out, which changes the image by less than the last bit that counts: a weight there is below exp(-20) = 2e-9, against the 0.01
in the denominator. Both were the fastest of several forms measured.
"""

import json
import sys
import time

import torch
import torch.nn.functional as F

CUTOFF = 40.0
EPSILON = 0.01
C1, C2 = 0.01**2, 0.03**2
LOWEST = torch.tensor([0, 0, 0.001, 0.001, 0, 0, 0])[:, None]
HIGHEST = torch.tensor([1, 1, 0.5, 0.5, 1, 1, 1])[:, None]


def dense(parameters, columns, rows):
    """The image [3, H, W] from parameters [7, N], with a cutoff of CUTOFF squared standard deviations."""
    x, y, sx, sy = parameters[:4, :, None]
    squared = (((rows - y) / sy) ** 2)[:, :, None] + (((columns - x) / sx) ** 2)[:, None, :]
    weights = (torch.exp(-0.5 * squared) * (squared <= CUTOFF)).flatten(1)
    image = (parameters[4:7] @ weights) / (weights.sum(0) + EPSILON)
    return image.reshape(3, len(rows), len(columns))


def separable(parameters, columns, rows):
    """The image [3, H, W] from parameters [7, N], without a cutoff."""
    x, y, sx, sy = parameters[:4, :, None]
    by_column = torch.exp(-0.5 * ((columns - x) / sx) ** 2)
    by_row = torch.exp(-0.5 * ((rows - y) / sy) ** 2)
    colors = torch.cat([parameters[4:7], torch.ones_like(x).T])
    sums = by_row.T @ (by_column * colors[:, :, None])
    return sums[:3] / (sums[3] + EPSILON)


def box(image):
    """Means over 8 by 8 windows centered in [4, size - 4), as a tree of sums: here faster than avg_pool2d, conv2d or products."""
    image = image[:, :-1, :-1]
    for dimension in (1, 2):
        for shift in (1, 2, 4):
            kept = image.shape[dimension] - shift
            image = image.narrow(dimension, 0, kept) + image.narrow(dimension, shift, kept)
    return image * (1 / 64)


def ssim_to(target):
    """The mean SSIM of an image [3, H, W] to `target`, whose own statistics are worked out once."""
    mean = box(target)
    mean_squared = mean * mean + C1
    variance = box(target * target) - mean * mean + C2

    def ssim(image):
        own_mean, square, product = box(torch.cat([image, image * image, image * target])).chunk(3)
        own_squared = own_mean * own_mean
        means = own_mean * mean
        above = (2 * means + C1) * (2 * (product - means) + C2)
        return (above / ((own_squared + mean_squared) * (square - own_squared + variance))).mean()

    return ssim


def fit(start, target, render, gradient, iterations):
    """Adam at a rate of 0.001 from `start` [7, N] to `target` [3, H, W]: the loss before every hundredth update."""
    columns = torch.arange(target.shape[2], dtype=torch.float32) / target.shape[2]
    rows = torch.arange(target.shape[1], dtype=torch.float32) / target.shape[1]
    ssim = ssim_to(target)
    parameters = start.clone().requires_grad_()
    optimizer = torch.optim.Adam([parameters], lr=0.001)
    losses = []
    for iteration in range(1, iterations + 1):
        image = render(parameters, columns, rows)
        l2 = F.mse_loss(image, target)
        logged = iteration % 100 == 0
        if gradient == "full" or logged:
            loss = 0.2 * F.l1_loss(image, target) + 0.8 * l2 + 0.1 * (1 - ssim(image))
            if logged:
                losses.append(loss.item())
        optimizer.zero_grad(set_to_none=True)
        (loss if gradient == "full" else l2).backward()
        optimizer.step()
        with torch.no_grad():
            parameters.copy_(torch.clamp(parameters, LOWEST, HIGHEST))
    return losses


def read(path, shape):
    with open(path, "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(shape)


def blas_in_use():
    """The file of the BLAS that is loaded (Linux): PyTorch is up to half as fast again with OpenBLAS as with the plain one."""
    try:
        with open("/proc/self/maps") as maps:
            return next((line.split()[-1] for line in maps if "blas" in line), "built in")
    except OSError:
        return "unknown"


def main(count, width, height, start, target, form, gradient):
    torch.set_num_threads(1)
    # tails of exp underflow in the separable form, and a denormal costs as much as hundreds of other numbers
    torch.set_flush_denormal(True)
    count, width, height = int(count), int(width), int(height)
    parameters = read(start, (7, count))
    image = read(target, (height, width, 3)).permute(2, 0, 1).contiguous()
    render = {"dense": dense, "separable": separable}[form]
    print(json.dumps({"torch": torch.__version__, "blas": blas_in_use()}), flush=True)
    for line in sys.stdin:
        iterations = int(line)
        cpu, wall = time.process_time(), time.perf_counter()
        losses = fit(parameters, image, render, gradient, iterations)
        times = {"cpu_seconds": time.process_time() - cpu, "wall_seconds": time.perf_counter() - wall}
        print(json.dumps({"iterations": iterations, **times, "losses": losses}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
