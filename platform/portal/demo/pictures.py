"""Drawn pictures for proposals of the demo: hills, water and a sun, different for every key."""

import io
import math
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 800

SKIES = (
    ((214, 228, 240), (250, 240, 222)),
    ((196, 214, 226), (244, 226, 214)),
    ((222, 232, 222), (250, 246, 228)),
)
HILLS = (
    ((150, 178, 160), (104, 142, 122), (62, 98, 84)),
    ((176, 172, 140), (136, 132, 96), (88, 90, 62)),
    ((164, 176, 196), (116, 134, 164), (70, 88, 122)),
)
WATER = (120, 160, 190)
SUN = (246, 200, 110)

WORDS = {
    "fi": ("Piirros: {place}, metsäisiä mäkiä ja aurinko{water}.", " järven yllä"),
    "sv": ("Teckning: {place}, skogsklädda kullar och en sol{water}.", " över sjön"),
    "en": ("A drawing: {place}, wooded hills and a sun{water}.", " above the lake"),
    "ar": ("رسم: {place}، تلال مشجرة وشمس{water}.", " فوق البحيرة"),
}


@dataclass(frozen=True)
class Drawing:
    """A JPEG file and what it shows."""

    jpeg: bytes
    alt: str


def draw(key: str, *, place: str, language: str) -> Drawing:
    """The drawing of `key` (always the same for the same key), with its alt text in `language`."""
    rng = random.Random(key)  # noqa: S311 (nothing secret)
    image = _sky(*rng.choice(SKIES))
    pen = ImageDraw.Draw(image)
    radius = rng.randint(50, 95)
    x, y = rng.randint(200, WIDTH - 200), rng.randint(120, 330)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=SUN)
    palette = rng.choice(HILLS)
    for depth, colour in enumerate(palette):
        _hill(pen, rng, base=360 + depth * 120, height=110 - depth * 15, colour=colour)
    water = rng.random() < 0.6
    if water:
        _lake(pen, rng)
    _trees(pen, rng, palette[-1])
    sentence, lake = WORDS.get(language, WORDS["fi"])
    file = io.BytesIO()
    image.save(file, "JPEG", quality=82)
    return Drawing(file.getvalue(), sentence.format(place=place, water=lake if water else ""))


def _sky(top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image.Image:
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        share = y / HEIGHT
        column.putpixel((0, y), tuple(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True)))
    return column.resize((WIDTH, HEIGHT))


def _hill(
    pen: ImageDraw.ImageDraw, rng: random.Random, *, base: int, height: int, colour: tuple[int, int, int]
) -> None:
    waves = [(rng.uniform(0.4, 1.0), rng.uniform(0.6, 2.4), rng.uniform(0, math.tau)) for _wave in range(3)]
    ridge = [
        (
            x,
            base
            - height
            * sum(size * math.sin(turns * math.tau * x / WIDTH + start) for size, turns, start in waves)
            / 2,
        )
        for x in range(0, WIDTH + 20, 20)
    ]
    pen.polygon([*ridge, (WIDTH, HEIGHT), (0, HEIGHT)], fill=colour)


def _lake(pen: ImageDraw.ImageDraw, rng: random.Random) -> None:
    shore = HEIGHT - rng.randint(110, 170)
    pen.rectangle((0, shore, WIDTH, HEIGHT), fill=WATER)
    for _wave in range(24):
        x, y, length = rng.randint(0, WIDTH), rng.randint(shore + 8, HEIGHT - 6), rng.randint(30, 140)
        pen.line((x, y, x + length, y), fill=(166, 196, 216), width=3)


def _trees(pen: ImageDraw.ImageDraw, rng: random.Random, colour: tuple[int, int, int]) -> None:
    dark = (colour[0] * 7 // 10, colour[1] * 7 // 10, colour[2] * 7 // 10)
    for _tree in range(rng.randint(5, 11)):
        x, foot, height = rng.randint(20, WIDTH - 20), rng.randint(560, 640), rng.randint(90, 190)
        for level in range(3):
            top = foot - height + level * height // 4
            half = height // 7 + level * height // 12
            pen.polygon([(x, top), (x - half, top + height // 2), (x + half, top + height // 2)], fill=dark)
