"""Documents over HTTP: kept once, scoped, given back byte for byte, never as a page."""

from __future__ import annotations

import hashlib

from tests.serve.small_park import Served

from ecopark.judge.documents import LARGEST

URL = "/api/v1/documents"
PDF = b"%PDF-1.7\nGiay phep moi truong"
SHA = hashlib.sha256(PDF).hexdigest()


def test_hand_in__the_same_twice_is_one_document(served: Served) -> None:
    firm = served.client("user.steel")
    first, again = (firm.post(f"{URL}?name=C:\\x\\phep.pdf&title=Permit", content=PDF) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    said = first.json()
    assert (said["id"], said["firm"], said["content"]["name"]) == (SHA[:32], "steel", "phep.pdf")
    back = firm.get(f"{URL}/{said['id']}/content")
    assert back.content == PDF
    assert back.headers["content-disposition"].startswith("attachment")
    assert back.headers["content-type"] == "application/pdf"


def test_hand_in__two_firms_with_the_same_file_do_not_meet(served: Served) -> None:
    mine = served.client("user.steel").post(f"{URL}?name=a.pdf", content=PDF)
    theirs = served.client("user.plating").post(f"{URL}?name=b.pdf", content=PDF)
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["id"] != theirs.json()["id"]
    assert theirs.json()["content"]["name"] == "b.pdf"
    hidden = served.client("user.plating").get(f"{URL}/{mine.json()['id']}/content")
    assert hidden.status_code == 404
    assert served.client("user.plating").post(f"{URL}?name=b.pdf", content=PDF).status_code == 200


def test_hand_in__published_is_read_by_everybody_and_only_then(served: Served) -> None:
    firm, nobody = served.client("user.steel"), served.client()
    made = firm.post(f"{URL}?name=a.pdf", content=PDF).json()["id"]
    assert nobody.get(f"{URL}/{made}").status_code == 404
    assert firm.post(f"{URL}?name=a.pdf&public=true", content=PDF).json()["public"] is True
    assert nobody.get(f"{URL}/{made}/content").content == PDF
    assert [item["id"] for item in nobody.get(URL).json()["items"]] == [made]


def test_hand_in__refuses_what_it_cannot_take(served: Served) -> None:
    firm = served.client("user.steel")
    assert firm.post(f"{URL}?name=a.pdf", content=b"<html>").status_code == 415
    large = firm.post(f"{URL}?name=a.pdf", content=b"%PDF-" + b"x" * LARGEST)
    assert (large.status_code, large.json()["code"]) == (413, "judge.document.too_large")
    assert firm.post(f"{URL}?name=a.pdf&firm=plating", content=PDF).status_code == 403
    assert served.client("regulator").post(f"{URL}?name=a.pdf", content=PDF).status_code == 403
    assert served.client("manager").post(f"{URL}?name=a.pdf&firm=nobody", content=PDF).json()["code"] == (
        "judge.document.firm_unknown"
    )
