"""Tables of numbers and plates: schemes, streets with their entrances, proposals for numbers, plates and their orders.

Logs (`NumberingScheme`, `RetiredNumber`, events, order lines, decisions) are added to and never changed. `state` of a
proposal and of a plate is what their latest event says, kept beside them by a trigger. Addresses and named places are
cited by their ids.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huangce.rules.numbering import STATES
from huangce.rules.plates import BEARERS, KINDS, STEPS

# Step of a proposal → which step may be next (requirements 3.12).
PROPOSED = "proposed"
PROPOSAL_STEPS = {
    PROPOSED: ("field_checked", "refused", "outdated"),
    "field_checked": ("approved", "refused", "outdated"),
    "approved": ("addressed", "refused"),
    "addressed": ("ordered",),
    "ordered": (),
    "refused": (),
    "outdated": (),
}


# The code with which something was entered that lies beside nothing, once its division went on under another.
ENTERED_IN = "the division that was entered, where it went on as another one"


class NumberingScheme(models.Model):
    """One version of a numbering scheme as an officer recorded it; of the same day and place the latest counts."""

    id = models.BigAutoField(primary_key=True)
    division = models.TextField(help_text="digits that its villages begin with")
    street = models.TextField(default="", blank=True)
    valid_from = models.DateField()
    document = models.TextField()
    rule = models.TextField(help_text="JSON with the keys of rules.numbering.scheme.KINDS")
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "numbering_scheme"

    def __str__(self) -> str:
        return f"{self.division} {self.street} from {self.valid_from}"


class NumberedStreet(models.Model):
    """What numbers run along: a thoroughfare of a town, or the group of a village.

    `line`: its middle from the first point to the last, longitude and latitude in turn (CGCS2000), or null.
    """

    id = models.BigAutoField(primary_key=True)
    division = models.TextField(help_text="9 digits of the town, or 12 of the village of a group")
    name = models.TextField()
    thoroughfare = models.BigIntegerField(null=True, help_text="the named place, where the register has it")
    line = models.JSONField(null=True)
    entered_in = models.TextField(null=True, editable=False, help_text=ENTERED_IN)

    class Meta:
        db_table = "numbered_street"
        constraints: ClassVar = (models.UniqueConstraint(fields=["division", "name"], name="numbered_street_once"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.division})"


class Entrance(models.Model):
    """An opening at which a plate hangs or should hang. `chainage_from` says how its way was found."""

    id = models.BigAutoField(primary_key=True)
    street = models.BigIntegerField()
    division = models.TextField(help_text="12 digits of the village it lies in")
    side = models.TextField(default="", blank=True, help_text="left or right seen from the origin, empty if not known")
    chainage = models.FloatField(help_text="metres from the origin")
    chainage_from = models.TextField(help_text="given, line, axis, neighbours or numbers")
    main = models.IntegerField(null=True)
    suffix = models.IntegerField(default=0)
    state = models.TextField(default="standing")
    gone_on = models.DateField(null=True)
    address = models.BigIntegerField(null=True)
    longitude = models.FloatField(null=True, help_text="CGCS2000, degrees")
    latitude = models.FloatField(null=True, help_text="CGCS2000, degrees")
    source = models.TextField(help_text="the list or the survey it came from")
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    entered_in = models.TextField(null=True, editable=False, help_text=ENTERED_IN)

    class Meta:
        db_table = "entrance"
        indexes: ClassVar = (
            models.Index(fields=["street"], name="entrance_street"),
            models.Index(fields=["division"], name="entrance_division"),
            models.Index(fields=["address"], name="entrance_address", condition=Q(address__isnull=False)),
            models.Index(fields=["recorded_at"], name="entrance_recorded_at"),
        )
        constraints: ClassVar = (
            models.CheckConstraint(name="entrance_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="entrance_side", condition=Q(side__in=("", "left", "right"))),
        )

    def __str__(self) -> str:
        return f"entrance {self.id}"


class RetiredNumber(models.Model):
    """A number that was taken from its door, and since when: it rests before it is given again."""

    id = models.BigAutoField(primary_key=True)
    street = models.BigIntegerField()
    main = models.IntegerField()
    suffix = models.IntegerField(default=0)
    since = models.DateField(null=True)
    reason = models.TextField()
    address = models.BigIntegerField(null=True)
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    act = models.BigIntegerField(null=True, help_text="the act that took it; it does not rest once that is taken back")

    class Meta:
        db_table = "retired_number"
        indexes: ClassVar = (models.Index(fields=["street"], name="retired_number_street"),)

    def __str__(self) -> str:
        return f"{self.main}-{self.suffix} of street {self.street}"


class PlateProposal(models.Model):
    """A number proposed for an entrance without one, with its reason and neighbours; `digest` is of that evidence."""

    id = models.BigAutoField(primary_key=True)
    entrance = models.BigIntegerField()
    street = models.BigIntegerField()
    division = models.TextField()
    code = models.TextField(help_text="of rules.numbering.MISSING")
    main = models.IntegerField(null=True)
    suffix = models.IntegerField(default=0)
    reason = models.TextField()
    before = models.JSONField(null=True, help_text="entrance and number before it")
    after = models.JSONField(null=True, help_text="entrance and number after it")
    scheme = models.BigIntegerField()
    digest = models.TextField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    state = models.TextField(db_default=PROPOSED, editable=False)

    class Meta:
        db_table = "plate_proposal"
        indexes: ClassVar = (
            models.Index(fields=["division", "state", "id"], name="plate_proposal_desk"),
            models.Index(fields=["entrance"], name="plate_proposal_entrance"),
            models.Index(fields=["street"], name="plate_proposal_street"),
        )

    def __str__(self) -> str:
        return f"proposal {self.id}"


class ProposalEvent(models.Model):
    """What was done about a proposal: never changed."""

    id = models.BigAutoField(primary_key=True)
    proposal = models.BigIntegerField()
    step = models.TextField()
    officer = models.BigIntegerField()
    at = models.DateTimeField()
    words = models.TextField(default="", blank=True)
    address = models.BigIntegerField(null=True, help_text="the address that was made")
    plate = models.BigIntegerField(null=True)

    class Meta:
        db_table = "plate_proposal_event"
        indexes: ClassVar = (models.Index(fields=["proposal", "id"], name="plate_proposal_event_of"),)
        constraints: ClassVar = (
            models.CheckConstraint(name="plate_proposal_step", condition=Q(step__in=list(PROPOSAL_STEPS))),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.proposal}"


class Plate(models.Model):
    """A plate or a street sign, whether it hangs or not. What is on it never changes: another text is another plate."""

    id = models.BigAutoField(primary_key=True)
    plate_kind = models.TextField()
    division = models.TextField()
    address = models.BigIntegerField(null=True, help_text="of a door or a building")
    named_place = models.BigIntegerField(null=True, help_text="of a street sign, where the register has the street")
    lines = models.JSONField(help_text="texts on the plate, from above")
    spec = models.TextField()
    place_kind = models.TextField(help_text="of rules.plates, for who pays")
    replaces = models.BigIntegerField(null=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    state = models.TextField(db_default="", editable=False, help_text="a step of rules.plates.STEPS")
    state_on = models.DateField(null=True, editable=False)
    entered_in = models.TextField(null=True, editable=False, help_text=ENTERED_IN)

    class Meta:
        db_table = "plate"
        indexes: ClassVar = (
            models.Index(fields=["division", "state", "id"], name="plate_desk"),
            models.Index(fields=["address"], name="plate_address", condition=Q(address__isnull=False)),
            models.Index(fields=["named_place"], name="plate_named_place", condition=Q(named_place__isnull=False)),
        )
        constraints: ClassVar = (models.CheckConstraint(name="plate_of_kind", condition=Q(plate_kind__in=list(KINDS))),)

    def __str__(self) -> str:
        return f"plate {self.id}"

    @property
    def belongs_to(self) -> int | None:
        """The address whose plate it is, or the named place whose sign; None of a sign of no place in the register."""
        return self.address if self.address is not None else self.named_place


class PlateEvent(models.Model):
    """A step in the life of a plate: never changed. What takes one back (`takes_back`) is a step too: the one before.

    `act`: the act on addresses that brought it. `photo`: its reference, here (`places.plate_photos`) or elsewhere.
    """

    id = models.BigAutoField(primary_key=True)
    plate = models.BigIntegerField()
    step = models.TextField()
    happened_on = models.DateField()
    officer = models.BigIntegerField()
    at = models.DateTimeField()
    order = models.BigIntegerField(null=True, db_column="plate_order")
    batch = models.TextField(default="", blank=True, help_text="of the manufacturer")
    spec = models.TextField(default="", blank=True)
    photo = models.TextField(default="", blank=True)
    photo_without_persons = models.BooleanField(default=False)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    installer = models.TextField(default="", blank=True, help_text="the firm or office, not a person")
    successor = models.BigIntegerField(null=True, help_text="the plate that replaces it")
    reason = models.TextField(default="", blank=True)
    words = models.TextField(default="", blank=True)
    takes_back = models.BigIntegerField(null=True, help_text="the step that it takes back")
    act = models.BigIntegerField(null=True, help_text="the act on addresses that brought it")

    class Meta:
        db_table = "plate_event"
        indexes: ClassVar = (
            models.Index(fields=["plate", "id"], name="plate_event_of"),
            models.Index(fields=["act"], name="plate_event_act", condition=Q(act__isnull=False)),
        )
        constraints: ClassVar = (
            models.CheckConstraint(name="plate_event_step", condition=Q(step__in=list(STEPS))),
            models.CheckConstraint(name="plate_event_photo", condition=Q(photo="") | Q(photo_without_persons=True)),
            models.UniqueConstraint(fields=["takes_back"], name="plate_event_back_once"),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.plate}"


class PlatePhoto(models.Model):
    """A photo of a plate, by the digest of its bytes: never changed, and only one that nobody is declared to be on."""

    sha256 = models.TextField(primary_key=True)
    media_type = models.TextField()
    content = models.BinaryField()
    kept_by = models.BigIntegerField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "plate_photo"

    def __str__(self) -> str:
        return f"photo {self.sha256[:12]}"


class PlateOrder(models.Model):
    """A work order to a manufacturer: never changed."""

    id = models.BigAutoField(primary_key=True)
    division = models.TextField(help_text="digits of the division whose plates it is for")
    maker = models.TextField()
    due_on = models.DateField(null=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "plate_order"

    def __str__(self) -> str:
        return f"order {self.id}"


class PlateOrderLine(models.Model):
    """A plate of an order, and who pays for it: never changed. An empty bearer is not decided."""

    pk = models.CompositePrimaryKey("order", "plate")
    order = models.BigIntegerField(db_column="plate_order")
    plate = models.BigIntegerField()
    cost_bearer = models.TextField(default="", blank=True)
    bearer_division = models.TextField(default="", blank=True)
    cost_source = models.TextField(default="", blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True, help_text="yuan")

    class Meta:
        db_table = "plate_order_line"
        indexes: ClassVar = (models.Index(fields=["plate"], name="plate_order_line_plate"),)
        constraints: ClassVar = (
            models.CheckConstraint(name="plate_order_line_bearer", condition=Q(cost_bearer__in=["", *BEARERS])),
        )

    def __str__(self) -> str:
        return f"plate {self.plate} of order {self.order}"


class AddressDecision(models.Model):
    """What an officer decided of a row of the lists of doubled, wrong and missing addresses; never changed.

    It holds while the evidence has the same digest.
    """

    id = models.BigAutoField(primary_key=True)
    doubt = models.TextField(help_text="kind and subjects of the row")
    digest = models.TextField()
    decision = models.TextField()
    words = models.TextField(default="", blank=True)
    officer = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "address_decision"
        indexes: ClassVar = (models.Index(fields=["doubt", "id"], name="address_decision_doubt"),)

    def __str__(self) -> str:
        return f"{self.decision}: {self.doubt}"
