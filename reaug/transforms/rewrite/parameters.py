"""What a user may say of `rewrite`: who is asked, how, for how much, and what is let in."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from reaug.core.step import Step
from reaug.transforms.rewrite.checking import check_parameters

_File = Annotated[str, Field(min_length=1)]


class RewriteParameters(Step, frozen=True, extra="forbid"):
    """The parameters of the step, checked together."""

    model: Annotated[
        str,
        Field(min_length=1, description="the model's name, as its server knows it", examples=["m"]),
    ]
    mode: Annotated[
        Literal["paraphrase", "back_translate", "generate"],
        Field(description="other words, a way through English, or a new sentence for the label"),
    ] = "paraphrase"
    answers: Annotated[
        _File | tuple[_File, ...] | None,
        Field(description="answers: a provider's .jsonl, or a run; several in a list"),
    ] = None
    url: Annotated[
        str | None,
        Field(min_length=1, description="an OpenAI-compatible server, as http://localhost:8000/v1"),
    ] = None
    prompt: Annotated[
        str | None,
        Field(min_length=1, description="a prompt of your own, a .yaml; by default mode's"),
    ] = None
    language: Annotated[
        Literal["ko", "en"], Field(description="the language that the model is asked in")
    ] = "ko"
    mentions: Annotated[
        Literal["placeholders", "marks", "auto"],
        Field(description="how mentions travel; auto: as a trial of the server's model says"),
    ] = "placeholders"
    samples: Annotated[int, Field(ge=1, le=100, description="answers that are asked for a row")] = 1
    temperature: Annotated[
        float, Field(ge=0, le=2, description="how freely the model chooses its words")
    ] = 0.8
    max_tokens: Annotated[int, Field(ge=16, description="at most this many tokens an answer")] = 512
    examples: Annotated[
        int, Field(ge=0, le=20, description="of generate: further rows that are shown")
    ] = 3
    label: Annotated[
        Literal["model", "server", "none"],
        Field(description="who says whether the label still fits: the audit's model, the server"),
    ] = "model"
    without: Annotated[
        tuple[_File, ...],
        Field(description="sets of which no sentence may come in, such as the test set"),
    ] = ()
    nearest: Annotated[
        float, Field(ge=0, le=1, description="an answer more like its parent is a copy")
    ] = 0.9
    farthest: Annotated[
        float, Field(ge=0, le=1, description="an answer less like its parent tells something else")
    ] = 0.1
    encoder: Annotated[
        str | None,
        Field(
            min_length=1, description="farthest is judged by this encoder (torch), not by letters"
        ),
    ] = None
    shortest: Annotated[
        float,
        Field(allow_inf_nan=False, ge=0, description="least length, as a share of the parent's"),
    ] = 0.5
    longest: Annotated[
        float,
        Field(allow_inf_nan=False, gt=0, description="most length, as a share of the parent's"),
    ] = 2.0
    key_env: Annotated[
        str, Field(min_length=1, description="the environment's variable with the server's key")
    ] = "OPENAI_API_KEY"
    timeout: Annotated[
        float, Field(gt=0, le=86_400, description="seconds for one answer of the server")
    ] = 60.0
    retries: Annotated[int, Field(ge=0, le=20, description="further tries of a request")] = 4
    price_in: Annotated[
        float,
        Field(allow_inf_nan=False, ge=0, description="price of a million tokens that are sent"),
    ] = 0.0
    price_out: Annotated[
        float,
        Field(allow_inf_nan=False, ge=0, description="price of a million tokens that come back"),
    ] = 0.0
    budget: Annotated[
        float | None,
        Field(allow_inf_nan=False, gt=0, description="ask no more once a run has spent this much"),
    ] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_parameters(self)
        return self
