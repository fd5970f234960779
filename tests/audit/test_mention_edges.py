"""The checks of spans: what hits, what must not, in every script and form."""

from __future__ import annotations

import unicodedata

import pytest

from audit.rows import findings_of
from reaug.audit.mention_edges import hangul_from, is_ending, is_letter
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.core.findings import Fix


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("marked", "expected", "fixes"),
    [
        (
            "[S|PER|박바다]는 [O|DAT|1987]년 태어났다.",
            "1987년",
            [Fix("object_entity.end_idx", 8, 9)],
        ),
        (
            "[S|ORG|한샘전자]는 [O|DAT|1987]년 3월 2일 섰다.",
            "1987년 3월 2일",
            [Fix("object_entity.end_idx", 9, 16)],
        ),
        (
            "[S|ORG|한샘전자]는 1[O|DAT|987년]에 섰다.",
            "1987년",
            [Fix("object_entity.start_idx", 7, 6)],
        ),
        (
            "[S|PER|박바다]는 [O|DAT|6월 1]0일 왔다.",
            "6월 10일",
            [Fix("object_entity.end_idx", 8, 10)],
        ),
        (
            "[S|PER|박바다]는 [O|NOH|19]세기 사람이다.",
            "19세기",
            [Fix("object_entity.end_idx", 6, 8)],
        ),
        ("😀 [S|PER|朴海]는 1987年 아닌 [O|DAT|1988]년", "1988년", None),
    ],
)
def test_a_number_that_is_cut(marked: str, expected: str, fixes: list[Fix] | None) -> None:
    (finding,) = findings_of(marked, rule="span/number-unit")
    assert finding.suggestion == expected
    assert fixes is None or list(finding.fixes) == fixes


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|박바다]는 [O|DAT|1987년] 태어났다.",
        "[S|ORG|한샘전자]는 [O|DAT|2002]월드컵을 후원했다.",
        "[S|ORG|한샘전자]는 [O|DAT|2002] 일본 대회에 갔다.",
        "[S|ORG|한샘전자]는 [O|POH|한샘7]일 것이다.",
        "[S|PER|박바다]는 [O|NOH|3]",
        "[S|PER|박바다]는 [O|DAT|고려] 년",
    ],
)
def test_a_number_that_is_whole(marked: str) -> None:
    assert findings_of(marked, rule="span/number-unit") == []


def test_a_number_in_nfd_is_found_with_offsets_of_what_stands_there() -> None:
    (finding,) = findings_of(
        f"[S|PER|박바다]는 [O|DAT|1987]{nfd('년')} 왔다.", rule="span/number-unit"
    )
    assert finding.fixes == (Fix("object_entity.end_idx", 8, 11),)


def test_a_fix_never_reaches_into_the_other_mention() -> None:
    (finding,) = findings_of("[O|DAT|1987][S|ORG|년들]은 왔다.", rule="span/number-unit")
    assert finding.fixes == ()
    assert finding.suggestion == ""


KNOWN = ["[S|ORG|한샘 전자]는 [O|LOC|수원]에 있다.", "[S|ORG|한샘 전자]가 [O|LOC|서울]로 갔다."]


def test_a_cut_name_that_is_known_elsewhere() -> None:
    (finding,) = findings_of(*KNOWN, "[S|ORG|한샘] 전자의 [O|PER|박바다]", rule="span/longer-known")
    assert (finding.rows, finding.value, finding.suggestion) == (("row-2",), "한샘", "한샘 전자")
    assert finding.fixes == (Fix("subject_entity.end_idx", 1, 4),)


def test_the_longest_known_name_is_suggested() -> None:
    longer = ["[S|ORG|새 한샘 전자]는 [O|LOC|수원]에 있다."] * 2
    hits = findings_of(
        *KNOWN, *longer, "새 [S|ORG|한샘] 전자는 [O|PER|박바다]", rule="span/longer-known"
    )
    assert [finding.suggestion for finding in hits] == ["새 한샘 전자"]
    assert hits[0].fixes == (
        Fix("subject_entity.start_idx", 2, 0),
        Fix("subject_entity.end_idx", 3, 6),
    )


@pytest.mark.parametrize(
    ("longer", "type_", "cut"),
    [
        ("한샘가", "ORG", "[S|ORG|한샘]가 이겼고"),  # a particle
        ("나래 전자를 장악하여", "ORG", "[S|ORG|나래 전자]를 장악하여"),
        ("나래 회의가 세운 학교", "ORG", "나래 회의가 세운 [S|ORG|학교]는"),
        ("민요 가수", "POH", "[S|POH|민요] 가수의"),
        ("박바다 가수", "PER", "[S|PER|박바다] 가수의"),
        ("경제부지사 박바다", "PER", "경제부지사 [S|PER|박바다]는"),
        ("박바다·이산", "PER", "[S|PER|박바다]·이산은"),
        ("나래국 가온시", "LOC", "[S|LOC|나래국] 가온시에서"),
        ("나래도 가온읍", "LOC", "나래도 [S|LOC|가온읍]에서"),
        ("나래시장", "ORG", "[S|ORG|나래시]장은"),
    ],
)
def test_a_longer_mention_that_is_more_than_a_name(longer: str, type_: str, cut: str) -> None:
    known = [f"[S|{type_}|{longer}] [O|DAT|{year}년]에" for year in (1987, 1988)]
    assert findings_of(*known, f"{cut} [O|DAT|1990년]에", rule="span/longer-known") == []


def test_a_longer_name_of_one_sentence_is_less_sure() -> None:
    once = ["[S|ORG|한샘 전자]는 [O|LOC|수원]에 있다."] * 2
    (finding,) = findings_of(*once, "[S|ORG|한샘] 전자의 [O|PER|박바다]", rule="span/longer-known")
    assert finding.severity == "warning"


def test_a_job_behind_a_common_noun_is_for_a_person_to_judge() -> None:
    known = ["[S|PER|박바다]는 [O|POH|민요 아티스트]다.", "[S|PER|이산]도 [O|POH|민요 아티스트]다."]
    (finding,) = findings_of(*known, "[O|POH|민요] 아티스트 [S|PER|남산]", rule="span/longer-known")
    assert finding.severity == "review"


@pytest.mark.parametrize(
    "marked",
    [
        "[S|ORG|한샘]은 전자의 [O|PER|박바다]",
        "[S|PER|한샘] 전자의 [O|PER|박바다]",  # another type
        "[S|ORG|한샘] 전자기학의 [O|PER|박바다]",
        "[S|ORG|한샘] [O|POH|전자]의 박바다",  # the other mention
        "[S|ORG|한샘]",
    ],
)
def test_a_name_that_is_not_cut(marked: str) -> None:
    sentence = marked if "[O|" in marked else marked + " [O|LOC|수원]"
    assert findings_of(*KNOWN, sentence, rule="span/longer-known") == []


def test_a_title_beside_a_name_is_a_thing_of_its_own() -> None:
    known = ["[S|ORG|한샘부 장관]은 [O|POH|장관]이다."] * 2
    assert findings_of(*known, "[S|ORG|한샘부] 장관 [O|PER|박바다]", rule="span/longer-known") == []


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[S|ORG|나래]초등학교에서 [O|PER|박바다]가", "나래초등학교"),
        ("구립[S|ORG|나래]는 [O|PER|박바다]가", "구립나래"),
        ("[S|ORG|나래]초등학교는 [O|PER|박바다]가", "나래초등학교"),
        ("[S|ORG|NARA]LAB의 [O|PER|박바다]", "NARALAB"),
        ("[S|ORG|나래]문화재단이 [O|PER|박바다]를", "나래문화재단"),
        ("[S|ORG|나래]보건소가 [O|PER|박바다]를", "나래보건소"),
        ("[S|POH|지질학]자들이 [O|PER|박바다]를", "지질학자"),
        ("[S|ORG|나래]의회 [O|PER|박바다]", "나래의회"),
        ("[S|LOC|가온국]군이 [O|PER|박바다]를", "가온국군"),
        ("[S|ORG|가온국]군 [O|PER|박바다]", "가온국군"),
        ("[S|LOC|나래]군의 [O|PER|박바다]", "나래군"),
    ],
)
def test_a_part_of_a_longer_word(marked: str, expected: str) -> None:
    (finding,) = findings_of(marked, rule="span/in-compound")
    assert finding.suggestion == expected


@pytest.mark.parametrize(
    "marked",
    [
        "[S|ORG|나래]는 [O|PER|박바다]에게서",
        "[S|ORG|나래]측은 [O|PER|박바다]씨를",
        "[S|ORG|나래]사는 [O|PER|박바다]가수를",
        "[S|ORG|나래]팀이 [O|PER|박바다]목사측은",
        "[S|POH|자동차]업체가 [O|PER|박바다]부부를",
        "[S|PER|이바다]김하늘과 [O|PER|최나루]교장은",
        "친[S|PER|이산] 세력과 대표이사[O|PER|최나루]가",
        "[S|LOC|나래군]수는 [O|PER|이산]정권을",
        "[S|ORG|나래]는 [O|PER|박바다]군의",
        "그는 자유 소속[S|ORG|나래당] 의원 [O|PER|박바다]를",
        "회의에서[S|PER|박바다]와 총장[O|PER|이산]은",
        "[S|ORG|나래]에서부터는 [O|PER|박바다]들도",
        "故[S|PER|이산] 前[O|PER|박바다]",
        "[S|PER|이산]감독은 [O|PER|박바다]였으나",
        "[S|ORG|나래]ㆍ[O|ORG|누리]ㆍ다온",
        "[S|ORG|나래][O|PER|박바다]는",
        "[S|ORG|나래](NARA) [O|PER|박바다]😀",
        "[S|ORG|나래]大學 [O|PER|박바다]야,",
        "[S|ORG|나래]",
    ],
)
def test_a_whole_word(marked: str) -> None:
    sentence = marked if "[O|" in marked else marked + " [O|LOC|수원]"
    assert findings_of(sentence, rule="span/in-compound") == []


def test_armies_are_for_review() -> None:
    (finding,) = findings_of("[S|LOC|가온국]군이 [O|PER|박바다]를", rule="span/in-compound")
    assert finding.severity == "review"  # nobody has judged them; those of the rule are warnings


def test_a_particle_in_nfd_is_no_part() -> None:
    assert (
        findings_of(
            f"[S|ORG|나래]{nfd('에서는')} [O|PER|박바다]{nfd('를')}", rule="span/in-compound"
        )
        == []
    )


def test_mentions_that_overlap() -> None:
    batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도]", "[S|PER|이산]은 [O|LOC|수원]")
    columns = batch.table.to_pydict()
    columns["object_start"] = [1, columns["object_start"][1]]
    columns["object_end"] = [4, columns["object_end"][1]]
    import pyarrow as pa

    from reaug.audit.run import audit_table
    from reaug.rulebook import load

    table = Batch(pa.table(columns, schema=batch.table.schema)).table
    hits = [f for f in audit_table(table, load()).findings if f.rule == "span/overlap"]
    assert [finding.rows for finding in hits] == [("row-0",)]
    assert findings_of("[S|PER|이순신][O|LOC|한산도]", rule="span/overlap") == []


@pytest.mark.parametrize("text", ["", "가", "A", "7", "大", "😀", nfd("각")])
def test_edges_of_any_text(text: str) -> None:
    assert is_letter(text[:1]) == (text not in ("", "😀"))
    assert hangul_from(text, 0) == (text if text == "가" or text == nfd("각") else "")
    assert not is_ending("" if text == "" else "초등학교")


def test_a_cut_number_in_a_name_is_told_without_a_suggestion() -> None:
    """What is whole in 나루 리그 16강 nobody can say from the digits."""
    (finding,) = findings_of(
        "나루 [O|DAT|리그 1]6강에 [S|ORG|한샘]이 갔다.", rule="span/number-unit"
    )
    assert (finding.suggestion, finding.fixes) == ("", ())


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[S|PERSON|박바다]는 [O|DATE|2016]년 4월 2일에 왔다.", "2016년 4월 2일"),
        ("[S|PERSON|박바다]는 [O|DATE|2016년 4월 2]일에 왔다.", "2016년 4월 2일"),
    ],
)
def test_a_date_of_a_type_that_the_book_does_not_know(marked: str, expected: str):
    (finding,) = findings_of(marked, rule="span/number-unit")
    assert finding.suggestion == expected
    assert findings_of("[S|PERSON|박바다]는 [O|NAME|나래 2]년 만에", rule="span/number-unit") == []
