"""Pictures as three planes of bytes: the kiosk's own PNG, what an X server has on its screen, turned and scaled."""
import itertools
import struct
import zlib

NEAR = 0.01  # the share of pixels that may differ where a picture is scaled: which pixel stands for several is SDL's business


class Picture:
    def __init__(self, width, height, planes):
        self.width, self.height, self.planes = width, height, planes

    def turned(self, degrees):
        """Clockwise."""
        width, height = self.width, self.height
        if degrees == 0:
            return self
        if degrees == 180:
            return Picture(width, height, [plane[::-1] for plane in self.planes])
        starts = range(width) if degrees == 90 else range(width - 1, -1, -1)
        column = (lambda plane, x: plane[x::width][::-1]) if degrees == 90 else (lambda plane, x: plane[x::width])
        return Picture(height, width, [b"".join(column(plane, x) for x in starts) for plane in self.planes])

    def part(self, left, top, width, height):
        rows = range(top, top + height)
        return Picture(width, height, [b"".join(plane[y * self.width + left:y * self.width + left + width] for y in rows) for plane in self.planes])

    def within(self, width, height):
        """As large as it can be in the middle of a black window, by the nearest pixel."""
        if width * self.height <= height * self.width:
            wide, high = width, width * self.height // self.width
        else:
            wide, high = height * self.width // self.height, height
        left, top = (width - wide) // 2, (height - high) // 2
        columns = [(2 * x + 1) * self.width // (2 * wide) for x in range(wide)]
        planes = []
        for plane in self.planes:
            starts = [(2 * y + 1) * self.height // (2 * high) * self.width for y in range(high)]
            rows = [bytes(left) + bytes(plane[start + x] for x in columns) + bytes(width - left - wide) for start in starts]
            planes.append(bytes(top * width) + b"".join(rows) + bytes((height - top - high) * width))
        return Picture(width, height, planes)

    def differing(self, other):
        """The share of pixels that are not the same; 1 where the sizes differ."""
        if (self.width, self.height) != (other.width, other.height):
            return 1.0
        if self.planes == other.planes:
            return 0.0
        pixels = zip(zip(*self.planes), zip(*other.planes))
        return sum(a != b for a, b in pixels) / (self.width * self.height)


def read_png(path):
    """8 bits a sample, RGB with or without alpha, not interlaced: what the kiosk and grim write."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", f"{path} is no PNG"
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, bits, color, _, _, interlaced = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    assert bits == 8 and color in (2, 6) and not interlaced, f"{path}: {bits} bits, colour type {color}"
    samples = 3 if color == 2 else 4
    pixels = b"".join(unfiltered(zlib.decompress(packed), width * samples, height, samples))
    return Picture(width, height, [pixels[channel::samples] for channel in range(3)])


def unfiltered(data, row_bytes, height, samples):
    above = bytes(row_bytes)
    for at in range(0, height * (row_bytes + 1), row_bytes + 1):
        above = unfilter_row(data[at], data[at + 1:at + 1 + row_bytes], above, samples)
        yield above


def unfilter_row(kind, row, above, samples):
    if kind == 0:
        return row
    if kind == 2 and not any(row):
        return above
    if kind == 2:
        return bytes((a + b) & 255 for a, b in zip(row, above))
    out = bytearray(len(row))
    for channel in range(samples):
        values, ups = row[channel::samples], above[channel::samples]
        if kind == 1:
            out[channel::samples] = bytes(itertools.accumulate(values, lambda a, b: (a + b) & 255))
            continue
        left = corner = 0
        done = bytearray()
        for value, up in zip(values, ups):
            if kind == 3:
                guess = (left + up) // 2
            else:
                from_left, from_up, from_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
                guess = left if from_left <= from_up and from_left <= from_corner else up if from_up <= from_corner else corner
            left, corner = (value + guess) & 255, up
            done.append(left)
        out[channel::samples] = done
    return bytes(out)


def read_xwd(path):
    """The screen of an Xvfb that was started with -fbdir: 32 bits a pixel, least significant byte first."""
    data = path.read_bytes()
    header = struct.unpack_from(">25I", data)
    header_size, width, height, row_bytes, colours = header[0], header[4], header[5], header[12], header[19]
    assert header[11] == 32 and header[7] == 0, f"{path}: {header[11]} bits a pixel, byte order {header[7]}"
    start = header_size + 12 * colours
    rows = [data[start + y * row_bytes:start + y * row_bytes + 4 * width] for y in range(height)]
    pixels = b"".join(rows)
    return Picture(width, height, [pixels[2::4], pixels[1::4], pixels[0::4]])
