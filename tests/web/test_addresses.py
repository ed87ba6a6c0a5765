"""A number too large for any row is no such page."""

from flask import Flask


def test_a_number_that_no_row_has_is_not_found(app: Flask) -> None:
    adapter = app.url_map.bind("hub")
    assert adapter.match("/kits/2147483647") == ("stock.show", {"kit_id": 2_147_483_647})
    for number in ("2147483648", "9" * 20, "9" * 5_000, "-1", "١٢٣"):
        assert not adapter.test(f"/kits/{number}"), number[:30]
