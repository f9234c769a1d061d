"""Writes updates.json, schedules.json and clipping.json beside this file. Run with Debian's python3-torch:

    /usr/bin/python3 golden/optimizers/make.py

Every number is a double, printed so that it reads back exactly.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent
STEPS = 20
START = [0.5, -1.25, 2.0, 0.0, -0.03125]
# A gradient that changes sign, stays, fades and is zero at times: columns are parameters.
GRADIENTS = [
    [
        round(math.sin(0.7 * t), 4),
        0.25,
        round(-1.5 * 0.8**t, 4),
        0.0 if t % 3 == 0 else 0.001,
        round(100 * math.cos(2.0 * t), 2),
    ]
    for t in range(1, STEPS + 1)
]


def with_torch(make, rate, **settings):
    p = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make([p], lr=rate, **settings)
    rows = []
    for gradient in GRADIENTS:
        p.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        rows.append(p.detach().tolist())
    return rows


def adan(rate, beta1, beta2, beta3, eps, decay):
    """Algorithm 1 of arXiv 2208.06677 in the paper's letters, whose betas are one minus the program's, with the zero start,
    the bias correction and the eps outside the root that the authors' program has."""
    b1, b2, b3 = 1 - beta1, 1 - beta2, 1 - beta3
    theta = np.array(START)
    m, v, n = np.zeros(5), np.zeros(5), np.zeros(5)
    before = np.array(GRADIENTS[0])
    rows = []
    for k, g in enumerate(map(np.array, GRADIENTS), start=1):
        m = (1 - b1) * m + b1 * g
        v = (1 - b2) * v + b2 * (g - before)
        n = (1 - b3) * n + b3 * (g + (1 - b2) * (g - before)) ** 2
        eta = rate / (np.sqrt(n) / math.sqrt(1 - (1 - b3) ** k) + eps)
        drift = m / (1 - (1 - b1) ** k) + (1 - b2) * v / (1 - (1 - b2) ** k)
        theta = (theta - eta * drift) / (1 + decay * rate)
        before = g
        rows.append(theta.tolist())
    return rows


def updates():
    adam, adamw, sgd = torch.optim.Adam, torch.optim.AdamW, torch.optim.SGD
    return [
        case("torch.optim.Adam", "adam", 0.01, {}, with_torch(adam, 0.01)),
        case("torch.optim.Adam", "adam", 0.1, {"beta1": 0.0, "beta2": 0.9, "eps": 0.001},
             with_torch(adam, 0.1, betas=(0.0, 0.9), eps=0.001)),
        case("torch.optim.AdamW", "adamw", 0.01, {}, with_torch(adamw, 0.01)),
        case("torch.optim.AdamW", "adamw", 0.1, {"weightDecay": 0.5}, with_torch(adamw, 0.1, weight_decay=0.5)),
        case("torch.optim.SGD", "sgd", 0.01, {}, with_torch(sgd, 0.01)),
        case("torch.optim.SGD", "momentum", 0.01, {"mu": 0.9}, with_torch(sgd, 0.01, momentum=0.9)),
        case("torch.optim.SGD", "momentum", 0.01, {"mu": 0.7, "nesterov": True},
             with_torch(sgd, 0.01, momentum=0.7, nesterov=True)),
        case("NumPy, after the paper", "adan", 0.01, {}, adan(0.01, 0.98, 0.92, 0.99, 1e-8, 0.0)),
        case("NumPy, after the paper", "adan", 0.1,
             {"beta1": 0.9, "beta2": 0.5, "beta3": 0.95, "eps": 0.001, "weightDecay": 0.02},
             adan(0.1, 0.9, 0.5, 0.95, 0.001, 0.02)),
    ]


def case(source, optimizer, rate, settings, parameters):
    return {"source": source, "optimizer": optimizer, "rate": rate, "settings": settings, "parameters": parameters}


def rates(make, count, **arguments):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    scheduler = make(optimizer, **arguments)
    rows = []
    for _ in range(count):
        rows.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rows


def schedules():
    s = torch.optim.lr_scheduler
    return [
        {"source": "CosineAnnealingWarmRestarts",
         "settings": {"kind": "warm-restarts", "rate": 0.1, "minimum": 0.001, "period": 5, "multiplier": 2},
         "rates": rates(s.CosineAnnealingWarmRestarts, 40, T_0=5, T_mult=2, eta_min=0.001)},
        {"source": "CosineAnnealingWarmRestarts",
         "settings": {"kind": "warm-restarts", "rate": 0.1, "period": 7},
         "rates": rates(s.CosineAnnealingWarmRestarts, 40, T_0=7)},
        {"source": "CosineAnnealingLR",
         "settings": {"kind": "cosine", "rate": 0.1, "minimum": 0.01, "total": 30},
         "rates": rates(s.CosineAnnealingLR, 31, T_max=30, eta_min=0.01)},
        {"source": "StepLR",
         "settings": {"kind": "step", "rate": 0.1, "factor": 0.3, "every": 6},
         "rates": rates(s.StepLR, 40, step_size=6, gamma=0.3)},
        {"source": "ExponentialLR",
         "settings": {"kind": "exponential", "rate": 0.1, "ratio": 0.01, "end": 40},
         "rates": rates(s.ExponentialLR, 41, gamma=0.01 ** (1 / 40))},
    ]


def clipping():
    groups = [[30000.0, -40000.0], [1200.5, 0.0, -7.25]]
    rows = []
    for limit in [1.0, 1000.0, 50000.0, 60000.0]:
        params = [torch.zeros(len(g), dtype=torch.float64, requires_grad=True) for g in groups]
        for p, g in zip(params, groups):
            p.grad = torch.tensor(g, dtype=torch.float64)
        norm = torch.nn.utils.clip_grad_norm_(params, limit).item()
        rows.append({"limit": limit, "norm": norm, "clipped": [p.grad.tolist() for p in params]})
    return {"source": "torch.nn.utils.clip_grad_norm_", "groups": groups, "cases": rows}


def write(name, content):
    (HERE / name).write_text(json.dumps({"torch": torch.__version__, "numpy": np.__version__, **content}, indent=1) + "\n")


write("updates.json", {"start": START, "gradients": GRADIENTS, "cases": updates()})
write("schedules.json", {"cases": schedules()})
write("clipping.json", clipping())
