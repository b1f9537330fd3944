"""Invoices and their items, from 2009 to 2013."""

import random
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from detomo.sample.draw import apportion, spread
from detomo.sample.rows import Customer, Invoice, InvoiceItem, Track

INVOICES, ITEMS = 412, 2240
YEARS = range(2009, 2014)
MONTH_WEIGHTS = (9, 8, 9, 9, 10, 9, 8, 8, 9, 10, 12, 18)  # more before the holidays
GROWTH = 1.08  # a year
BASKETS = (0, 1, 1, 3, 5, 8, 13)  # relative: what an invoice holds beyond its first item
TASTES = (0, 0, 1, 1, 4)  # relative: a customer leaves many genres alone and loves a few
SECOND_COPY_SHARE = 0.02


def sales(
    rng: random.Random, customers: list[Customer], tracks: list[Track]
) -> tuple[list[Invoice], list[InvoiceItem]]:
    """Invoices in the order of their dates, each total the sum of its items. One customer has bought nothing yet."""
    sizes = spread(rng, ITEMS, [rng.choice(BASKETS) for _ in range(INVOICES)])
    buyers = _buyers(rng, customers)
    items = list(_items(rng, sizes, buyers, tracks))
    totals = [0.0] * (INVOICES + 1)
    for item in items:
        totals[item.invoice_id] += item.unit_price * item.quantity
    bought = zip(_dates(rng), buyers, strict=True)
    invoices = [
        _invoice(number, day, buyer, round(totals[number], 2)) for number, (day, buyer) in enumerate(bought, start=1)
    ]
    return invoices, items


def _dates(rng: random.Random) -> list[date]:
    months = [(year, month) for year in YEARS for month in range(1, 13)]
    weights = [MONTH_WEIGHTS[month - 1] * GROWTH ** (year - YEARS[0]) for year, month in months]
    days = [
        date(year, month, 1) + timedelta(days=rng.randrange(monthrange(year, month)[1]))
        for (year, month), count in zip(months, apportion(INVOICES, weights), strict=True)
        for _ in range(count)
    ]
    return sorted(days)


def _buyers(rng: random.Random, customers: list[Customer]) -> list[Customer]:
    """One customer per invoice. The one without any lives in a country where others buy."""
    countries = [customer.country for customer in customers]
    idle = rng.choice([customer for customer in customers if countries.count(customer.country) > 1])
    active = [customer for customer in customers if customer is not idle]
    shares = spread(rng, INVOICES, [rng.uniform(4, 10) for _ in active])
    buyers = [customer for customer, share in zip(active, shares, strict=True) for _ in range(share)]
    rng.shuffle(buyers)
    return buyers


def _items(rng: random.Random, sizes: list[int], buyers: list[Customer], tracks: list[Track]) -> Iterator[InvoiceItem]:
    popularity = [rng.paretovariate(3) for _ in tracks]
    appeal = {buyer: _appeal(rng, tracks, popularity) for buyer in dict.fromkeys(buyers)}
    number = 0
    for invoice_id, (size, buyer) in enumerate(zip(sizes, buyers, strict=True), start=1):
        for track in _basket(rng, size, tracks, appeal[buyer]):
            number += 1
            quantity = 2 if rng.random() < SECOND_COPY_SHARE else 1
            yield InvoiceItem(number, invoice_id, track.id, track.unit_price, quantity)


def _appeal(rng: random.Random, tracks: list[Track], popularity: list[float]) -> list[float]:
    """How likely one customer is to pick each track: its popularity, and the customer's taste in genres."""
    taste = {genre_id: rng.choice(TASTES) for genre_id in sorted({track.genre_id for track in tracks})}
    return [taste[track.genre_id] * weight for track, weight in zip(tracks, popularity, strict=True)]


def _basket(rng: random.Random, size: int, tracks: list[Track], appeal: list[float]) -> list[Track]:
    """`size` different tracks, those with more appeal more often."""
    chosen: dict[int, Track] = {}
    while len(chosen) < size:
        for track in rng.choices(tracks, appeal, k=size - len(chosen)):
            chosen.setdefault(track.id, track)
    return list(chosen.values())


def _invoice(number: int, day: date, buyer: Customer, total: float) -> Invoice:
    billed = (buyer.address, buyer.city, buyer.state, buyer.country, buyer.postal_code)
    return Invoice(number, buyer.id, f"{day.isoformat()} 00:00:00", *billed, total)
