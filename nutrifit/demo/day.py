"""One day of a phone's life, played over HTTP against a running server."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from uuid_utils import uuid7

from nutrifit.demo import household
from nutrifit.demo.health import play_morning

ROME = ZoneInfo("Europe/Rome")
Tell = Callable[[str], object]


@dataclass
class Phone:
    """The app's side: signed in, making its own ids."""

    http: httpx.Client
    tell: Tell

    def sign_in(self) -> None:
        answer = self.http.post(
            "/api/v1/auth/login",
            json={"email": household.ANNA, "password": household.PASSWORD},
        )
        answer.raise_for_status()
        token = answer.json()["meta"]["access_token"]
        self.http.headers["Authorization"] = f"Bearer {token}"
        self.tell(f"  signed in as {household.ANNA}")

    def get(self, path: str, **query: Any) -> Any:
        answer = self.http.get(f"/api/v1/{path}", params=query)
        answer.raise_for_status()
        return answer.json()

    def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        answer = self.http.request(method, f"/api/v1/{path}", json=body)
        answer.raise_for_status()
        return answer


def play(base_url: str, tell: Tell) -> None:
    """Play the day and tell it line by line. Raises httpx.HTTPError when the server refuses."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with httpx.Client(base_url=base_url, timeout=10, headers={"Accept-Language": "it"}) as http:
        _Day(Phone(http, tell), datetime.now(ROME).date(), tell).play()


@dataclass
class _Day:
    phone: Phone
    date: date
    tell: Tell

    def play(self) -> None:
        self.tell(f"\nA day of Anna's phone, {self.date.isoformat()}\n")
        self.phone.sign_in()
        self._clear_earlier_plays()
        breakfast = self._breakfast()
        self._repeat(breakfast)
        play_morning(self.phone.send, self.date, self.tell)
        lunch = self._lunch()
        self._correct(lunch)
        self._dinner()
        self._delete_snack()
        self._offline()
        self._evening()
        self._explain()
        self._look_back()

    def _at(self, hour: int, minute: int) -> str:
        """That time of the demo day, or now when it is still to come."""
        wanted = datetime.combine(self.date, time(hour, minute), ROME)
        return min(wanted, datetime.now(ROME)).isoformat()

    def _clear_earlier_plays(self) -> None:
        for meal in self.phone.get(f"days/{self.date}")["meals"]:
            self.phone.send("DELETE", f"meals/{meal['id']}")

    def _find(self, words: str) -> dict[str, Any]:
        found = self.phone.get("foods", q=words, limit=5)["results"]
        names = ", ".join(food["name"] for food in found[:3])
        self.tell(f'  search "{words}": {names}')
        detail: dict[str, Any] = self.phone.get(f"foods/{found[0]['id']}")
        return detail

    def _scan(self, code: str) -> dict[str, Any]:
        food: dict[str, Any] = self.phone.get(f"foods/barcode/{code}")
        of = food["provenance"]
        energy = food["nutrients"]["energy_kcal"]
        self.tell(
            f"  scan {code}: {food['name']} ({food['brand']}), {energy:g} kcal/{food['per']},"
            f" from {of['source']} ({of['licence']}), confidence {of['confidence']:g}"
        )
        return food

    def _log(self, type_: str, at: str, items: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        body = {"id": str(uuid7()), "type": type_, "eaten_at": at, "items": items, **more}
        answer = self.phone.send("POST", "meals", body)
        for item in answer.json()["items"]:
            self.tell(f"  {answer.status_code} {_line(item)}")
        self._balance()
        return body

    def _breakfast(self) -> dict[str, Any]:
        self.tell("\n07:30 breakfast, by barcode and by hand")
        milk, coffee = self._scan("8002670163360"), self._find("caffe espresso")
        biscuits = self._scan("8076809501965")
        items = [_grams(milk, 150), _grams(coffee, 30), _grams(biscuits, 33)]
        return self._log("breakfast", self._at(7, 30), items, logged_by="barcode")

    def _repeat(self, body: dict[str, Any]) -> None:
        self.tell("\n07:31 the network was bad: the phone sends breakfast again")
        answer = self.phone.send("POST", "meals", body)
        self.tell(f"  {answer.status_code} already stored, nothing changed")
        self._balance()

    def _lunch(self) -> dict[str, Any]:
        self.tell("\n13:00 lunch, in household measures")
        pasta, sauce = self._scan("8001250120120"), self._scan("8005110630408")
        oil, apple = self._find("olio extravergine"), self._find("mela")
        items = [
            _grams(pasta, 180),
            _grams(sauce, 80),
            _portion(oil, "cucchiaio"),
            _portion(apple, "media"),
        ]
        return self._log("lunch", self._at(13, 0), items)

    def _correct(self, lunch: dict[str, Any]) -> None:
        self.tell("\n13:40 it was 80 g of pasta, not 180: one correction, on the version just read")
        meal, item = lunch["id"], lunch["items"][0]
        body = {"food_id": item["food_id"], "quantity_g": 80}
        corrected = self.phone.send("PUT", f"meals/{meal}/items/{item['id']}", body).json()
        self.tell(f"  200 {_line(corrected)}")
        self._balance()

    def _dinner(self) -> None:
        self.tell("\n20:15 dinner, and a spoonful of Nutella after it")
        fish, bread = self._find("merluzzo"), self._find("pane integrale")
        salad = self._find("lattuga")
        items = [_grams(fish, 180), _grams(bread, 50), _grams(salad, 80)]
        self._log("dinner", self._at(20, 15), items)
        nutella = self._scan("3017620422003")
        self.snack = self._log("snack", self._at(21, 0), [_grams(nutella, 15)])

    def _delete_snack(self) -> None:
        self.tell("\n21:05 on second thoughts she did not eat it: one deletion, sent twice")
        for _ in range(2):
            answer = self.phone.send("DELETE", f"meals/{self.snack['id']}")
            self.tell(f"  {answer.status_code} deleted")
        self._balance()

    def _offline(self) -> None:
        self.tell("\n21:30 in the mountains without network: the phone keeps what she logs")
        self.tell("21:50 network again: it sends all of it as one batch")
        operations = self._kept_offline()
        self._send_batch(operations)
        self.tell("\n21:51 the answer got lost: it sends the batch again")
        self._send_batch(operations)
        self._sync()

    def _send_batch(self, operations: list[dict[str, Any]]) -> None:
        answer = self.phone.send("POST", "meals/batch", {"operations": operations})
        for operation, result in zip(operations, answer.json()["results"], strict=True):
            self.tell(f"  {result['status']} {operation['op']}")
        self._balance()

    def _kept_offline(self) -> list[dict[str, Any]]:
        """An apple logged, its weight corrected, a drop of milk added, a note."""
        apple, milk = self._find("mela"), self._find("latte intero")
        eaten, added = _grams(apple, 150), _grams(milk, 30)
        meal = {"id": str(uuid7()), "type": "snack", "eaten_at": self._at(21, 30), "items": [eaten]}
        ids = {"meal_id": meal["id"], "item_id": eaten["id"]}
        corrected = {"food_id": apple["id"], "quantity_g": 180}
        return [
            {"op": "create_meal", "body": meal},
            {"op": "change_item", **ids, "body": corrected},
            {"op": "add_item", "meal_id": meal["id"], "body": added},
            {"op": "change_meal", "meal_id": meal["id"], "body": {"note": "al rifugio"}},
        ]

    def _sync(self) -> None:
        self.tell("\n21:52 the phone asks what changed since it last knew")
        told = self.phone.get("sync")
        changes = _changes(told)
        while told["has_more"]:
            told = self.phone.get("sync", cursor=told["cursor"])
            changes += _changes(told)
        again = self.phone.get("sync", cursor=told["cursor"])
        self.tell(f"  {changes} things changed or deleted since the beginning")
        self.tell(f"  {_changes(again)} since then")

    def _evening(self) -> None:
        self.tell("\n22:00 the day as the phone shows it")
        day = self.phone.get(f"days/{self.date}")
        for line in _totals(day["totals"]):
            self.tell(line)
        self.tell(f"  sources: {', '.join(day['sources'])}")

    def _balance(self) -> None:
        day = self.phone.get(f"balance/{self.date}")
        reached = {True: "reached", False: "not reached", None: "nothing logged"}
        whole = "whole day" if day["day_complete"] else "day not whole yet"
        spent = day["basal_kcal"] + day["active_kcal"]
        self.tell(
            f"    balance: eaten {day['consumed_kcal']:.0f} ± {day['energy_margin_kcal']:.0f},"
            f" spent {spent:.0f} ± {day['expenditure_margin_kcal']:.0f}"
            f" ({day['expenditure_source']}), goal {day['goal_kcal']:.0f} kcal"
            f" ({reached[day['goal_achieved']]}), {whole},"
            f" confidence {day['overall_confidence']:.2f}"
        )

    def _explain(self) -> None:
        self.tell("\n22:05 where the balance comes from, from the plate on")
        why = self.phone.get(f"balance/{self.date}/explanation")
        for plate in why["eaten"]["items"]:
            self.tell(_plate(plate))
        eaten = why["eaten"]
        self.tell(
            f"  eaten {eaten['consumed_kcal']:.0f} kcal, ± {eaten['quantities_margin_kcal']:.0f} by"
            f" scales and ± {eaten['sources_margin_kcal']:.0f} by sources: ±"
            f" {eaten['margin_kcal']:.0f}"
        )
        for spent in why["candidates"]:
            self.tell(
                f"  spent by {spent['source']}: {spent['total_kcal']:.0f} ±"
                f" {spent['margin_kcal']:.0f}, confidence {spent['confidence']:.2f}"
            )
        steps = (f"{step['code']} {step['after_kcal']:.0f}" for step in why["goal_steps"])
        self.tell(f"  goal: {' → '.join(steps)}")
        self.tell(f"  {why['sentence']}")

    def _look_back(self) -> None:
        self.tell("\n22:10 what was learnt of six weeks, and where it leads")
        learnt = self.phone.get("expenditure")
        self.tell(f"  expenditure: {learnt['sentence']} ({learnt['state']})")
        for week in self.phone.get("trends/weekly", weeks=4)["results"]:
            self.tell(_week(week))
        ahead = self.phone.get("projection", days=84)["results"]
        last = ahead[-1]
        self.tell(
            f"  eating the goal: {ahead[0]['expected_kg']:.1f} kg today,"
            f" {last['expected_kg']:.1f} kg on {last['date']}"
            f" ({last['lower_kg']:.1f} to {last['upper_kg']:.1f})"
        )


def _grams(food: dict[str, Any], quantity_g: float) -> dict[str, Any]:
    return {"id": str(uuid7()), "food_id": food["id"], "quantity_g": quantity_g}


def _portion(food: dict[str, Any], measure: str) -> dict[str, Any]:
    portions = food["portions"]
    portion = next((one for one in portions if measure in one["name"]), portions[0])
    return {
        "id": str(uuid7()),
        "food_id": food["id"],
        "portion_id": portion["id"],
        "portion_count": 1,
    }


def _plate(plate: dict[str, Any]) -> str:
    known = "unknown energy" if plate["energy_kcal"] is None else f"{plate['energy_kcal']:.0f} kcal"
    return (
        f"  {plate['food_name']}, {plate['quantity_g']:g} ± {plate['precision_g']:g} g: {known},"
        f" {plate['source']}, confidence {plate['confidence']:.2f}"
    )


def _week(week: dict[str, Any]) -> str:
    state = "closed" if week["is_closed"] else "goes on"
    if week["average_balance_kcal"] is None:
        return f"  week of {week['week_start']} ({state}): no complete day yet"
    return (
        f"  week of {week['week_start']} ({state}): {week['average_balance_kcal']:+.0f} ±"
        f" {week['balance_margin_kcal']:.0f} kcal a day from {week['data_points']} complete days,"
        f" {week['direction'] or 'no direction'}, confidence {week['confidence']:.2f}"
    )


def _changes(told: dict[str, Any]) -> int:
    return sum(map(len, (*told["changed"].values(), *told["deleted"].values())))


def _line(item: dict[str, Any]) -> str:
    energy = item["nutrients"]["energy_kcal"]
    measure = f" ({item['portion_name']})" if item["portion_name"] else ""
    known = "unknown energy" if energy is None else f"{energy:.0f} kcal"
    return (
        f"{item['food_name']}, {item['quantity_g']:g} g{measure}: {known},"
        f" {item['source']}, confidence {item['confidence']:.2f}"
    )


def _totals(totals: dict[str, Any]) -> Iterator[str]:
    shown = ("energy_kcal", "protein_g", "carbohydrate_g", "fat_g", "fiber_g", "iron_mg")
    for code in shown:
        total = totals["nutrients"].get(code, {"value": None, "reported": 0})
        value = "unknown" if total["value"] is None else f"{total['value']:.1f}"
        yield f"  {code:<15} {value:>8}  from {total['reported']} of {totals['items_count']} items"
    yield f"  confidence {totals['confidence']:.2f} ({totals['confidence_level']})"
