from detomo.engine.recent import Recent


def test_the_value_that_was_not_used_for_longest_goes() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("old", 1)
    recent.put("new", 2)
    recent.get("old")
    recent.put("newest", 3)
    assert (recent.get("old"), recent.get("new"), recent.get("newest")) == (1, None, 3)


def test_a_key_holds_its_last_value() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("key", 1)
    recent.put("key", 2)
    assert recent.get("key") == 2
