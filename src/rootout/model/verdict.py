"""Whether something that was evicted is really gone."""

from typing import Literal

from rootout.model.entity import Entity
from rootout.model.value import value

State = Literal["gone", "held", "returned", "unknown"]


@value
class Verdict:
    """What a second look says of one entity."""

    entity: Entity
    state: State
    why: str
