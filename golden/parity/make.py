"""Measures of image similarity by scikit-image, and arrays saved by NumPy.

    python3 make.py    writes image-measures.json and the .npy files beside itself
"""

import json
import os

import numpy as np
import skimage
from skimage import io
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

HERE = os.path.dirname(os.path.abspath(__file__))


def photograph(name):
    return io.imread(os.path.join(HERE, "../images", name))


# what is done to the 8-bit samples of a copy
CHANGES = {
    "shifted": lambda image: np.roll(image, 1, axis=1),
    "halved": lambda image: image // 2,
    "coarse": lambda image: image // 16 * 16,
    "mirrored": lambda image: image[:, ::-1],
}


measures = []
for name in ["camera.png", "coffee.png", "chelsea.png"]:
    image = photograph(name)
    for how, change in CHANGES.items():
        one, other = image / 255, change(image) / 255
        ssim = structural_similarity(
            one, other, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1.0,
            channel_axis=None if image.ndim == 2 else 2)
        psnr = peak_signal_noise_ratio(one, other, data_range=1.0)
        measures.append({"image": name, "changed": how, "ssim": ssim, "psnr": psnr})
with open(os.path.join(HERE, "image-measures.json"), "w") as file:
    json.dump({"skimage": skimage.__version__, "measures": measures}, file, indent=1)
    file.write("\n")

grid = np.arange(24).reshape(2, 3, 4)
np.save(os.path.join(HERE, "grid-f4.npy"), (grid / 8).astype("<f4"))
np.save(os.path.join(HERE, "grid-f8-fortran.npy"), np.asfortranarray((grid / 8).astype("<f8")))
np.save(os.path.join(HERE, "grid-i8.npy"), (grid - 12).astype("<i8"))
np.save(os.path.join(HERE, "mask-b1.npy"), grid % 3 == 0)
np.save(os.path.join(HERE, "number-f8.npy"), np.float64(0.1))
