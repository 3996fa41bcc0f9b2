"""Reads spoiled copies of a clip, one after the other, in a process that may die: `spoiled.py CLIP COUNT`.

Prints `try SEED` before and `frames N` or the sentence after each; anything else is a fault.
"""

import random
import sys
from pathlib import Path

from core.errors import UserError
from core.video.reader import open_reader

MOST_FRAMES = 400


def spoil(whole: bytes, seed: int) -> bytes:
    """The same bytes with some changed, cut out, doubled or lost at the end; which ones the seed decides."""
    chooser, data = random.Random(seed), bytearray(whole)
    kind = seed % 5
    if kind < 3:
        # the tables (at the head or the tail) are small and matter most
        ends = min(len(data) // 4, 4000)
        for _ in range(chooser.choice((1, 4, 16, 64))):
            where = chooser.choice(("head", "tail", "anywhere")) if kind else "anywhere"
            low, high = {"head": (0, ends), "tail": (len(data) - ends, len(data)), "anywhere": (0, len(data))}[where]
            data[chooser.randrange(low, high)] = chooser.choice((0, 255, chooser.randrange(256)))
    elif kind == 3:
        at, length = chooser.randrange(len(data)), chooser.randrange(1, 3000)
        data[at : at + length] = chooser.choice((b"", data[at : at + length] * 2, bytes(length)))
    else:
        del data[chooser.randrange(len(data)) :]
    return bytes(data)


def read(path: Path, seed: int) -> str:
    """What becomes of one spoiled clip."""
    try:
        with open_reader(path) as reader:
            shown = sum(frame.rgb.ndim == 3 for frame in reader.frames(0, MOST_FRAMES))
            for number in random.Random(seed).choices(range(min(len(reader), MOST_FRAMES)), k=3):
                assert reader.frame(number).number == number
            return f"frames {shown}"
    except UserError as error:
        return error.sentence


def main() -> None:
    clip, count = Path(sys.argv[1]), int(sys.argv[2])
    whole = clip.read_bytes()
    spoiled = clip.with_name(f"spoiled{clip.suffix}")
    for seed in range(count):
        spoiled.write_bytes(spoil(whole, seed))
        sys.stdout.write(f"try {seed}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{read(spoiled, seed)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
