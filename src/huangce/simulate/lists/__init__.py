"""The lists of the county, one module each: from the world and the traces to the rows as the department has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from huangce.simulate.lists import addresses, births, deaths, departed, fictitious, insured, moves, register, residents
from huangce.simulate.lists.draft import Draft, delivered
from huangce.simulate.lists.register import Entries
from huangce.simulate.traces import Traces
from huangce.simulate.world import World

Writer = Callable[[World, Traces, Entries], Draft]

# In the order of delivery. The register and the address list are the office's own: no row of them comes twice.
WRITERS: Mapping[str, Writer] = {
    "register": lambda world, traces, entries: fictitious.with_invented(world, register.write(world, entries)),
    "residents": lambda world, traces, entries: delivered(world, residents.write(world, traces.residents)),
    "addresses": lambda world, traces, entries: addresses.write(world),
    "cremations": lambda world, traces, entries: delivered(
        world, deaths.cremations(world, traces.deaths["cremations"])
    ),
    "medical_deaths": lambda world, traces, entries: delivered(
        world, deaths.medical_deaths(world, traces.deaths["medical_deaths"])
    ),
    "funeral_benefits": lambda world, traces, entries: delivered(
        world, deaths.funeral_benefits(world, traces.deaths["funeral_benefits"])
    ),
    "newborns": lambda world, traces, entries: delivered(world, births.newborns(world, traces.newborns)),
    "insured": lambda world, traces, entries: delivered(world, insured.write(world, traces.insured)),
    "relocated": lambda world, traces, entries: delivered(
        world, moves.relocated(world, traces.relocated), shuffled=False
    ),
    "permits": lambda world, traces, entries: delivered(world, moves.permits(world, traces.permits)),
    "pupils": lambda world, traces, entries: delivered(world, births.pupils(world, traces.pupils, traces.consent)),
    "enlisted": lambda world, traces, entries: delivered(world, departed.enlisted(world, traces.enlisted)),
    "settled_abroad": lambda world, traces, entries: delivered(
        world, departed.settled_abroad(world, traces.settled_abroad)
    ),
}
