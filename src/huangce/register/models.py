"""Tables of the register. What must never happen is a constraint here or a trigger in the first migration.

Append-only: Act, Fact, FactValue (whose values only `erase` may blank), Batch, SealLeaf, SealHead, RowRepair. Current
rows (Person, Household, Residence, Former) are a fold over facts, kept in the transaction that appends them.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now


class Batch(models.Model):
    """One bulk load. Its acts carry its id; it is undone by an act, never deleted."""

    id = models.BigIntegerField(primary_key=True)
    list_kind = models.TextField()
    source = models.TextField(help_text="file name as delivered")
    sha256 = models.TextField()
    rows = models.IntegerField()
    recorded_at = models.DateTimeField()
    entered_by = models.BigIntegerField()
    office = models.TextField(default="", db_default="", help_text="division code of the office that loaded it")

    class Meta:
        db_table = "batch"

    def __str__(self) -> str:
        return f"batch {self.id}: {self.list_kind}"


class Origin(models.Model):
    """Where a record came from: the row of a load. Ids of other systems are kept as what they are, foreign."""

    pk = models.CompositePrimaryKey("record", "batch", "row")
    record = models.BigIntegerField()
    batch = models.BigIntegerField()
    row = models.IntegerField(help_text="data row of the list, from 1")

    class Meta:
        db_table = "origin"

    def __str__(self) -> str:
        return f"record {self.record}: row {self.row} of batch {self.batch}"


class Act(models.Model):
    """What an officer recorded. Personal values are not here but in `FactValue`, under ordinal 0."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.TextField()
    happened_on = models.DateField()
    day_order = models.IntegerField(default=0)
    recorded_at = models.DateTimeField()
    entered_by = models.BigIntegerField()
    collected_by = models.BigIntegerField(null=True)
    approved_by = models.BigIntegerField(null=True)
    office = models.TextField(help_text="division code of the office")
    legal_ground = models.TextField()
    evidence = models.TextField(help_text="kinds of documents shown, comma-separated")
    transaction = models.UUIDField(null=True, help_text="client transaction id")
    batch = models.BigIntegerField(null=True)
    voids = models.BigIntegerField(null=True, help_text="the act that this one reverses")
    voids_batch = models.BigIntegerField(null=True, help_text="the batch that this one undoes")
    facts = models.IntegerField(help_text="number of facts")
    digest = models.BinaryField(help_text="SHA-256 of the act and its facts, see seal.py")

    class Meta:
        db_table = "act"
        constraints = (
            models.UniqueConstraint(
                fields=["transaction"],
                name="act_transaction_once",
                condition=models.Q(transaction__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["recorded_at", "id"], include=["kind"], name="act_recorded_at"),
            models.Index(fields=["voids"], name="act_voids", condition=models.Q(voids__isnull=False)),
            models.Index(fields=["batch", "office"], name="act_batch", condition=models.Q(batch__isnull=False)),
            models.Index(
                fields=["entered_by", "recorded_at"], name="act_by_hand", condition=models.Q(batch__isnull=True)
            ),
            models.Index(fields=["voids_batch"], name="act_voids_batch", condition=models.Q(voids_batch__isnull=False)),
            models.Index(fields=["id"], name="act_erasure", condition=models.Q(kind="erasure")),
            models.Index(fields=["happened_on"], name="act_opened", condition=models.Q(kind="opening_entry")),
        )

    def __str__(self) -> str:
        return f"act {self.id}: {self.kind}"


class Fact(models.Model):
    """What an act asserts of one group of items of one record, from a day on. The value stands in `FactValue`."""

    pk = models.CompositePrimaryKey("act", "ordinal")
    act = models.BigIntegerField()
    ordinal = models.IntegerField()
    record = models.BigIntegerField()
    group = models.TextField(db_column="grp")
    valid_from = models.DateField()
    object = models.BigIntegerField(null=True, help_text="the other record it points at")

    class Meta:
        db_table = "fact"
        indexes = (
            models.Index(fields=["record"], name="fact_record"),
            models.Index(fields=["object"], name="fact_object", condition=models.Q(object__isnull=False)),
            BrinIndex(fields=["valid_from"], name="fact_valid_from", pages_per_range=32, autosummarize=True),
        )

    def __str__(self) -> str:
        return f"{self.group} of record {self.record}"


class FactValue(models.Model):
    """The value of a fact, or of the act as submitted (ordinal 0), as canonical JSON with the salt of its commitment.

    Erased values keep only the commitment, so that the act's digest can still be proved.
    """

    pk = models.CompositePrimaryKey("act", "ordinal")
    act = models.BigIntegerField()
    ordinal = models.IntegerField()
    salt = models.UUIDField(null=True)
    value = models.TextField(null=True)
    commitment = models.BinaryField(null=True)

    class Meta:
        db_table = "fact_value"

    def __str__(self) -> str:
        return f"value {self.ordinal} of act {self.act}"


class SealHead(models.Model):
    """A signed head of the Merkle log: its size, its root, and when it was signed."""

    size = models.BigIntegerField(primary_key=True)
    suite = models.TextField()
    root = models.TextField()
    peaks = ArrayField(models.TextField(), help_text="roots of the perfect subtrees, left to right")
    xmin_before = models.BigIntegerField(help_text="every transaction below was over")
    signed_at = models.DateTimeField()
    key = models.TextField(help_text="public key")
    signature = models.TextField()

    class Meta:
        db_table = "seal_head"

    def __str__(self) -> str:
        return f"head of {self.size} acts"


class SealLeaf(models.Model):
    """The place of an act in the log, with the digest it had when it was sealed."""

    position = models.BigIntegerField(primary_key=True)
    act = models.BigIntegerField(unique=True)
    digest = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "seal_leaf"

    def __str__(self) -> str:
        return f"position {self.position}"


class Household(models.Model):
    """A household as it stands now."""

    id = models.BigIntegerField(primary_key=True)
    household_kind = models.TextField()
    division = models.TextField()
    address = models.TextField()
    address_id = models.BigIntegerField(null=True)
    reference_person = models.BigIntegerField(null=True)
    household_status = models.TextField()
    foreign_no = models.TextField(null=True)
    version = models.BigIntegerField()

    class Meta:
        db_table = "household"
        indexes = (
            models.Index(fields=["division"], name="household_division"),
            models.Index(fields=["address_id"], name="household_address_id"),
            models.Index(fields=["division"], name="household_open", condition=models.Q(household_status="open")),
        )

    def __str__(self) -> str:
        return f"household {self.id}"


class Person(models.Model):
    """A person as they stand now: identity, membership and registration. Where they live is in `Residence`."""

    id = models.BigIntegerField(primary_key=True)
    household = models.BigIntegerField(null=True)
    relation = models.TextField(null=True)
    name = models.TextField(null=True)
    former_name = models.TextField(null=True)
    name_key = models.TextField(help_text="homophone key: toneless pinyin of each character")
    initials = models.TextField(help_text="pinyin initials")
    sex = models.TextField(null=True)
    birth_date = models.TextField(null=True, help_text="1980, 1980-05 or 1980-05-03")
    birth_earliest = models.DateField(null=True)
    birth_latest = models.DateField(null=True)
    ethnicity = models.TextField(null=True)
    citizen_id = models.TextField(null=True)
    number_contested = models.BooleanField(default=False)
    birthplace = models.TextField(null=True)
    native_place = models.TextField(null=True)
    education = models.TextField(null=True)
    marital_status = models.TextField(null=True)
    status = models.TextField()
    counted_in = models.TextField(null=True)
    since = models.TextField(null=True)
    ended_by = models.TextField(null=True)
    elsewhere = models.TextField(null=True)
    died_on = models.DateField(null=True)
    same_as = models.BigIntegerField(null=True)
    version = models.BigIntegerField()

    class Meta:
        db_table = "person"
        constraints = (
            models.UniqueConstraint(
                fields=["citizen_id"],
                name="person_one_holder",
                condition=models.Q(number_contested=False, status__in=["registered", "in_transit"]),
            ),
        )

    def __str__(self) -> str:
        return f"person {self.id}"


class Residence(models.Model):
    """A spell of living somewhere. Two usual residences of one person may not overlap: the database forbids it."""

    id = models.BigIntegerField(primary_key=True)
    person = models.BigIntegerField()
    residence_kind = models.TextField()
    division = models.TextField()
    address = models.TextField()
    address_id = models.BigIntegerField(null=True)
    arrived_on = models.DateField(null=True)
    departed_on = models.DateField(null=True)
    source = models.TextField(null=True)
    verified_on = models.DateField(null=True)
    version = models.BigIntegerField()

    class Meta:
        db_table = "residence"
        indexes = (
            models.Index(fields=["person"], name="residence_person"),
            models.Index(fields=["division"], name="residence_division"),
            models.Index(
                fields=["division", "person"], name="residence_living", condition=models.Q(departed_on__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"residence {self.id}"


class RowRepair(models.Model):
    """Current rows that were written anew from their facts, without an act: what was counted before holds no more."""

    id = models.BigAutoField(primary_key=True)
    repaired_at = models.DateTimeField(db_default=Now())
    records = models.IntegerField(help_text="whose rows were written anew")

    class Meta:
        db_table = "row_repair"

    def __str__(self) -> str:
        return f"repair {self.id} of {self.records} records"


class Former(models.Model):
    """What a record was called before, kept searchable: a former name, a replaced number, an earlier address."""

    pk = models.CompositePrimaryKey("record", "item", "value")
    record = models.BigIntegerField()
    item = models.TextField(help_text="name, citizen_id or address")
    value = models.TextField()
    name_key = models.TextField(null=True, help_text="of a name: as in Person")
    initials = models.TextField(null=True, help_text="of a name: as in Person")

    class Meta:
        db_table = "former"

    def __str__(self) -> str:
        return f"former {self.item} of record {self.record}"


class AddressWent(models.Model):
    """An address that went to another division with a part of its own: who is registered or lives there goes along.

    Nobody moves by it, and nothing is asserted of persons. The room of places writes it, as the fold of the acts that
    say so; what became of whole divisions is `accounts.DivisionChange`.
    """

    pk = models.CompositePrimaryKey("address", "act")
    address = models.BigIntegerField()
    came_from = models.TextField(help_text="the code that was said of it before")
    division = models.TextField()
    happened_on = models.DateField()
    act = models.BigIntegerField()
    taken_back = models.BooleanField(default=False)

    class Meta:
        db_table = "address_went"

    def __str__(self) -> str:
        return f"{self.address} → {self.division}"
