"""The parameters of `rewrite`: the model, its requests, the budget, and the limits for answers."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from reaug.core.step import Step
from reaug.rewriting.server_address import check_url

_File = Annotated[str, Field(min_length=1)]


class RewriteParameters(Step, frozen=True, extra="forbid"):
    """The parameters of the step `rewrite`; they are also checked against each other."""

    model: Annotated[
        str,
        Field(min_length=1, description="the model's name on its server", examples=["m"]),
    ]
    mode: Annotated[
        Literal["paraphrase", "back_translate", "generate"],
        Field(
            description=(
                "paraphrase, translate to English and back, or write a new sentence for the label"
            )
        ),
    ] = "paraphrase"
    answers: Annotated[
        _File | tuple[_File, ...] | None,
        Field(description="answers: a provider's .jsonl, or a run; several in a list"),
    ] = None
    url: Annotated[
        str | None,
        Field(
            min_length=1, description="an OpenAI-compatible server, e.g. http://localhost:8000/v1"
        ),
    ] = None
    prompt: Annotated[
        str | None,
        Field(
            min_length=1,
            description="your own prompt, a .yaml file; by default the one of the mode",
        ),
    ] = None
    language: Annotated[Literal["ko", "en"], Field(description="the language of the prompt")] = "ko"
    mentions: Annotated[
        Literal["placeholders", "marks", "auto"],
        Field(
            description=(
                "how mentions are sent to the model; auto tests in which form the server's model "
                "keeps them"
            )
        ),
    ] = "placeholders"
    samples: Annotated[int, Field(ge=1, le=100, description="number of answers per row")] = 1
    temperature: Annotated[
        float, Field(ge=0, le=2, description="sampling temperature of the model")
    ] = 0.8
    max_tokens: Annotated[int, Field(ge=16, description="maximum number of tokens per answer")] = (
        512
    )
    examples: Annotated[
        int,
        Field(ge=0, le=20, description="for generate: number of further rows to show as examples"),
    ] = 3
    label: Annotated[
        Literal["model", "server", "none"],
        Field(description="what checks that the label still fits: the audit's model or the server"),
    ] = "model"
    without: Annotated[
        tuple[_File, ...],
        Field(description="data sets whose sentences must not appear, such as the test set"),
    ] = ()
    nearest: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description=("an answer more similar to the original sentence than this is a copy"),
        ),
    ] = 0.9
    farthest: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description=(
                "an answer less similar to the original sentence than this has a new meaning"
            ),
        ),
    ] = 0.1
    encoder: Annotated[
        str | None,
        Field(min_length=1, description="encoder (torch) that judges farthest, instead of letters"),
    ] = None
    shortest: Annotated[
        float,
        Field(
            allow_inf_nan=False,
            ge=0,
            description=("minimum length, as a share of the original sentence's"),
        ),
    ] = 0.5
    longest: Annotated[
        float,
        Field(
            allow_inf_nan=False,
            gt=0,
            description=("maximum length, as a share of the original sentence's"),
        ),
    ] = 2.0
    key_env: Annotated[
        str, Field(min_length=1, description="the environment variable with the server's key")
    ] = "OPENAI_API_KEY"
    timeout: Annotated[
        float, Field(gt=0, le=86_400, description="seconds to wait for one answer of the server")
    ] = 60.0
    retries: Annotated[int, Field(ge=0, le=20, description="number of retries of a request")] = 4
    price_in: Annotated[
        float,
        Field(allow_inf_nan=False, ge=0, description="price per million input tokens"),
    ] = 0.0
    price_out: Annotated[
        float,
        Field(allow_inf_nan=False, ge=0, description="price per million output tokens"),
    ] = 0.0
    budget: Annotated[
        float | None,
        Field(allow_inf_nan=False, gt=0, description="stop asking once a run has spent this much"),
    ] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _check_parameters(self)
        return self


def _check_parameters(step: RewriteParameters) -> None:
    """Raise an error if parameters of the step contradict each other.

    Raises
    ------
    ValueError
        Two parameters contradict each other; the message says which.
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
        raise ValueError(
            "encoder compares an answer with the sentence that it rewrites, which mode: generate "
            "does not have; leave encoder out"
        )
    if step.encoder is not None and "farthest" not in step.model_fields_set:
        raise ValueError(
            "encoder needs farthest: the cosine similarity of sentence and answer below which an "
            "answer is rejected. It differs between encoders; each run reports the similarities "
            "of its answers"
        )
    by_letters = step.encoder is None
    if (by_letters and step.farthest > step.nearest) or step.shortest > step.longest:
        raise ValueError("farthest must be below nearest, and shortest below longest")
