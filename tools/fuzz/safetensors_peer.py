"""What the safetensors package says of many files: one JSON line each, in order.

    python safetensors_peer.py FILES      (safetensors 0.8.0, numpy 2.4.6)

FILES: each file as 4 bytes of little-endian length, then its bytes. A line is {"error": text} for a refused file, else
{"tensors": [[name, shape, sha256 of the values as float32]]}; the hash is null for a dtype that numpy lacks.
"""
import hashlib, json, struct, sys

import numpy
import safetensors

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "u1", "BOOL": "u1"}


def float32(dtype, data):
    if dtype == "BF16":
        return (numpy.frombuffer(data, "<u2").astype("<u4") << 16).view("<f4")
    return numpy.frombuffer(data, DTYPES[dtype]).astype("<f4") if dtype in DTYPES else None


def digest(dtype, data):
    values = float32(dtype, bytes(data))
    return None if values is None else hashlib.sha256(numpy.where(numpy.isnan(values), 0, values).astype("<f4").tobytes()).hexdigest()


numpy.seterr(all="ignore")
content = open(sys.argv[1], "rb").read()
at = 0
while at < len(content):
    (length,) = struct.unpack_from("<I", content, at)
    blob = content[at + 4 : at + 4 + length]
    at += 4 + length
    try:
        tensors = [[name, t["shape"], digest(t["dtype"], t["data"])] for name, t in safetensors.deserialize(blob)]
        print(json.dumps({"tensors": tensors}))
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
