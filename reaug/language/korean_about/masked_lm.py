"""masked_lm, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Replace words of the context with predictions of a masked language model, or insert some.
    """: """
    문맥의 단어를 마스크 언어 모델이 예측한 단어로 바꾸거나 새로 넣는다.
    """,
    """
    - `mode: replace` replaces whole words, as analysed by mecab: a common noun or a name that is an
      eojeol, alone or followed by a particle or a form of the copula (회장|은, 대표|였다), and
      adverbs that are an eojeol. Compounds, verbs, words of one syllable (안, 때) and numbers stay;
      so do repetitions of a mention, nouns without a particle next to a mention (부산 시내), and
      words that are explained in brackets. Only the word is masked: the model sees the particle,
      which then takes the form that fits the new word.
    - `mode: insert` inserts an adverb before a verb or an adjective, and a noun or a determiner
      before a common noun, but not between two nouns.
    """: """
    - `mode: replace`는 mecab이 나눈 온전한 단어만 다룬다. 혼자서 또는 조사(서술격 조사 포함)만 붙어
      어절을 이루는 보통명사와 이름(회장|은, 대표|였다), 그리고 혼자 어절을 이루는 부사를 바꾼다.
      합성어, 동사, 한 음절 단어(안, 때), 수는 그대로 둔다. 문장에 또 나온 개체의 이름, 개체 옆에
      조사 없이 놓인 명사(부산 시내), 괄호로 풀이한 단어도 그대로 둔다. 단어만 마스킹하고 조사는
      모델에 보여 주며, 조사는 새 단어에 맞는 형태로 고친다.
    - `mode: insert`는 동사나 형용사 앞에 부사를, 보통명사 앞에 명사나 관형사를 넣는다. 두 명사
      사이에는 넣지 않는다.
    """,
    """
    Of the n places of a row where a word can be replaced or inserted, `ratio` × n are drawn, at
    least one and at most `max_words`; all sets of that size are equally likely. With
    `protect_between`, no place lies between the mentions. No mention is ever changed. All drawn
    places of a row are masked at once, and the model reads the row once.
    """: """
    단어를 바꾸거나 넣을 수 있는 자리가 n곳인 행에서 `ratio` × n곳을(적어도 1곳, 많아도
    `max_words`곳) 모든 조합이 같은 확률이 되게 뽑는다. `protect_between`이면 두 개체 사이에서는
    뽑지 않는다. 개체는 언제나 그대로 둔다. 뽑은 자리를 한꺼번에 마스킹하므로 모델은 행을 한 번만
    읽는다.
    """,
    """
    For each place, one of the model's `top_k` best tokens is drawn, with the softmax of
    logits / `temperature`. So a new word is always one token of the model. These are not drawn:
    - special tokens, pieces of words, and punctuation;
    - words of another kind than the place needs (a name does not replace a common noun);
    - the old word, an adjacent word, and a word already used elsewhere in the row;
    - parts of a mention, and words that contain a mention.
    """: """
    자리마다 모델의 상위 토큰 `top_k`개 가운데 하나를 logits / `temperature`의 softmax에 따라
    뽑는다. 그래서 새 단어는 언제나 모델의 토큰 하나이다. 다음은 뽑지 않는다.
    - 특수 토큰, 단어의 조각, 부호
    - 자리에 맞지 않는 종류의 단어(보통명사를 이름으로 바꾸지 않는다)
    - 원래 단어, 바로 옆의 단어, 같은 행의 다른 자리에 이미 쓴 단어
    - 개체의 일부인 단어, 그리고 개체가 든 단어
    """,
    """
    A sentence longer than `max_tokens`, or than the model allows, is read in windows around its
    masks. The draws depend on the row and the seed only, and all batches have the same shape and
    use `threads` threads, so the result does not depend on which rows are in a batch. With another
    kind of CPU, a GPU or another version of torch, the last bits of a logit may differ, and
    occasionally another word is drawn.
    """: """
    `max_tokens`나 모델의 한도보다 긴 문장은 마스크 주변을 창으로 잘라 읽는다. 뽑기는 행과 시드로만
    정해지고, 배치의 모양과 스레드 수(`threads`)는 어떤 행이 들어 있든 같다. 그래서 결과는 함께
    처리한 행에 영향을 받지 않는다. CPU의 종류나 torch의 버전이 다르거나 GPU를 쓰면 logit의 마지막
    비트가 달라져, 드물게 다른 단어가 뽑힐 수 있다.
    """,
    """
    The model can be any masked language model of `transformers` with a fast tokenizer and weights
    as safetensors; it needs torch: `pip install 'reaug[mlm]'`. Each process loads the model once
    and uses one core: use `--num-proc`, or `threads` if memory is enough for one model only.
    """: """
    모델은 fast 토크나이저와 safetensors 가중치가 있는 `transformers`의 마스크 언어 모델이면 된다.
    torch가 필요하다: `pip install 'reaug[mlm]'`. 프로세스마다 모델을 한 번 불러와 코어 하나로
    돌린다. `--num-proc`을 늘리거나, 메모리에 모델이 하나만 들어가면 `threads`를 늘리라.
    """,
    """
    Source: Kobayashi 2018, "Contextual Augmentation: Data Augmentation by Words with Paradigmatic
    Relations", NAACL; with BERT, Wu et al. 2019, "Conditional BERT Contextual Augmentation", ICCS.
    """: """
    출처: Kobayashi 2018, "Contextual Augmentation: Data Augmentation by Words with Paradigmatic
    Relations", NAACL. BERT로는 Wu et al. 2019, "Conditional BERT Contextual Augmentation", ICCS.
    """,
    """
    Skipped: `masked_lm/no-place`, no word can be replaced, or no word inserted; `masked_lm/tokens`,
    no token of the model begins where such a word does; `masked_lm/no-candidate`, none of the
    model's best tokens fits.
    """: """
    건너뜀: `masked_lm/no-place`(바꿀 단어나 넣을 자리가 없다), `masked_lm/tokens`(모델의 토큰이
    그런 단어의 첫머리에서 시작하지 않는다), `masked_lm/no-candidate`(모델의 상위 토큰에 맞는 것이
    없다).
    """,
}
