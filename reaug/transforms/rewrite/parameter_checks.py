"""Check that the parameters of `rewrite` are consistent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reaug.rewriting.server_address import check_url

if TYPE_CHECKING:
    from reaug.transforms.rewrite.parameters import RewriteParameters


def check_parameters(step: RewriteParameters) -> None:
    """Refuse inconsistent parameters.

    Raises
    ------
    ValueError
        The parameters are inconsistent; the message says why.
    """
    if step.url is not None:
        check_url(step.url)
    if step.budget is not None and not (step.price_in or step.price_out):
        raise ValueError("a budget needs price_in and price_out, per million tokens")
    if step.mentions == "auto" and step.url is None:
        raise ValueError(
            "mentions: auto needs url, since it tests the server's model; set url, or another "
            "value of mentions"
        )
    if step.encoder is not None and step.mode == "generate":
        raise ValueError("encoder: a row that is generated has no sentence to be like")
    if step.encoder is not None and "farthest" not in step.model_fields_set:
        raise ValueError(
            "encoder: say farthest too, the least cosine of a sentence and its answer; it differs "
            "from encoder to encoder; each run tells how like its answers are"
        )
    by_letters = step.encoder is None
    if (by_letters and step.farthest > step.nearest) or step.shortest > step.longest:
        raise ValueError("farthest must be below nearest, and shortest below longest")
