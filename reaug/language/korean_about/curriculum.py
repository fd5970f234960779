"""curriculum, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Sort rows into buckets by the length of their sentence.
    """: """
    문장 길이에 따라 행을 구간으로 나누어 정렬한다.
    """,
    """
    Adds two columns: the bucket, 0 for the shortest rows, and the length. The threshold of a bucket
    is its greatest length. If no thresholds are given, they are computed by `cut`:
    """: """
    맨 뒤에 구간(가장 짧은 구간이 0)과 길이의 두 열이 붙는다. 구간에는 경계값과 같은 길이까지
    들어간다. 경계값을 주지 않으면 `cut`에 따라 정한다.
    """,
    """
    - `quantiles`: buckets of about equal size. The threshold of bucket j of k is the length up to
    which the number of rows is nearest to j/k of all rows; of two such lengths, the shorter one. -
    `lectured`: three groups. Short rows have up to `line` characters (40, about a printed line),
    medium ones up to half of the `max_tokens` of the model, and long ones more. Characters are
    converted to other units by the average number of characters per unit in the rows; unless the
    unit is a token, a token counts as 2.2 characters. The buckets can be very unequal.
    """: """
    - `quantiles`: k개 구간 가운데 j번째 구간은 누적 행 수가 전체의 j/k에 가장 가까워지는 길이에서
      끝난다(그런 길이가 둘이면 짧은 쪽). 그래서 구간의 크기가 거의 같다.
    - `lectured`: 세 구간으로 나눈다. 짧은 행은 `line`의 글자 수(40자, 책의 한 줄에 들어가는
      정도)까지, 중간은 모델의 `max_tokens`의 절반까지이고, 나머지가 긴 행이다. 글자 수는 데이터에서
      잰 단위당 글자 수로 다른 단위로 환산하고, 단위가 토큰이 아니면 토큰 하나를 2.2자로 친다.
      그래서 구간의 크기는 길이의 분포에 따라 서로 다르다.
    """,
    """
    Thresholds do not depend on the order of the rows. `--like` uses the same ones for another set.
    """: """
    경계값은 행의 순서와 상관없다. 다른 데이터도 `--like`로 똑같이 나눌 수 있다.
    """,
    """
    Units: `char` counts code points, `eojeol` words separated by white space, `morpheme` the
    morphemes of mecab, `token` the tokens of a tokenizer without special tokens.
    """: """
    단위: `char`는 코드 포인트, `eojeol`은 공백으로 나눈 어절, `morpheme`은 mecab의 형태소,
    `token`은 특수 토큰을 뺀 토크나이저의 토큰이다.
    """,
    """
    `schedule` writes schedule.json to the run folder: the rows in the order of training, as
    positions in the data set (see docs/steps/curriculum.md for its fields). It is a kind, or a
    mapping with `kind` and optionally `epochs` (1 by default) and `seed` (42).
    """: """
    `schedule`은 실행 폴더에 schedule.json을 쓴다. 데이터 안의 행 위치를 학습할 순서대로 적은
    파일이다(필드는 docs/steps/curriculum.md 참고). 값은 종류의 이름이거나, `kind`에 필요하면
    `epochs`(기본값 1)와 `seed`(기본값 42)를 더한 매핑이다.
    """,
    """
    - `one_pass`: one bucket after the other, each alone. - `baby_step`: the first bucket, then the
    first two, and so on. - `competence`: at step t a batch of `batch_size` (32) rows, drawn from
    those whose difficulty (the share of rows that are not longer) is at most the competence min(1,
    sqrt(t (1 - c0²) / T + c0²)), with `c0` (0.01) and T `steps` (half of the training).
    """: """
    - `one_pass`: 구간을 하나씩 차례로 학습한다.
    - `baby_step`: 첫 구간, 그다음에는 앞의 두 구간, 이런 식으로 늘려 간다.
    - `competence`: t번째 스텝에서는 난이도(자기보다 길지 않은 행의 비율)가 역량 min(1, sqrt(t (1 -
      c0²) / T + c0²)) 이하인 행에서 `batch_size`(32)행을 뽑는다. `c0`의 기본값은 0.01, T는
      `steps`이고 기본값은 전체 스텝의 절반이다.
    """,
    """
    A warning names labels with too few rows in a bucket: none, although the label has ten rows per
    bucket on average, or significantly fewer than half of the expected ones (Fisher's exact test,
    5% over all labels and buckets).
    """: """
    어떤 구간에 라벨이 부족하면 경고로 알린다. 구간당 평균 10행이 되는 라벨이 그 구간에 한 행도
    없거나, 우연히 들어갈 행 수의 절반에도 못 미칠 때이다(Fisher의 정확 검정, 모든 라벨과 구간을
    통틀어 5%).
    """,
    """
    Sources: Bengio et al. 2009, "Curriculum learning" (short before long is one of many orders);
    Spitkovsky et al. 2010, "From baby steps to leapfrog"; Cirik et al. 2016, "Visualizing and
    understanding curriculum learning for LSTM networks"; Platanios et al. 2019, "Competence-based
    curriculum learning for neural machine translation".
    """: """
    출처: Bengio et al. 2009, "Curriculum learning"(짧은 것부터는 여러 순서 가운데 하나이다).
    Spitkovsky et al. 2010, "From baby steps to leapfrog". Cirik et al. 2016, "Visualizing and
    understanding curriculum learning for LSTM networks". Platanios et al. 2019, "Competence-based
    curriculum learning for neural machine translation".
    """,
    """
    UsageError There are fewer distinct lengths than buckets; a line is longer than half of the
    tokens; the tokenizer cannot be loaded; there is a schedule and another step makes splits.
    InputError The data already has a column of that name.
    """: """
    UsageError
        서로 다른 길이의 수가 구간 수보다 적다. 한 줄이 토큰의 절반보다 길다. 토크나이저를 불러올 수
        없다. schedule을 쓰는데 다른 단계가 데이터를 나눈다.
    InputError
        그 이름의 열이 데이터에 이미 있다.
    """,
}
