"""Role swap: swap subject and object, and replace the label by its inverse."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core import schema
from reaug.core.arrays import U64
from reaug.core.batch import Batch
from reaug.core.bounded_tables import Members
from reaug.core.changes import Changes
from reaug.core.draws import mix, text_keys
from reaug.rulebook import RuleBook
from reaug.transforms.entity_swap.refusals import Refused


def pair_keys(batch: Batch, *, turned: bool = False) -> U64:
    """Return hashes of sentence and both spans (`uint64[n]`); with `turned`, of swapped roles.

    A collision would only refuse one row too many.
    """
    same = batch.normal  # the same for different spellings of a sentence
    keys = text_keys(same.sentence)
    for column in (2, 3, 0, 1) if turned else (0, 1, 2, 3):
        keys = mix(keys ^ same.spans[:, column].astype(np.uint64))
    return keys


def role_changes(batch: Batch, rules: RuleBook, known: Members, min_fidelity: float) -> Changes:
    """Propose role swaps if the label has an inverse and the reversed pair is not yet labelled.

    `known` are the `pair_keys` of all rows.
    """
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
