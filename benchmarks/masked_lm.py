"""Measure rows per second of `masked_lm` and of its model alone, and check batch effects.

    python benchmarks/masked_lm.py [--data DIR] [--rows 1000] [--size small|base]

The tokenizer is a real Korean tokenizer. The model has its vocabulary, the size of a small BERT (12
layers of 256) or a base BERT (12 of 768), and random weights. It is as fast as a trained model, but
its predictions are meaningless, so the quality of the words is not measured. One thread is used.

- `bare model`: the model on the same sentences in the simplest way: sorted by length, 16 at a time,
  padded, logits for every token.
- `masked_lm`: the step on a batch of all rows, and the model's share of its time.

Then the same rows are processed in batches of other sizes and in another order. Every word must be
the same, otherwise the exit code is 1.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import numpy as np

import _common
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.draws import Draw
from reaug.data import read
from reaug.korean.masked_loading import load_masked_model
from reaug.korean.masked_model import MaskedModel
from reaug.transforms.masked_lm import MaskedLM

SIZES: Final = {"small": (256, 4, 1024), "base": (768, 12, 3072)}
"""Hidden size, heads and inner size."""
LAYERS: Final = 12
AT_ONCE: Final = 16


def save(folder: Path, tokenizer: Path, size: str) -> str:
    """Save a model with random weights and the tokenizer's vocabulary, and return its folder."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForMaskedLM

    words = AutoTokenizer.from_pretrained(tokenizer)
    hidden, heads, inner = SIZES[size]
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=hidden,
        num_attention_heads=heads,
        num_hidden_layers=LAYERS,
        intermediate_size=inner,
    )
    BertForMaskedLM(config).save_pretrained(folder)
    words.save_pretrained(folder)
    return str(folder)


def bare(folder: str, batch: Batch) -> float:
    """Return the seconds of the model on the sentences of a batch, tokenized beforehand."""
    import torch
    from transformers import AutoModelForMaskedLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForMaskedLM.from_pretrained(folder).eval()
    texts = sorted(batch.sentence.to_pylist(), key=len)
    batches = [
        tokenizer(texts[i : i + AT_ONCE], padding=True, truncation=True, return_tensors="pt")
        for i in range(0, len(texts), AT_ONCE)
    ]
    with torch.inference_mode():
        model(**batches[0])
        begun = time.perf_counter()
        for inputs in batches:
            model(**inputs)
    return time.perf_counter() - begun


def changed(step: MaskedLM, batch: Batch) -> dict[str, str]:
    """Return the new sentences by row id."""
    changes = step.propose(batch, None, Draw(batch.keys, seed=42, path="0.masked_lm"))
    after = apply(batch, changes).batch
    return dict(zip(after.ids.to_pylist(), after.sentence.to_pylist(), strict=True))


def timed(step: MaskedLM, batch: Batch) -> tuple[float, float, dict[str, str]]:
    """Return the seconds of the step, those spent in the model, and the new sentences."""
    inside = 0.0
    fill = MaskedModel.fill

    def clocked(*given: Any, **more: Any) -> Any:
        nonlocal inside
        begun = time.perf_counter()
        result = fill(*given, **more)
        inside += time.perf_counter() - begun
        return result

    MaskedModel.fill = clocked  # type: ignore[method-assign]
    try:
        begun = time.perf_counter()
        sentences = changed(step, batch)
        return time.perf_counter() - begun, inside, sentences
    finally:
        MaskedModel.fill = fill  # type: ignore[method-assign]


def main() -> int:
    """Measure, compare and print."""
    parser = _common.parser(__doc__)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    args = parser.parse_args()
    try:
        import torch
    except ImportError:
        print("skipped: torch is not installed; pip install '.[mlm]'")
        return 0
    torch.set_num_threads(1)
    tokenizer = _common.needed(args.data, _common.TOKENIZER)
    table = read(_common.needed(args.data, _common.TRAIN)).table
    batch = Batch(table.slice(0, args.rows).combine_chunks())
    with tempfile.TemporaryDirectory() as folder:
        path = save(Path(folder), tokenizer, args.size)
        step = MaskedLM(model=path, top_k=1000, batch_size=AT_ONCE)
        # A model of random weights would fail the check.
        with patch("reaug.korean.masked_loading.check_fills", return_value=()):
            load_masked_model(path)
        changed(step, batch.take(np.arange(min(64, len(batch)))))  # loads mecab and the vocabulary
        plain = bare(path, batch)
        total, inside, sentences = timed(step, batch)
        n = len(batch)
        rows = [
            ("bare model, every logit", f"{n / plain:,.0f}", "1.00"),
            ("masked_lm", f"{n / total:,.0f}", f"{total / plain:.2f}"),
            ("  its model", f"{n / inside:,.0f}", f"{inside / plain:.2f}"),
            ("  all else", f"{n / (total - inside):,.0f}", f"{(total - inside) / plain:.2f}"),
        ]
        print(_common.table(("", "rows/s", "time to bare"), rows))
        print(f"the share of all that is not the model: {1 - inside / total:.1%}")
        old = batch.sentence.to_pylist()
        count = sum(a != b for a, b in zip(old, sentences.values(), strict=True))
        print(f"{count} of {n} rows changed")
        verdict = _common.Verdict()
        order = np.random.default_rng(1).permutation(n)
        for size in (n, 100, 7):
            collected: dict[str, str] = {}
            for at in range(0, n, size):
                collected |= changed(step, batch.take(order[at : at + size]))
            wrong = sum(collected[name] != text for name, text in sentences.items())
            verdict.check(f"shuffled, {size} rows a batch: other words", wrong == 0, wrong)
        return verdict.code


if __name__ == "__main__":
    sys.exit(main())
