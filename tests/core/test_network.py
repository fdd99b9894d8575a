import pytest

from ecopark.core.errors import InputError
from ecopark.core.network import Datastream, Edge, Firm, FlowNetwork, Meter, Node, Park
from ecopark.core.terms import Carrier, DatastreamKind, NodeKind, Origin

PARK = Park("p", "Khu", "Park")
NODES = (Node("grid", NodeKind.GRID, "Lưới", "Grid"), Node("a", NodeKind.FIRM, "A", "A", firm="a"))
EDGE = Edge("grid-a", Carrier.ELECTRICITY, "grid", "a")


def build(meters=(), datastreams=(), edges=(EDGE,), nodes=NODES):
    return FlowNetwork.of(
        PARK, firms=[Firm("a", "A", "A")], nodes=nodes, edges=edges, meters=meters, datastreams=datastreams
    )


def refused(code, **parts):
    with pytest.raises(InputError) as caught:
        build(**parts)
    assert caught.value.code == code
    return caught.value


def test_of__orphan_meter_is_refused_with_file_and_row():
    error = refused("core.network.orphan_meter", meters=[Meter("m", where="meters.csv row 4")])
    assert str(error).startswith("meters.csv row 4: ")
    assert "cột edge" in error.render("vi")


def test_of__loop_in_the_meter_tree_is_refused():
    meters = [Meter("m1", edge="grid-a", parent="m2"), Meter("m2", edge="grid-a", parent="m1", where="row 3")]
    assert "m1 -> m2 -> m1" in str(refused("core.network.meter_loop", meters=meters))


def test_of__double_id_names_the_first_place():
    meters = [Meter("m", edge="grid-a", where="row 2"), Meter("m", edge="grid-a", where="row 9")]
    error = refused("core.network.double_id", meters=meters)
    assert "row 9" in str(error)
    assert "row 2" in str(error)


def test_of__dangling_edge_is_refused():
    refused("core.network.unknown_reference", edges=[Edge("e", Carrier.WATER, "nowhere", "a", where="edges.csv row 2")])


@pytest.mark.parametrize(("unit", "code"), [("kWhh", "core.unit.unknown"), ("m3", "core.unit.incompatible")])
def test_of__unit_must_exist_and_fit_the_property(unit, code):
    datastream = Datastream(
        "d", "m", "active_energy", unit, DatastreamKind.TOTAL, Origin.MEASURED, "d", "d", where="datastreams.csv row 2"
    )
    refused(code, meters=[Meter("m", edge="grid-a")], datastreams=[datastream])


def test_submeters__children_by_parent():
    network = build(meters=[Meter("m", edge="grid-a"), Meter("m1", edge="grid-a", parent="m")])
    assert network.submeters == {"m": ("m1",)}
