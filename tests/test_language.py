"""What users read is in their language: chosen, complete, and never looked up by what a student wrote."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po
from hatchling.builders.wheel import WheelBuilder
from rich.cells import cell_len
from rich.console import Console

from autograder import assignments, language
from autograder.grading.messages import Says
from autograder.language import DOMAIN, LOCALE, UnknownLanguage, _, plural
from autograder.model import Diagnosis, ExerciseResult, Fate, Hints, Message, Result, Status, Verdict
from autograder.outlets import table
from autograder.outlets.words import SENTENCES, clean, places, say, say_hints, say_status
from scripts import texts
from tests.handed_in import RIGHT, notebook

ROOT = Path(__file__).parents[1]
AUTOGRADER = Path(sys.executable).with_name("autograder")
EXAMPLE = ROOT / "examples/submitted/luca/regularization/regularization.ipynb"
CHINESE = "\u4e00-\u9fff"


@pytest.fixture(autouse=True)
def english():
    """Each test begins and ends in English, whatever language the machine speaks."""
    language.use("en")
    yield
    language.use("en")


def run(*arguments, cwd=ROOT, **environment):
    inherited = {name: value for name, value in os.environ.items() if name not in language.VARIABLES}
    return subprocess.run(
        [str(AUTOGRADER), *map(str, arguments)],
        cwd=cwd,
        env=inherited | {"COLUMNS": "200", "CI": "true", "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


# --- which language ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_SG.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_TW.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "de_DE.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "zh_CN.GB18030"}, "zh_CN"),
        ({"LANG": "C", "LANGUAGE": "zh_CN"}, "zh_CN"),
        ({"LANGUAGE": "de:zh_CN:en"}, "zh_CN"),
        ({"LANGUAGE": "en_GB:zh_CN", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "../../etc"}, "en"),
    ],
)
def test_the_locale_chooses(environment, spoken, monkeypatch):
    for name in language.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    language.use()
    assert language.spoken() == spoken


@pytest.mark.parametrize("name", ["zh_CN", "zh-CN", "zh", "zh_Hans", "zh-hans-cn", "zh_CN.UTF-8"])
def test_a_language_has_several_names(name):
    language.use(name)
    assert (language.spoken(), language.tag()) == ("zh_CN", "zh-CN")


@pytest.mark.parametrize("name", ["xx", "", "../zh_CN", "zh_TW", "中文"])
def test_an_unknown_language_is_refused(name):
    with pytest.raises(UnknownLanguage, match="en, zh_CN"):
        language.use(name)
    assert language.spoken() == "en"


def test_english_is_what_stands_in_the_code():
    assert _("{path} does not exist.") == "{path} does not exist."
    assert plural("{n} point", "{n} points", 1) == "{n} point"
    assert plural("{n} point", "{n} points", 2) == "{n} points"


def test_nothing_is_nothing_in_every_language():
    language.use("zh_CN")
    assert _("") == ""  # and not the catalogue's own head


# --- the command line -------------------------------------------------------------------------------------------


def test_a_submission_is_checked_in_chinese():
    done = run("check", EXAMPLE, "--lang", "zh_CN")
    assert done.returncode == 1
    assert "通过  compute_cost_with_regularization  10 / 10" in done.stdout
    assert "NameError：name 'keep_probs' is not defined，位于第 21 个单元格第 20 行：" in done.stdout
    assert "这些是公开用例；分数由隐藏用例决定。" in done.stdout
    english = run("check", EXAMPLE)
    assert "NameError: name 'keep_probs' is not defined in line 20 of cell 21," in english.stdout
    assert len(english.stdout.splitlines()) == len(done.stdout.splitlines())


def test_results_are_the_same_in_every_language(tmp_path):
    def results(*arguments):
        assert run("grade", EXAMPLE, "--out", tmp_path, *arguments, cwd=tmp_path).returncode == 0
        (line,) = (tmp_path / "results.jsonl").read_text().splitlines()
        (tmp_path / "results.jsonl").unlink()
        return json.loads(line) | {"seconds": 0}, (tmp_path / "grades.csv").read_text()

    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "regularization").symlink_to(ROOT / "release" / "regularization")
    assert results("--lang", "zh_CN") == results()


def test_the_language_is_named_before_the_command_or_after_it_or_by_the_locale():
    ways = [("--lang", "zh_CN", "list"), ("list", "--lang", "zh_CN"), ("list", "--lang=zh_CN")]
    lists = {run(*way).stdout for way in ways} | {run("list", LANG="zh_CN.UTF-8").stdout}
    assert len(lists) == 1
    assert "regularization  正则化  40 分" in lists.pop()
    assert "Regularization  40 points" in run("list", "--lang", "en", LANG="zh_CN.UTF-8").stdout


def test_an_unknown_language_gets_one_sentence_and_status_2():
    done = run("list", "--lang", "tlh")
    assert done.returncode == 2
    assert done.stderr == "There are no texts in the language tlh; there are: en, zh_CN.\n"
    assert run("list", LANG="tlh").returncode == 0


def test_help_is_in_the_users_language():
    told = run("grade", "--help", LANG="zh_CN.UTF-8").stdout
    assert "只要有分数低于 PERCENT 就算失败。" in told
    assert "显示本帮助信息后退出。" in told
    assert "选项" in told
    assert "Fail if a score is below PERCENT." in run("--lang", "en", "grade", "--help", LANG="zh_CN.UTF-8").stdout


@pytest.mark.parametrize("jobs", [1, 2])
def test_workers_refuse_in_the_users_language(tmp_path, jobs):
    for name in ("ada", "bob"):
        (tmp_path / f"{name}.ipynb").write_bytes(notebook(*RIGHT))
    done = run("grade", tmp_path, "--jobs", jobs, "--lang", "zh_CN", cwd=tmp_path)
    assert done.returncode == 2
    assert "请在课程文件夹中运行。" in done.stderr


def test_columns_stay_in_line_beside_wide_characters():
    language.use("zh_CN")
    done = [Status.PASSED, Status.MEMORY, Status.BLANK]
    results = [
        Result(f"{name}.ipynb", name, "", Fate.GRADED, "regularization", exercises=tuple(exercises))
        for name, exercises in {
            "ada": [ExerciseResult(str(number), status, 0, 10) for number, status in enumerate(done)],
            "李雷": [ExerciseResult(str(number), status, 0, 10) for number, status in enumerate(reversed(done))],
        }.items()
    ]
    console = Console(width=100, highlight=False)
    with console.capture() as capture:
        console.print(next(iter(table.tables(results))))
    header, *rows = capture.get().splitlines()
    column = cell_len(header.partition("3")[0])
    words = [say_status(status) for status in (Status.BLANK, Status.PASSED)]
    assert [cell_len(row.rpartition(word)[0]) for row, word in zip(rows, words, strict=True)] == [column, column]


# --- the catalogues ---------------------------------------------------------------------------------------------

LANGUAGES = sorted(folder.name for folder in LOCALE.iterdir())


def path_of(name: str) -> Path:
    return LOCALE / name / "LC_MESSAGES" / f"{DOMAIN}.po"


def entries(name: str) -> list[Entry]:
    with path_of(name).open("rb") as file:
        return [entry for entry in read_po(file, name, DOMAIN) if entry.id]


def forms(entry: Entry) -> Iterator[tuple[str, str]]:
    """The translations of an entry, each beside the English that it stands for."""
    if entry.pluralizable:
        yield from ((entry.id[-1], translation) for translation in entry.string)
    else:
        yield entry.id, entry.string


@pytest.fixture(scope="module")
def said():
    return {text for text, _place in texts.said()}


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_text_is_translated(name, said):
    known = entries(name)
    ids = {entry.id for entry in known}
    assert said - ids == set(), "`make texts` adds them"
    assert ids - said == set(), "`make texts` takes them out"
    assert [entry.id for entry in known if entry.fuzzy or not all(text for _english, text in forms(entry))] == []


@pytest.mark.parametrize("name", LANGUAGES)
def test_translations_keep_the_places(name):
    wrong = [
        english
        for entry in entries(name)
        for english, text in forms(entry)
        if sorted(places(english)) != sorted(places(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", LANGUAGES)
def test_what_is_compiled_is_what_is_written(name):
    with path_of(name).with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for entry in entries(name):
        if entry.pluralizable:
            assert compiled.ngettext(*entry.id, 2) == entry.string[-1]
        else:
            assert compiled.gettext(entry.id) == entry.string


def test_hints_of_the_tables_have_no_places():
    """Nothing would fill them."""
    exercises = [exercise for name in assignments.names() for exercise in assignments.load(name).exercises]
    hints = [hint for exercise in exercises for each in exercise.misconceptions for hint in (each.look, each.hint)]
    assert len(hints) > 300
    assert [hint for hint in hints if places(hint) or "{" in hint or "}" in hint] == []


def test_chinese_is_set_as_chinese():
    """Its stops are wide ones, and a sentence stays a sentence."""
    narrow = re.compile(rf"[{CHINESE}][,;:?!]|[,;:?!][{CHINESE}]")
    for entry in entries("zh_CN"):
        for english, text in forms(entry):
            assert not narrow.search(text), text
            if english[-1] in ".?" and re.search(f"[{CHINESE}]", text):
                assert text[-1] in "。？！", text


def test_catalogues_are_in_the_wheel():
    packed = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    assert {str(path_of(name).with_suffix(".mo").relative_to(ROOT)) for name in LANGUAGES} <= packed


# --- what is looked up ------------------------------------------------------------------------------------------


def test_every_message_has_its_sentence():
    told = {*Says, "timeout", "memory", "crashed", "skipped", "unreadable", "unrecognised"}
    assert told <= SENTENCES.keys()


class Listening(NullTranslations):
    """Takes down what is looked up."""

    def __init__(self):
        super().__init__()
        self.heard = set()

    def gettext(self, message):
        self.heard.add(message)
        return message


MINE = "mine {path} {0.__class__} %s \x1b[31m"  # what a student may write, wherever they have a say
VALUES = {"path": "dW1[0, 2]", "name": "cost", "seconds": 10, "bytes": 2**30, "needs": "torch", "remark": "Right."}
STUDENTS = {"type", "text", "code", "similar", "got", "reason", "kind"}


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_a_students_words_are_neither_looked_up_nor_filled_in(name, monkeypatch):
    monkeypatch.setattr(language.Spoken, "texts", listening := Listening())
    places_of = {place for template in SENTENCES[name] for place in places(template)}
    values = {place: VALUES.get(place, 3) for place in places_of}
    values |= {place: [MINE] if place == "similar" else MINE for place in places_of & STUDENTS}
    if name == "memory":
        values |= {"bytes": 2**30}
    told = say(Message(name, values))
    assert (clean(MINE) in told) == bool(places_of & STUDENTS)
    assert not [text for text in listening.heard if "mine" in text]


def test_a_students_name_is_neither_looked_up_nor_filled_in(monkeypatch):
    monkeypatch.setattr(language.Spoken, "texts", listening := Listening())
    verdict = Verdict("the worked example", True, Status.ERROR, message=Message("blank"))
    diagnosis = Diagnosis("not-defined", "Look.", "{name} is not there.", {"name": MINE})
    exercise = ExerciseResult("cost", Status.ERROR, 0, 10, (verdict,), diagnoses=(diagnosis,))
    results = [
        Result(MINE, MINE, "", Fate.GRADED, "regularization", exercises=(exercise,)),
        Result(MINE, MINE, "", Fate.UNREADABLE, message=Message("unreadable", {"reason": MINE})),
    ]
    shown = [str(part) for result in results for part in table.about_one(result, Hints.BOTH)]
    assert sum(clean(MINE) in line for line in shown) == 3
    assert not [text for text in listening.heard if "mine" in text]
    assert "the worked example" in listening.heard


def test_hints_are_filled_after_they_are_translated():
    language.use("zh_CN")
    values = {"term": "the penalty", "outputs": "dW1, weights"}
    found = Diagnosis("term-twice", "Look at {term}.", "{outputs}: {term} is counted twice.", values)
    assert say_hints(found, Hints.NONE) == ()
    assert say_hints(found, Hints.FIRST) == ("检查一下惩罚项。",)
    assert say_hints(found, Hints.BOTH) == ("检查一下惩罚项。", "dW1、权重：惩罚项被计算了两次。")


def test_the_sentence_that_says_most_is_said():
    language.use("zh_CN")
    figures = {"path": "dW1[0, 2]", "expected": 1.5, "got": 2.0, "wrong": 3, "total": 6}
    assert say(Message("value", figures)) == "dW1[0, 2]：应为 1.5，实际为 2（6 个元素中有 3 个不符）。"
    assert say(Message("value", {"path": "step of W1"})) == "W1 的更新量：与应有的结果不符。"
    assert say(Message("none", {"path": "", "expected": "dict"})) == "返回值：这里是 None，而应为一个字典。"
    assert say(Message("shape", {"path": "", "expected": [3, 1], "got": []})) == "返回值：形状是 ()，而应为 (3, 1)。"
