"""entity_swap, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Swap mentions: give them new names, exchange their places, or exchange their roles.
    """: """
    개체를 바꾼다. 새 이름으로, 서로의 자리로, 또는 서로의 역할로.
    """,
    """
    - `replace`: a mention becomes another name of the same type and kind. The kinds are those of
      the rule book (county, university, full name of a foreigner); a number keeps its unit. The
      name is invented, or comes from another row with the same role and label, where each distinct
      word is equally likely, or in proportion to its count. With `sides: pair`, both mentions
      become the two mentions of one other row; with `either`, this is done for labels whose two
      names are only true together (`per:alternate_names`).
    - `exchange`: the two mentions trade places in the sentence. The relation must be symmetric, and
      the types must be equal.
    - `role`: the sentence stays, but subject and object trade roles. The label becomes its inverse,
      if the inverse was seen to hold often enough.
    """: """
    - `replace`: 개체를 유형과 종류(규칙집에 적힌 군, 대학교, 외국인의 성명 등. 수는 단위가 같은
      것)가 같은 다른 이름으로 바꾼다. 지어낸 이름이나 역할과 라벨이 같은 다른 행의 단어를, 단어마다
      같은 확률로 또는 나온 횟수에 비례해 뽑는다. `sides: pair`이면 두 개체를 다른 한 행의 두 개체로
      함께 바꾸고, `either`이면 두 이름이 함께일 때만 성립하는 라벨(`per:alternate_names`)에서만
      그렇게 한다.
    - `exchange`: 두 개체의 자리를 맞바꾼다. 관계가 대칭이고 두 개체의 유형이 같을 때만 한다.
    - `role`: 문장은 그대로 두고 주체와 객체의 역할을 맞바꾼다. 라벨은 역관계로 바뀌며, 역관계가
      충분히 자주 성립한 라벨에서만 한다.
    """,
    """
    A new date is at most five years from the old one (one more for each forty years before 1950),
    and keeps its order to every other year of the sentence, so that a birth stays before a death. A
    new number is half to twice the old one. Under the negative label (`negative` in the rule book),
    no pair arises that has a relation in another row.
    """: """
    날짜는 많아야 5년까지 옮기고(1950년보다 옛날이면 40년마다 1년씩 더), 문장에 있는 다른 연도와의
    앞뒤를 지킨다. 그래서 태어난 해가 죽은 해보다 뒤로 가지 않는다. 수는 많아야 두 배로 늘거나
    절반으로 준다. 관계없음 라벨(규칙집의 `negative`)에서는 다른 행에서 관계 라벨이 붙은 쌍은 만들지
    않는다.
    """,
    """
    No new name should make a reader stop. Therefore:
    - Names that readers know (famous names in the rule book's `donors`, and names of many rows) are
      neither drawn nor replaced. A name that belongs to a known name beside it stays, too
      (`swap/known`).
    - Words of a closed set that readers know (places, religions, parties, most professions) stay
      (`swap/closed-set`).
    - A person only gets a name of the same language (`swap/name-language` if the language is
      unknown).
    - A sentence about another era, country or religion gets no new name, and a foreign name is only
      replaced if the sentence names its country (`swap/another-world`).
    - A sentence that fewer than three names fit gets no new name (`swap/few-donors`).
    - A date that belongs to a known name, event or reign stays, and so does a person who is known
      by an office, a role or a band (`events` in the rule book).
    """: """
    독자가 새 이름에서 멈칫하지 않아야 한다. 그래서 다음과 같이 한다.
    - 독자가 아는 이름(규칙집의 `donors`에 있는 유명한 이름, 여러 행에 나온 이름)은 뽑지도 바꾸지도
      않고, 그런 이름 곁에 있어 그것과 맞물린 말도 바꾸지 않는다(`swap/known`).
    - 독자가 다 아는 닫힌 집합의 단어(지명, 종교, 정당, 직업 대부분)는 그대로
      둔다(`swap/closed-set`).
    - 사람에게는 같은 언어의 이름만 준다(언어를 알 수 없으면 `swap/name-language`).
    - 시대, 나라, 종교가 다른 문장에는 새 이름을 넣지 않고, 외국 이름은 문장에 그 나라가 나올 때만
      바꾼다(`swap/another-world`).
    - 맞는 이름이 셋보다 적으면 바꾸지 않는다(`swap/few-donors`).
    - 알려진 이름이나 사건, 재위에 딸린 날짜는 그대로 두고, 직위나 배역, 밴드로 알려진 사람도 그대로
      둔다(규칙집의 `events`).
    """,
    """
    New names come from here:
    - `names: made` (the default): persons and organisations get invented names, put together from
      parts in the rule book; dates, numbers and types without such parts get words of other rows.
    - `names: data`: all get rare names of other rows.
    - `names: FILE`: they get the names that you list in a CSV file with the columns word and type,
      and kind and label if you like. You decide where these names fit: mentions of their types are
      not skipped as known, as closed sets, or because of another era or country.
    """: """
    새 이름은 다음에서 온다.
    - `names: made`(기본값): 사람과 기관에는 규칙집의 조각을 이어 아무도 쓰지 않는 이름을 만들어
      준다. 날짜와 수, 그리고 규칙집에 조각이 없는 유형에는 다른 행의 것을 쓴다.
    - `names: data`: 모두 다른 행의 드문 이름을 쓴다.
    - `names: FILE`: 파일에 적힌 이름을 쓴다(word와 type 열, 필요하면 kind와 label 열이 있는 CSV).
      파일의 이름이 어디에 맞는지는 파일을 쓴 사람이 정하므로, 그 유형에서는 알려진 이름, 닫힌 집합,
      다른 시대나 나라라는 이유로 건너뛰지 않는다.
    """,
    """
    A row that a new name would contradict stays unchanged, with a reason:
    - The name itself: `swap/boundary` (its span is wrong), `swap/no-number` (a date without a
      number), `swap/no-kind` (no kind of the rule book, or only the kind for the rest).
    - Text that touches the name: `swap/touching` (the other mention), `swap/compound` (letters that
      are not a particle), `swap/head` (a noun that is part of the name: 부산 시내, 시칠리아 왕국),
      `swap/longer-name` (a longer name with the word beside it), `swap/former` (구 or 현 before
      it).
    - What the sentence says about the name: `swap/kin` (아내, 여왕 show a sex, and that of a new
      name is not known; words for a son by birth or for a band do not fit any name), `swap/gloss`
      (hanja, Latin letters, dates or an age in brackets explain the name, or the name is such an
      explanation), `swap/other-year` (no new date is in order with the other dates of the
      sentence).
    - Repetitions of the name: `swap/recurs` (it occurs again; `recurs: replace` renames it there,
      too, and only skips a name within another name), `swap/part-recurs` (a part of it occurs
      again, or its surname with a title, as in 송 시장), `swap/shared` (both mentions have a part
      in common).
    - The draw: `swap/no-candidate` (none of eight drawn names fits; relatives keep their surname).
    - What must fit together: `swap/joint` (two places, or two parts of one name, of which one would
      not fit without the other; with `either`, a pair is tried), `swap/place` (a place, or a name
      with a place, in a sentence with another place), `swap/ambiguous` (the new form of the
      particle after it cannot be determined).
    - The label: `swap/label` (the rule book allows no replacement). For `exchange`:
      `swap/not-symmetric`, `swap/types-differ`, `swap/same-word`, `swap/no-sound` (the form of a
      particle would be uncertain). For `role`: `swap/no-reverse` (no inverse), `swap/low-fidelity`
      (the inverse holds too rarely), `swap/illegal` (the types of the swapped pair are not
      allowed), and `swap/labelled` (another row has the reversed pair, so a person has labelled it
      already).
    """: """
    새 이름을 넣으면 어긋나는 행은 바꾸지 않고 이유를 적는다.
    - 이름 자체: `swap/boundary`(경계가 잘못되었다), `swap/no-number`(숫자가 없는 날짜이다),
      `swap/no-kind`(규칙집의 어느 종류에도 들지 않거나, 나머지를 모은 종류에 든다).
    - 이름에 붙은 것: `swap/touching`(다른 개체와 맞닿아 있다), `swap/compound`(뒤에 조사가 아닌
      말이 붙어 있다), `swap/head`(뒤에 이름에 딸린 말이 온다: 부산 시내, 시칠리아 왕국),
      `swap/longer-name`(옆의 말과 함께 더 긴 이름이 된다), `swap/former`(앞에 ‘구’나 ‘현’이 있다).
    - 문장이 그 이름을 두고 하는 말: `swap/kin`(아내, 여왕처럼 성별이 드러나는데 새 이름의 성별을 알
      수 없다. 친아들, 밴드처럼 아무 이름에나 쓸 수 없는 말도 그렇다), `swap/gloss`(괄호 속의 한자,
      로마자, 날짜, 나이가 이름을 풀이하거나, 그 자체가 그런 풀이이다), `swap/other-year`(문장에
      다른 날짜가 있어 앞뒤가 맞는 새 날짜가 없다).
    - 이름이 나오는 다른 자리: `swap/recurs`(문장에 또 나온다. `recurs: replace`이면 그 자리도
      바꾸고, 다른 이름 속에 있을 때만 건너뛴다), `swap/part-recurs`(이름의 일부가 또 나오거나, ‘송
      시장’처럼 성과 직함이 나온다), `swap/shared`(두 개체에 같은 부분이 있다).
    - 뽑은 이름: `swap/no-candidate`(여덟 번을 뽑아도 맞는 이름이 없다. 가족과 친척은 성을 지킨다).
    - 함께 맞아야 하는 것: `swap/joint`(두 장소, 한 이름의 두 부분처럼 한쪽만 바꾸면 다른 쪽과 맞지
      않는다. `either`이면 쌍으로 시도한다), `swap/place`(장소이거나 장소에 딸린 것인데 문장에 다른
      장소가 나온다), `swap/ambiguous`(뒤에 오는 조사의 새 형태를 알 수 없다).
    - 라벨이 허용하지 않는 것: `swap/label`(규칙집이 교체를 허용하지 않는다). `exchange`에서는
      `swap/not-symmetric`(대칭 관계가 아니다), `swap/types-differ`(두 개체의 유형이 다르다),
      `swap/same-word`(두 개체가 같은 단어이다), `swap/no-sound`(조사의 형태를 확신할 수 없다).
      `role`에서는 `swap/no-reverse`(역관계가 없다), `swap/low-fidelity`(역관계가 성립한 비율이
      낮다), `swap/illegal`(뒤집으면 허용되지 않는 유형이다), `swap/labelled`(뒤집은 쌍이 다른 행에
      있어 사람이 이미 라벨을 달았다).
    """,
    """
    Text that fits any name of the same kind stays: titles after a person, 전 before one, 씨, 님,
    들, 측, lists of names, and brackets that contain the other mention.
    """: """
    같은 종류의 어느 이름에나 맞는 말은 그대로 둔다: 사람 이름 뒤의 직함과 앞의 ‘전’, 씨, 님, 들,
    측, 나열한 이름, 다른 개체가 든 괄호.
    """,
    """
    Source: mention replacement as in Dai & Adel 2020, "An Analysis of Simple Data Augmentation for
    Named Entity Recognition", COLING; role swap from the inverse relations of the rule book.
    """: """
    출처: 개체 교체는 Dai & Adel 2020, "An Analysis of Simple Data Augmentation for Named Entity
    Recognition", COLING. 역할 바꾸기는 규칙집의 역관계를 쓴다.
    """,
}
