"""What was recorded of numbers and plates stays; state of proposals and plates is what their latest event says."""

from django.db import migrations

from huangce.home.grants import AppendOnly, AppMay

TELL = """
create function huangce_proposal_state() returns trigger language plpgsql as $$
begin
    update plate_proposal p set state = e.step
    from (select distinct on (proposal) proposal, step from told order by proposal, id desc) e
    where p.id = e.proposal;
    return null;
end $$;
create trigger proposal_state after insert on plate_proposal_event referencing new table as told
    for each statement execute function huangce_proposal_state();
create function huangce_plate_state() returns trigger language plpgsql as $$
begin
    update plate p set state = e.step, state_on = e.happened_on
    from (select distinct on (plate) plate, step, happened_on from told order by plate, id desc) e
    where p.id = e.plate;
    return null;
end $$;
create trigger plate_state after insert on plate_event referencing new table as told
    for each statement execute function huangce_plate_state();
"""
FORGET = """
drop trigger proposal_state on plate_proposal_event; drop function huangce_proposal_state();
drop trigger plate_state on plate_event; drop function huangce_plate_state();
"""
# One open proposal an entrance, and one plate an address that is not over, whoever asks at the same moment.
ONCE = """
create unique index plate_proposal_once on plate_proposal (entrance)
    where state in ('proposed', 'field_checked', 'approved');
create unique index plate_once on plate (address, plate_kind)
    where address is not null and state not in ('damaged', 'missing', 'replaced', 'retired');
"""
OFTEN = "drop index plate_proposal_once; drop index plate_once;"


class Migration(migrations.Migration):
    dependencies = [("places", "0010_plates_and_numbers"), ("register", "0002_guards")]
    operations = [
        migrations.RunSQL(TELL, FORGET),
        migrations.RunSQL(ONCE, OFTEN),
        AppendOnly("numbering_scheme"),
        AppendOnly("retired_number"),
        AppendOnly("plate_proposal_event"),
        AppendOnly("plate_event"),
        AppendOnly("plate_order"),
        AppendOnly("plate_order_line"),
        AppendOnly("address_decision"),
        AppMay("numbered_street", "SELECT, INSERT, UPDATE (name, thoroughfare, line)"),
        AppMay(
            "entrance",
            "SELECT, INSERT, UPDATE (division, side, chainage, chainage_from, main, suffix, state, gone_on, address, longitude,"
            " latitude, source, recorded_by, recorded_at)",
        ),
        AppMay("plate_proposal", "SELECT, INSERT, UPDATE (state)"),
        AppMay("plate", "SELECT, INSERT, UPDATE (state, state_on)"),
    ]
