"""Equal meaning words lead to the same SQL: what must be equal, and what must never be."""

import threading

import pytest

from detomo.engine.language import language_of, meaning_words, search_words, squash

SAME = [
    ("How many customers are there?", "how many customers do we have"),
    ("How many customers are there?", "Please, how many customers are there"),
    ("List the tracks", "Can you show me tracks?"),
    ("revenue by country", "Revenue  by  COUNTRY."),
    ("revenue by country", "ｒｅｖｅｎｕｅ by country"),
    ("顧客は何人いますか？", "顧客は何人ですか"),
    ("国別の売上を見せて", "国別の売り上げを教えてください"),
    ("トップ５の顧客", "トップ5の顧客"),
]
DIFFERENT = [
    ("customers in the US", "customers in"),
    ("customers without invoices", "customers with invoices"),
    ("invoices of customers", "customers of invoices"),
    ("top 5 customers", "top 10 customers"),
    ("total > 100", "total < 100"),
    ("list the price", "list the list price"),
    ("買った顧客", "買っていない顧客"),
    ("社員が紹介した顧客", "社員を紹介した顧客"),
    ("東京からの注文", "東京への注文"),
    ("2009年の売上", "2010年の売上"),
    ("売上が10を超える顧客", "売上が10未満の顧客"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_request_has_the_same_words(one: str, other: str) -> None:
    assert meaning_words(one) == meaning_words(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_request_has_other_words(one: str, other: str) -> None:
    assert meaning_words(one) != meaning_words(other)


def test_compound_names_are_split_for_searching() -> None:
    assert search_words("InvoiceLine invoice_items") == ("invoice", "line", "invoice", "item")


@pytest.mark.parametrize(
    ("text", "language"), [("How many?", "en"), ("顧客", "ja"), ("ﾄｯﾌﾟ", "ja"), ("Café 10€", "en"), ("", "en")]
)
def test_language_is_told_by_script(text: str, language: str) -> None:
    assert language_of(text) == language


def test_squash_folds_width_case_and_space() -> None:
    assert squash("  ＡＢＣ\u3000 Straße ") == "abc strasse"


def test_threads_do_not_share_a_tokenizer() -> None:
    failures: list[BaseException] = []

    def cut(number: int) -> None:
        try:
            for turn in range(50):
                meaning_words(f"第{number}店の{turn}月の売上")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=cut, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
