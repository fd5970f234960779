"""Entity swap: replace mentions by other names, or swap their places or roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from reaug.core import schema
from reaug.core.arrays import U64
from reaug.core.batch import Batch
from reaug.core.bounded_tables import Members, Sampled, described
from reaug.core.changes import Changes
from reaug.core.draws import Draw, mix, text_keys
from reaug.core.edits import OBJECT, SUBJECT, Edits
from reaug.core.step import Measures, Step
from reaug.rulebook import RuleBook
from reaug.transforms.entity_swap.advice import OF_THE_ROWS, TOO_FEW, WAYS_OUT
from reaug.transforms.entity_swap.bounded_memory import MOST_LINKS, merged, roomy, whole
from reaug.transforms.entity_swap.contexts import Counted, count
from reaug.transforms.entity_swap.outside_names import DATA, FILE_SUFFIX, MADE
from reaug.transforms.entity_swap.policy import Sides
from reaug.transforms.entity_swap.pool import Pool, Weight
from reaug.transforms.entity_swap.pool_builder import build
from reaug.transforms.entity_swap.refusals import Refused, first_of_exchange, judge_exchange
from reaug.transforms.entity_swap.replace import Recurs, mended, replace
from reaug.transforms.entity_swap.user_names import digest

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook

_ROLE_CODES: Final = (SUBJECT, OBJECT)


@dataclass(frozen=True)
class SwapState:
    """The state of the step, computed from all rows.

    rules : the rule book.
    pool : with `mode: replace`, the names to draw from.
    known : with `mode: role`, the `pair_keys` of all rows.
    sha256 : hash of the file of names, if there is one.
    sampled : the sizes of the samples of "names" and "pairs"; no entry for what is kept whole.
    """

    rules: RuleBook
    pool: Pool | None = None
    known: Members = field(default_factory=lambda: Members(np.zeros(0, np.uint64)))
    sha256: str | None = None
    sampled: Mapping[str, Sampled] = field(default_factory=dict)


class EntitySwap(Step, frozen=True, extra="forbid"):
    """Swap mentions: give them new names, exchange their places, or exchange their roles.

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

    A new date is at most five years from the old one (one more for each forty years before 1950),
    and keeps its order to every other year of the sentence, so that a birth stays before a death. A
    new number is half to twice the old one. Under the negative label (`negative` in the rule book),
    no pair arises that has a relation in another row.

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

    New names come from here:
    - `names: made` (the default): persons and organisations get invented names, put together from
      parts in the rule book; dates, numbers and types without such parts get words of other rows.
    - `names: data`: all get rare names of other rows.
    - `names: FILE`: they get the names that you list in a CSV file with the columns word and type,
      and kind and label if you like. You decide where these names fit: mentions of their types are
      not skipped as known, as closed sets, or because of another era or country.

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

    Text that fits any name of the same kind stays: titles after a person, 전 before one, 씨, 님,
    들, 측, lists of names, and brackets that contain the other mention.

    Source: mention replacement as in Dai & Adel 2020, "An Analysis of Simple Data Augmentation for
    Named Entity Recognition", COLING; role swap from the inverse relations of the rule book.

    Examples
    --------
    >>> from reaug.core.apply import apply
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of(
    ...     "[S|PER|김노을]은 한밭병원의 [O|POH|간호사]이다.",
    ...     "[S|PER|박바다]는 새벽학교의 [O|POH|교사]이다.",
    ...     "[S|PER|정하람]은 나래병원의 [O|POH|약사]이다.",
    ...     "[S|PER|송이든]은 샘물학교의 [O|POH|교사]이다.",
    ...     label="per:title",
    ... )
    >>> step = EntitySwap(sides="subject")
    >>> state = step.finish(step.summarise(batch), load("klue-re"))
    >>> changes = step.propose(batch, state, Draw(batch.keys, seed=42, path="0.entity_swap"))
    >>> apply(batch, changes).batch.row(0).sentence
    '곽정운은 한밭병원의 간호사이다.'
    """

    ways_out: ClassVar[Mapping[str, str]] = WAYS_OUT

    mode: Annotated[
        Literal["replace", "exchange", "role"],
        Field(description="other names, each other's places, or each other's roles"),
    ] = "replace"
    sides: Annotated[
        Sides,
        Field(description="replace: which mention; either draws one of those that can be replaced, "
              "pair takes both names from one other row"),
    ] = "either"  # fmt: skip
    names: Annotated[
        str,
        Field(description="replace: made builds names that no row has, data draws rare names from "
                          "the rows, a CSV file (word,type,kind,label) lists your own"),
    ] = MADE  # fmt: skip
    weight: Annotated[
        Weight,
        Field(description="replace: draw distinct words uniformly, or by their counts"),
    ] = "uniform"
    recurs: Annotated[
        Recurs,
        Field(description="replace: if a word occurs again in the sentence, skip the row or "
                          "rename it everywhere"),
    ] = "skip"  # fmt: skip
    min_fidelity: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="role: minimum share of pairs labelled in both directions that agree",
        ),
    ] = 0.85

    @model_validator(mode="after")
    def _of_this_mode(self) -> EntitySwap:
        only = {"sides": "replace", "names": "replace", "weight": "replace", "recurs": "replace"}
        for name, mode in (only | {"min_fidelity": "role"}).items():
            default = type(self).model_fields[name].default
            if self.mode != mode and getattr(self, name) != default:
                message = "{name} is only for mode: {mode}, but the mode is {own}"
                values = {"name": name, "mode": mode, "own": self.mode}
                raise PydanticCustomError("mode", message, values)
        return self

    @field_validator("names")
    @classmethod
    def _known_source(cls, names: str) -> str:
        if names not in (DATA, MADE) and not names.lower().endswith(FILE_SUFFIX):
            message = "must be data, made or a file whose name ends in .csv"
            raise PydanticCustomError("names", message)
        return names

    @property
    def needs_summary(self) -> bool:
        """Whether the step needs a summary of all rows: to count names, or, with `role`, all
        pairs.
        """
        return self.mode != "exchange"

    def summarise(self, batch: Batch) -> Counted | Members:
        """Return the counts of a batch's pairs of names; with `role`, hashes of the pairs."""
        return Members(pair_keys(batch)) if self.mode == "role" else count(batch)

    def merge(self, a: Any, b: Any) -> Counted | Members:
        """Return the counts, or the hashes, of two parts of the rows together."""
        return roomy(a | b) if self.mode == "role" else merged(a, b)

    def finish(self, summary: Any, rules: RuleBook) -> SwapState:
        """Return the state from the counts of all rows.

        The pool keeps at most `core.bounded_tables.MOST` distinct names (see `bounded_memory`).
        With `role`, the state takes eight bytes per row, up to two million rows, and no more for
        larger data.
        """
        if summary is None:
            return SwapState(rules)
        if self.mode == "role":
            return SwapState(rules, known=summary.packed(MOST_LINKS))
        sha256 = None if self.names in (DATA, MADE) else digest(self.names)
        counts = whole(summary)
        pool = build(counts, rules, self.weight, self.names)
        return SwapState(rules, pool, sha256=sha256, sampled=counts.sampled)

    def describe(self, state: SwapState) -> dict[str, Any]:
        """Return what the run's manifest records of the state.

        These are the SHA-256 of the user's file of names, since the file may change later; the
        sizes of samples; and whether names come from the rows because the rule book cannot make
        any.
        """
        own = {} if state.sha256 is None else {"sha256": state.sha256}
        pool = state.pool
        if self.names == MADE and pool is not None and len(pool.known) and not pool.made:
            own["names"] = OF_THE_ROWS
        return {**own, **described(state.sampled)}

    def measure(self, rows: pa.Table, state: SwapState) -> Measures:
        """Return a warning if the rows were too few to tell which persons readers know."""
        too_few = state.pool is not None and state.pool.too_few
        return Measures(warnings=(TOO_FEW,) if too_few else ())

    def propose(self, batch: Batch, state: SwapState, draw: Draw) -> Changes:
        """Return the changes of a batch: new names, exchanged mentions, or swapped roles."""
        if self.mode == "replace":
            if state.pool is None:  # no row has been counted, so there is nothing to propose
                return Changes()
            return replace(batch, state.rules, state.pool, draw, self.sides, self.recurs)
        if self.mode == "exchange":
            return _exchange(batch, state.rules)
        return _role_changes(batch, state.rules, state.known, self.min_fidelity)


def _exchange(batch: Batch, rules: RuleBook) -> Changes:
    """Return the edits that exchange the two mentions' places; each mention keeps its role."""
    symmetric = np.array([*(rules.is_symmetric(label) for label in rules.labels), False])
    why = first_of_exchange(batch, symmetric[batch.codes(schema.LABEL, rules.labels)])
    open_rows = np.flatnonzero(why.code < 0)
    some = batch.take(open_rows)  # few labels are symmetric
    why_some, views = judge_exchange(some)
    rows = np.flatnonzero(why_some.code < 0)
    edits = [
        Edits.of(
            rows,
            view.start[rows],
            view.end[rows],
            view.others.take(pa.array(rows)),
            code,
            noun=True,
        )
        for view, code in zip(views, _ROLE_CODES, strict=True)
    ]
    renamed = mended(some, Edits.concat(edits), why_some)
    why.code[open_rows] = why_some.code
    edits_of_all = renamed._replace(row=open_rows[renamed.row])
    return Changes(edits_of_all, swap_roles=why.code < 0, skipped=why.reasons())


def pair_keys(batch: Batch, *, turned: bool = False) -> U64:
    """Return a hash of each row's sentence and both spans (`uint64[n]`).

    With `turned`, subject and object are swapped first. Two different rows may have the same hash
    by chance; one of them is then not swapped.
    """
    same = batch.normal  # the same for different spellings of a sentence
    keys = text_keys(same.sentence)
    for column in (2, 3, 0, 1) if turned else (0, 1, 2, 3):
        keys = mix(keys ^ same.spans[:, column].astype(np.uint64))
    return keys


def _role_changes(batch: Batch, rules: RuleBook, known: Members, min_fidelity: float) -> Changes:
    """Return role swaps of rows whose label has an inverse, if the reverse is unlabelled."""
    # `known` has the `pair_keys` of all rows. `min_fidelity` is the least fidelity of an inverse:
    # the share of pairs labelled in both directions whose second label is this inverse.
    n = len(batch)
    reverse = [rules.reverse(label) for label in rules.labels]
    names = [turned.label if turned else None for turned in reverse]
    fidelity = np.array([turned.fidelity if turned else -1.0 for turned in reverse] + [-1.0])
    label = batch.codes(schema.LABEL, rules.labels)
    new_label = pa.array(names, pa.string()).take(pa.array(label, mask=label < 0))
    why = Refused(n)
    why.refuse(fidelity[label] < 0, "swap/no-reverse")
    why.refuse(fidelity[label] < min_fidelity, "swap/low-fidelity")
    broken = rules.violations(new_label, batch.type("object"), batch.type("subject"))
    why.refuse(pc.not_equal(broken, "").to_numpy(zero_copy_only=False), "swap/illegal")
    why.refuse(known.holds(pair_keys(batch, turned=True)), "swap/labelled")
    swap = why.code < 0
    renamed = pc.and_(pa.array(swap), pc.not_equal(new_label, batch.label))
    fields = {schema.LABEL: pc.if_else(renamed, new_label, pa.scalar(None, pa.string()))}
    return Changes(fields=fields, swap_roles=swap, skipped=why.reasons())
