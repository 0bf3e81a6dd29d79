"""Letters from mail programs and from Outlook."""

import datetime
import struct
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest

from corpus.types import BlockKind
from ingest.readers.blocks import Reading
from ingest.readers.kinds import EML, MSG
from ingest.readers.mail import MailReader
from ingest.readers.media_type import sniff
from ingest.readers.workspace import Workspace

Compound = Callable[[Mapping[str, bytes]], Path]
ReadMail = Callable[[bytes], Reading]

OLD = "نامه دبيرخانه كميسيون فني و عمراني براي برنامه ريزي نشست"


@pytest.fixture
def mail(tmp_path: Path) -> ReadMail:
    """Reads the bytes of a letter, which must be told to be one."""

    def read(data: bytes) -> Reading:
        (tmp_path / "a.eml").write_bytes(data)
        (tmp_path / "workspace").mkdir()
        assert sniff(tmp_path / "a.eml", "بی‌پسوند") == EML
        return MailReader(EML).read(tmp_path / "a.eml", Workspace(tmp_path / "workspace"))

    return read


def message(subject: str = "دعوت به نشست بیستم") -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = "دبیرخانه <office@example.org>"
    letter["To"] = "شهرداری یزد <yazd@example.org>"
    letter["Cc"] = "copy@example.org"
    letter["Subject"] = subject
    letter["Date"] = datetime.datetime(2023, 8, 5, 10, 30)
    return letter


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.pages[0].blocks]


HEADERS = (
    "از: دبیرخانه <office@example.org>\nبه: شهرداری یزد <yazd@example.org>\nرونوشت: copy@example.org\n"
    "تاریخ: ۱۴ مرداد ۱۴۰۲، ساعت 10:30"
)


def test_a_letter_reads_with_its_headers(mail: ReadMail) -> None:
    letter = message()
    letter.set_content("با سلام\n\n۱- نشست در یزد است.\n")
    reading = mail(letter.as_bytes())
    assert texts(reading) == ["دعوت به نشست بیستم", HEADERS, "با سلام", "۱- نشست در یزد است."]
    assert reading.pages[0].blocks[0].kind is BlockKind.HEADING
    assert reading.pages[0].blocks[3].kind is BlockKind.LIST_ITEM
    assert reading.title == "دعوت به نشست بیستم"
    assert reading.members == ()


def test_of_two_forms_the_one_with_structure_is_read_and_its_pictures_are_no_attachments(mail: ReadMail) -> None:
    letter = message()
    letter.set_content("نسخهٔ ساده")
    letter.add_alternative(
        '<p>می‌شود</p><table><tr><th>ردیف<th>شرح<tr><td>۱<td>پل</table><img src="cid:logo">', subtype="html"
    )
    letter.get_payload()[1].add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>", filename="l.png")
    letter.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="صورت‌جلسهٔ نشست.pdf")
    reading = mail(letter.as_bytes())
    assert texts(reading)[2:] == ["می‌شود", "ردیف | شرح\n۱ | پل"]
    assert [(member.file_name, member.path.read_bytes()) for member in reading.members] == [
        ("صورت‌جلسهٔ نشست.pdf", b"%PDF")
    ]


def test_a_forwarded_letter_is_a_file_and_so_is_what_it_brings(mail: ReadMail) -> None:
    inner = message("اصل نامه")
    inner.set_content("متن اصلی")
    inner.add_attachment(b"1", maintype="application", subtype="octet-stream", filename="a.bin")
    letter = message()
    letter.set_content("پیوست را ببینید")
    letter.add_attachment(inner)
    reading = mail(letter.as_bytes())
    assert texts(reading)[2:] == ["پیوست را ببینید"]
    assert [member.file_name for member in reading.members] == ["اصل نامه.eml", "a.bin"]


def test_old_programs_letters_in_one_byte_letters(mail: ReadMail) -> None:
    head = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: "
    # Undeclared in the headers, and declared wrongly for the text.
    body = (
        b"\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    reading = mail(head + OLD.encode("cp1256") + body + OLD.encode("cp1256"))
    assert texts(reading)[0] == OLD
    assert texts(reading)[-1] == OLD


def test_broken_headers_do_no_harm(mail: ReadMail) -> None:
    reading = mail(
        b"From: =?x-unknown?B?!!!?=\r\nTo: <\r\nSubject: =?utf-8?Q?=D8?=\r\nDate: never\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n'
        + "متن".encode()
        + b"\r\n--b\r\nContent-Disposition: attachment; filename*=utf-8''%D9%BE\r\n\r\nx"
    )
    assert texts(reading)[-1] == "متن"
    assert [member.file_name for member in reading.members] == ["پ"]


def test_text_that_only_looks_like_headers_is_no_letter(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("From: here\nموضوع: پل\n\nSubject: no\nTo: no\n", encoding="utf-8")
    assert sniff(tmp_path / "a.txt", "a.txt") == "text/plain"


STRING, BINARY, INTEGER, TIME = 0x1F, 0x102, 0x03, 0x40


def storage(head: int, properties: Mapping[int, tuple[int, bytes]]) -> dict[str, bytes]:
    """The streams of a letter's or an attachment's properties, as Outlook writes them [MS-OXMSG]."""
    streams, entries = {}, bytes(head)
    for number, (kind, data) in properties.items():
        variable = kind in (STRING, BINARY)
        if variable:
            streams[f"__substg1.0_{number:04X}{kind:04X}"] = data
        value = struct.pack("<Q", len(data) + 2 * (kind == STRING)) if variable else data.ljust(8, b"\0")
        entries += struct.pack("<HHI", kind, number, 6) + value
    return streams | {"__properties_version1.0": entries}


def outlook_letter(*, html: bytes = b"", body: str = "") -> dict[str, bytes]:
    # Hundreds of nanoseconds since 1601.
    sent = (datetime.datetime(2023, 8, 5, 10, 30) - datetime.datetime(1601, 1, 1)) // datetime.timedelta(microseconds=1)
    letter = {
        0x001A: (STRING, "IPM.Note".encode("utf-16-le")),
        0x0037: (STRING, "دعوت به نشست بیستم".encode("utf-16-le")),
        0x0C1A: (STRING, "دبیرخانه".encode("utf-16-le")),
        0x0C1F: (STRING, "office@example.org".encode("utf-16-le")),
        0x0E04: (STRING, "شهرداری یزد".encode("utf-16-le")),
        0x0039: (TIME, struct.pack("<Q", sent * 10)),
        0x3FDE: (INTEGER, struct.pack("<I", 1252)),
    }
    if html:
        letter[0x1013] = (BINARY, html)
    if body:
        letter[0x1000] = (STRING, body.encode("utf-16-le"))
    attachments = (
        {0x3707: (STRING, "گزارش.txt".encode("utf-16-le")), 0x3701: (BINARY, "متن پیوست".encode())},
        {
            0x3707: (STRING, "logo.png".encode("utf-16-le")),
            0x3701: (BINARY, b"\x89PNG"),
            0x3712: (STRING, "logo".encode("utf-16-le")),
        },
        {0x3001: (STRING, "نامهٔ درونی".encode("utf-16-le")), 0x3705: (INTEGER, struct.pack("<I", 5))},
    )
    streams = storage(32, letter)
    for number, attachment in enumerate(attachments):
        inside = storage(8, attachment)
        streams |= {f"__attach_version1.0_#{number:08X}/{name}": data for name, data in inside.items()}
    return streams


@pytest.mark.parametrize("form", ["html", "plain"])
def test_a_letter_of_outlook(tmp_path: Path, compound: Compound, form: str) -> None:
    # The code page that the letter names is not the one of its text.
    html = '<meta charset="windows-1256"><p>نشست در يزد</p><img src="cid:logo">'.encode("cp1256")
    streams = outlook_letter(html=html) if form == "html" else outlook_letter(body="نشست در يزد\r\n")
    path = compound(streams)
    assert sniff(path, "a.msg") == MSG
    (tmp_path / "workspace").mkdir()
    reading = MailReader(MSG).read(path, Workspace(tmp_path / "workspace"))
    assert texts(reading) == [
        "دعوت به نشست بیستم",
        'از: "دبیرخانه" <office@example.org>\nبه: شهرداری یزد\nتاریخ: ۱۴ مرداد ۱۴۰۲، ساعت 10:30',
        "نشست در يزد",
    ]
    members = [(member.file_name, member.path.read_bytes()) for member in reading.members]
    # Only where the text shows the picture is it no attachment.
    assert members == [("گزارش.txt", "متن پیوست".encode())] + [("logo.png", b"\x89PNG")] * (form == "plain")
    assert "نامهٔ درونی" in reading.warnings[0]
