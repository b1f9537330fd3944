import pytest

from detomo.engine.present.chart.wishes import wish_of

QUESTIONS = [
    ("Show a pie chart of sales by country", "pie"),
    ("donut of sales", "pie"),
    ("What share of revenue does each genre have?", "pie"),
    ("breakdown of customers by city", "pie"),
    ("percentage of orders by status", "pie"),
    ("売上の円グラフ", "pie"),
    ("国別の売上の割合は？", "pie"),
    ("顧客の内訳を教えて", "pie"),
    ("売上構成比", "pie"),
    ("histogram of ages", "histogram"),
    ("How are the ages distributed?", "histogram"),
    ("年齢の分布", "histogram"),
    ("scatter plot of price and weight", "scatter"),
    ("Is price correlated with weight?", "scatter"),
    ("the relationship between age and income", "scatter"),
    ("価格と重さの相関", "scatter"),
    ("散布図を描いて", "scatter"),
    ("sales over time", "line"),
    ("What is the trend of orders?", "line"),
    ("line chart of orders", "line"),
    ("売上の推移", "line"),
    ("折れ線グラフで", "line"),
    ("area chart of orders", "area"),
    ("面グラフで売上", "area"),
    ("bar chart of orders", "bar"),
    ("売上を棒グラフで", "bar"),
    ("compare sales of France and Japan", "compare"),
    ("France vs Japan", "compare"),
    ("東京と大阪の売上を比較", "compare"),
    ("売上ランキング", "compare"),
    ("draw a graph of sales", "any"),
    ("visualise the orders", "any"),
    ("売上をグラフにして", "any"),
    ("sales by country as a table", "none"),
    ("sales by country, no chart", "none"),
    ("グラフは不要です", "none"),
    ("国別の売上を表で見せて", "none"),
    ("a bar chart of the distribution of ages", "bar"),  # the chart's own name counts first
    ("How many customers are there?", None),
    ("顧客は何人いますか？", None),
    ("Which plots of land are for sale?", None),
    ("orders in the orders table", None),
    ("", None),
]


@pytest.mark.parametrize(("question", "wish"), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_wish(question: str, wish: str | None) -> None:
    assert wish_of(question) == wish
