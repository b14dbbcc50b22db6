from crm_contract.sample_data.hostile_requests import WRITES, hostile_requests

REQUESTS = list(hostile_requests("127.0.0.1:1", seed=1, count=2_000))


def test_the_same_seed_draws_the_same_requests() -> None:
    assert list(hostile_requests("127.0.0.1:1", seed=1, count=50)) == REQUESTS[:50]
    assert list(hostile_requests("127.0.0.1:1", seed=2, count=50)) != REQUESTS[:50]


def test_no_write_names_a_customer_that_may_exist() -> None:
    lines = [request.partition(b"\r\n")[0].decode("latin-1").split(" ") for request in REQUESTS]
    targets = {line[1] for line in lines if line[0] in WRITES and "/customers/" in line[1]}
    identities = {target.partition("/customers/")[2].partition("/")[0] for target in targets}
    assert len(identities) > 3
    assert not {identity for identity in identities if identity.isdecimal() and 0 < int(identity) < 2**63}
