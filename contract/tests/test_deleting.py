from crm_contract.sample_data.customers import Create, new_customer, whole_customer
from crm_contract.service_under_test.checked_client import CUSTOMERS, CheckedClient


def test_a_deleted_customer_is_in_no_answer(api: CheckedClient, create: Create) -> None:
    created = create(**whole_customer())
    path = f"{CUSTOMERS}/{created['id']}"
    response = api.delete(path)
    assert (response.status_code, response.content) == (204, b"")
    assert api.get(path).status_code == 404
    assert api.head(path).status_code == 404
    assert api.delete(path).status_code == 404
    assert api.put(path, json=new_customer()).status_code == 404
    assert api.patch(path, json={}).status_code == 404
    assert api.results(customer_id=created["customer_id"]) == []
    assert api.results(search=created["customer_id"]) == []


def test_a_deleted_customers_customer_id_is_free_again(api: CheckedClient, create: Create) -> None:
    created = create()
    assert api.delete(f"{CUSTOMERS}/{created['id']}").status_code == 204
    assert create(customer_id=created["customer_id"])["id"] != created["id"]
