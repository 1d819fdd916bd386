"""What setup needs of a TensorFlow wheel, which is a zip file.

wheel.py cuda WHEEL          the NVIDIA packages it wants with its extra and-cuda, one requirement a line
wheel.py extract DEST WHEEL… libraries and the few headers that the binding includes, under DEST as pip would lay them out
"""

import os
import re
import sys
import zipfile

HEADERS = ("tensorflow/c/", "tensorflow/core/platform/", "tsl/", "xla/tsl/")
LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")


def is_wanted(name: str) -> bool:
    if name.startswith("nvidia/"):
        return "/include/" not in name and not name.endswith(".a")
    header = name.removeprefix("tensorflow/include/")
    return name in LIBRARIES or (header != name and header.startswith(HEADERS) and header.endswith((".h", ".inc")))


def extract(destination: str, wheels: list[str]) -> None:
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.infolist():
                if is_wanted(member.filename):
                    path = archive.extract(member, destination)
                    os.chmod(path, 0o755 if member.is_dir() or member.external_attr >> 16 & 0o100 else 0o644)


def cuda_requirements(wheel: str) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    wanted = [line for line in lines if re.match(r"Requires-Dist: .*extra == .and-cuda.", line)]
    return [re.sub(r"[() ]", "", line.removeprefix("Requires-Dist:").split(";")[0]) for line in wanted]


if __name__ == "__main__":
    if sys.argv[1] == "cuda":
        print("\n".join(cuda_requirements(sys.argv[2])))
    else:
        extract(sys.argv[2], sys.argv[3:])
