"""Requests that are turned away before anything is read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hengping.web.config import env
from hengping.web.ui import guarding
from web.world import World


@pytest.mark.parametrize("address", ["/public/%00/", "/?q=%00", "/public/?page=1&q=a%00b"])
def test_a_zero_byte_is_not_found(world: World, address: str) -> None:
    for client in (Client(), world.client("organiser")):
        assert client.get(address).status_code == 404


def test_strangers_cannot_fill_the_disk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "MOST_BYTES_OF_STRANGERS", 1_000)
    monkeypatch.setattr(guarding, "MOST_BYTES", 100_000)
    file = SimpleUploadedFile("a.bin", b"x" * 2_000)
    answer = Client().post("/accounts/login/", {"file": file})
    assert answer.status_code == 413
    assert "上传的内容过大" in answer.content.decode()
    file.seek(0)
    assert world.client("organiser").post("/", {"file": file}).status_code != 413
    large = SimpleUploadedFile("a.bin", b"x" * 200_000)
    assert world.client("organiser").post("/", {"file": large}).status_code == 413


@pytest.mark.parametrize(
    ("url", "tls", "ssl", "port"),
    [
        ("smtp://who:secret@mail.example.cn:587", True, False, 587),
        ("smtp://mail.example.cn", False, False, 25),
        ("smtps://who:secret@mail.example.cn", False, True, 465),
        ("smtp+plain://who:secret@mail.example.cn", False, False, 25),
    ],
)
def test_a_password_of_the_mail_server_is_not_sent_in_clear(url: str, *, tls: bool, ssl: bool, port: int) -> None:
    told = env.mail(env.Environment(mail_url=url))
    assert (told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"], told["EMAIL_PORT"]) == (tls, ssl, port)


def test_a_name_that_is_not_the_platforms_is_told_what_to_do() -> None:
    answer = Client(HTTP_HOST="10.9.9.9").get("/")
    assert answer.status_code == 400
    assert "HENGPING_HOSTS" in answer.content.decode()
    assert "10.9.9.9" not in answer.content.decode()
