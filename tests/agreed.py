"""An agreement as an office enters it, for tests of what is delivered under it."""

from huangce.exchange.agreements import Agreement

CREMATIONS = Agreement(
    kind="cremations",
    supplier="民政局",
    purpose="核对应销未销户口",
    legal_ground="户口登记条例第八条",
    fields=("name", "citizen_id", "died_on", "cremated_on"),
    frequency="每月",
    retention_months=6,
    returns=("format",),
    contact="社会事务股",
)
