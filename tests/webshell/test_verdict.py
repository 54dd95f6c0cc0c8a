"""Shells of every kind are found, ordinary code is not: the measure of the whole engine."""

import pytest
from tests.webshell import shells

from rootout.model.finding import rank
from rootout.webshell.place import place_of
from rootout.webshell.verdict import judge

BAD = rank("medium")
UPLOAD = """<?php if (isset($_FILES['f'])) {
    $n = preg_replace('/[^a-z]/', '', $_FILES['f']['name']);
    move_uploaded_file($_FILES['f']['tmp_name'], "/srv/www/uploads/$n");
    echo base64_encode(hash('sha256', $n, true)); }"""


def severity(data: str | bytes, name: str = "a.php") -> str:
    content = data if isinstance(data, bytes) else data.encode()
    return judge(name, content, place_of(f"/srv/www/{name}")).severity


def missed(variants, name: str = "a.php") -> list:
    return [one for one in variants if rank(severity(one, name)) < BAD]


def test_there_are_at_least_three_hundred_variants():
    kinds = (shells.plain(), shells.hidden(), shells.in_ordinary_code(), shells.in_pictures())
    assert sum(len(list(one)) for one in kinds) >= 300


def test_plain_shells_are_found():
    assert missed(shells.plain()) == []


def test_hidden_shells_are_found():
    assert missed(shells.hidden()) == []


def test_shells_within_ordinary_code_are_found():
    assert missed(shells.in_ordinary_code()) == []


def test_shells_in_pictures_and_other_encodings_are_found():
    assert missed(shells.in_pictures(), "a.jpg") == []


@pytest.mark.parametrize(
    "code",
    [
        shells.PAGE,
        "<?php include __DIR__ . '/vendor/autoload.php';",
        "<?php $c = new PDO('x'); $c->exec('select 1'); echo $_GET['a'];",
        UPLOAD,
        "<?php eval('?>' . file_get_contents('template.php'));",
        "<?xml version='1.0'?><a/>",
        "just text",
        "",
    ],
)
def test_ordinary_code_is_left_alone(code):
    assert rank(severity(code)) < BAD


def test_small_page_that_only_includes_or_uploads_is_told():
    assert severity("<?php include($_GET['p']);") == "medium"
    assert severity("<?php copy($_FILES['f']['tmp_name'], $_FILES['f']['name']);") in (
        "medium",
        "high",
    )


def test_witnesses_speak_with_reasons():
    verdict = judge("a.jpg", b"GIF89a<?php eval($_POST['x']); ?>", place_of("/srv/uploads/a.jpg"))
    assert verdict.severity == "critical"
    assert verdict.confidence == "high"
    assert set(verdict.witnesses) == {"tree", "place"}
    assert verdict.why.startswith("eval runs PHP that comes from the request")
    assert verdict.line == 1


def test_names_put_together_out_of_sight_are_a_reason():
    verdict = judge("a.php", b"<?php $f = 'ass'.'ert'; $f($_POST[1]);", place_of("/a.php"))
    assert "the name assert is put together out of sight" in verdict.why
