"""Writes a run that Plumbline reads, and reads a run that Plumbline wrote.

    python3 trace_example.py write RUN    a run of gradient descent, into the new folder RUN
    python3 trace_example.py read RUN     its checkpoints and scalars, as JSON on the standard output
"""

import csv
import json
import os
import struct
import sys
import zlib

import numpy as np

DTYPES = {"F64": "<f8", "F32": "<f4", "I8": "|i1", "U8": "|u1", "I16": "<i2",
          "U16": "<u2", "I32": "<i4", "U32": "<u4", "I64": "<i8", "U64": "<u8"}
NAMES = {np.dtype(code): name for name, code in DTYPES.items()}
RESERVED = {"format", "version", "subject", "iteration", "crc32", "header_crc32"}


def replace(path, data):
    """The file is the old one or the new one, whole, whenever the program or the machine stops."""
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, "." + name + ".tmp")
    with open(temporary, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def encode(tensors, metadata):
    arrays = {name: np.asarray(tensors[name], order="C") for name in sorted(tensors)}
    data = b"".join(array.tobytes() for array in arrays.values())
    header = {"__metadata__": {**metadata, "crc32": "%08x" % zlib.crc32(data)}}
    end = 0
    for name, array in arrays.items():
        begin, end = end, end + array.nbytes
        header[name] = {"dtype": NAMES[array.dtype], "shape": array.shape, "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def decode(path):
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8:8 + length])
    data = content[8 + length:]
    metadata = header.pop("__metadata__", {})
    if "crc32" in metadata and int(metadata["crc32"], 16) != zlib.crc32(data):
        raise ValueError(path + ": damaged")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[begin:end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def write_tensors(run, kind, iteration, tensors, numbers):
    kinds = {"checkpoints": "plumbline-state", "stages": "plumbline-stages"}
    head = {"format": kinds[kind], "version": "1", "subject": "descent", "iteration": str(iteration)}
    # repr gives the fewest digits that read back as the same double
    texts = {name: repr(float(number)) for name, number in numbers.items()}
    replace(os.path.join(run, kind, "%06d.safetensors" % iteration), encode(tensors, {**head, **texts}))


def write(run):
    for folder in ("checkpoints", "stages"):
        os.makedirs(os.path.join(run, folder))
    curvature = np.array([1.0, 3.0, 10.0])
    point, velocity, rate, momentum = np.array([1.0, -2.0, 0.5]), np.zeros(3), 0.1, 0.5
    rows = ["iteration,loss,norm\n"]
    write_tensors(run, "checkpoints", 0, {"point": point, "velocity": velocity}, {"rate": rate, "momentum": momentum})
    for iteration in range(1, 21):
        gradient = curvature * point
        loss = float(np.sum(gradient * point)) / 2
        velocity = momentum * velocity + gradient
        point = point - rate * velocity
        rows.append("%d,%r,%r\n" % (iteration, loss, float(np.sqrt(np.sum(gradient * gradient)))))
    # the rows before the checkpoint that they belong to
    replace(os.path.join(run, "scalars.csv"), "".join(rows).encode())
    write_tensors(run, "stages", 20, {"gradient/value": gradient, "update/velocity": velocity}, {"loss/value": loss})
    write_tensors(run, "checkpoints", 20, {"point": point, "velocity": velocity}, {"rate": rate, "momentum": momentum})
    # last, because a folder is a run from the moment that it has this file
    manifest = {"format": "plumbline-run", "version": 1, "subject": "descent"}
    replace(os.path.join(run, "run.json"), json.dumps(manifest).encode())


def read(run):
    found = {"checkpoints": {}}
    for file in sorted(os.listdir(os.path.join(run, "checkpoints"))):
        if file.startswith(".") or not file.endswith(".safetensors"):
            continue
        tensors, metadata = decode(os.path.join(run, "checkpoints", file))
        numbers = {name: float(text) for name, text in metadata.items() if name not in RESERVED}
        found["checkpoints"][metadata["iteration"]] = {
            "tensors": {name: {"shape": tensor.shape, "values": tensor.ravel().tolist()} for name, tensor in tensors.items()},
            "numbers": numbers,
        }
    with open(os.path.join(run, "scalars.csv"), newline="") as file:
        text = file.read()
    # what follows the last newline was not fully written
    header, *rows = csv.reader(text[:text.rindex("\n")].split("\n"))
    columns = zip(*([int(row[0])] + [float(cell) for cell in row[1:]] for row in rows))
    found["scalars"] = dict(zip(header, columns))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](sys.argv[2])
