"""Errors speak in whole sentences and carry stable codes."""

from huangce.errors import HuangceError, NotFound


class NoSuchVillage(NotFound):
    """There is no village {name} in the register."""

    code = "no-such-village"


def test_the_docstring_is_the_message():
    assert NoSuchVillage(name="石桥村").message == "There is no village 石桥村 in the register."


def test_a_missing_detail_does_not_hide_the_error():
    assert "village" in NoSuchVillage().message


def test_every_kind_has_a_code_and_a_status():
    kinds = [HuangceError, *HuangceError.__subclasses__()]
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(400 <= kind.status < 600 for kind in kinds)
