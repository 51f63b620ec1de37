"""What a stretch of an address can be: the labels of the public address corpora, and the seven segments made of them.

The seven segments are those of the standard address rule (行政区划 + 街(路)巷 + 门(楼)牌 + 楼(栋)号 + 单元号 + 楼层号 +
户号, 资府办发〔2017〕14号 三(五)1). Labels follow Li et al., "Neural Chinese Address Parsing" (NAACL 2019), so that
spans can be compared with published results.
"""

from __future__ import annotations

# The shipped model's own labels. Sub-roads, sub-numbers and parts of compounds carry the label of the whole:
# the seven segments do not tell them apart.
LABELS: tuple[str, ...] = (
    "redundant", "prov", "city", "district", "devzone", "town", "community", "group",
    "road", "roadno", "poi", "houseno", "cellno", "floorno", "roomno", "assist",
)  # fmt: skip

# Label of a corpus → segment. Labels that are missing here (compound, landmark, noise) are no segment.
SEGMENT_OF: dict[str, str] = {
    "prov": "province",
    "city": "city",
    "district": "county",
    "town": "town",
    "community": "village",
    "village": "village",
    "group": "group",
    "road": "street",
    "subroad": "street",
    "roadno": "plate",
    "subroadno": "plate",
    "houseno": "building",
    "cellno": "unit",
    "floorno": "floor",
    "roomno": "room",
}
SEGMENTS: tuple[str, ...] = tuple(dict.fromkeys(SEGMENT_OF.values()))

# Corpus label → label of the shipped model, to train or measure it on a corpus with finer labels.
MERGED: dict[str, str] = {
    "country": "redundant",
    "village": "community",
    "subroad": "road",
    "subroadno": "roadno",
    "subpoi": "poi",
    "direction": "assist",
    "distance": "assist",
    "intersection": "assist",
    "person": "redundant",
    "otherinfo": "redundant",
    "traffic_facility": "poi",
}
