"""The process that reads attachments: one request after another, until its input ends. It may die; its parent may not.

Started as ``python -m hengping.pipeline.attachments_child``. Each request is a length of four bytes and msgpack; so is
each answer. Memory and, per request, processor time are limited by the operating system.
"""

import os
import resource
import signal
import struct
import sys
from datetime import date
from typing import BinaryIO

import msgspec

from hengping.extract.attachments import read_attachment
from hengping.extract.attachments_parts import AttachmentText
from hengping.extract.personal import personal_in_attachment
from hengping.model.content_facts import AttachmentForm, PersonalDatum

MEMORY_BYTES = 2 << 30
"""Address space of the process."""
CPU_S = 20
"""Processor seconds for one attachment; what needs more is not read."""
LENGTH = struct.Struct("<I")


class Request(msgspec.Struct, frozen=True, array_like=True):
    """An attachment to be read: its bytes, its address or file name, what it is called, the header, the time point."""

    body: bytes
    name: str
    title: str
    content_type: str
    latest: date | None = None


class Reading(msgspec.Struct, frozen=True, array_like=True):
    """What came of it."""

    form: AttachmentForm = "other"
    text_length: int = 0
    unread_why: str = ""
    personal: tuple[PersonalDatum, ...] = ()


class Told(msgspec.Struct, frozen=True, array_like=True):
    """What the process tells: the reading, and the processor seconds that it took."""

    reading: Reading
    spent_s: float


def read(request: Request) -> Reading:
    """Read one attachment, in whatever process."""
    text: AttachmentText = read_attachment(request.body, request.name, request.content_type)
    personal = personal_in_attachment(text, request.title, request.latest)
    return Reading(text.form, text.length, text.unread_why, personal)


def main() -> None:
    """Answer requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    requests: BinaryIO = sys.stdin.buffer
    decoder, encoder = msgspec.msgpack.Decoder(Request), msgspec.msgpack.Encoder()
    while len(head := requests.read(LENGTH.size)) == LENGTH.size:
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent_s = used.ru_utime + used.ru_stime
        resource.setrlimit(resource.RLIMIT_CPU, (int(spent_s) + CPU_S, resource.RLIM_INFINITY))
        (length,) = LENGTH.unpack(head)
        reading = read(decoder.decode(requests.read(length)))
        used = resource.getrusage(resource.RUSAGE_SELF)
        answer = encoder.encode(Told(reading, used.ru_utime + used.ru_stime - spent_s))
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


if __name__ == "__main__":
    main()
