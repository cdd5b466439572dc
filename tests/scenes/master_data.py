"""What creates and updates accounts, contacts, competitors, products, users; exchange rates."""

from datetime import date

from db.ids import new_id
from db.tables import Account, Competitor, Contact, ExchangeRate, Product, User
from domain.actor import SYSTEM_USER_ID, UserKind
from domain.rates import PAR
from domain.refusals import (
    InvalidInput,
    NotFound,
    Problem,
    RateNotFound,
    RecordVersionConflict,
)
from server.demo import DEMO_USER
from tests.scenes.scene import (
    FIRM,
    NO_ACCOUNT,
    NO_COMPETITOR,
    NO_CONTACT,
    NO_PRODUCT,
    NO_USER,
    PERSON,
    RIVAL,
    ROBOT,
    Scene,
    at,
)

_BLANK = InvalidInput(at("name"), Problem.BLANK)
_NULL = InvalidInput(at("name"), Problem.NULL)


def _conflict(record_id: str) -> RecordVersionConflict:
    return RecordVersionConflict(at("expectedVersion"), record_id, 7, 1)


_firm = Account(id=new_id("Account"), name="Own", name_folded="own")
_person = Contact(id=new_id("Contact"), name="Own", name_folded="own")
_rival = Competitor(id=new_id("Competitor"), name="Own", name_folded="own")
_robot = Product(
    id=new_id("Product"), name="Own", name_folded="own", list_price=10_000, currency="USD"
)
_user = User(id=new_id("User"), kind=UserKind.PERSON, name="Own", name_folded="own")
_rate, _other_rate = (
    ExchangeRate(
        id=new_id("ExchangeRate"),
        base_currency="USD",
        currency=currency,
        valid_from=date(2026, 1, 1),
        rate=PAR // 100,
    )
    for currency in ("JPY", "INR")
)

ACCOUNTS = (
    Scene("createAccount", {"name": "New", "parentId": FIRM.id, "employees": 3}),
    Scene(
        "createAccount",
        {
            "name": " ",
            "yearEstablished": 0,
            "annualRevenue": {"amount": "1"},
            "parentId": NO_ACCOUNT,
        },
        (
            _BLANK,
            InvalidInput(at("yearEstablished"), Problem.OUT_OF_RANGE, "1-9999"),
            InvalidInput(at("annualRevenue", "currency"), Problem.MISSING),
            NotFound(at("parentId"), NO_ACCOUNT),
        ),
    ),
    Scene(
        "updateAccount",
        {"accountId": _firm.id, "name": "Renamed", "expectedVersion": 1},
        rows=(_firm,),
    ),
    Scene("updateAccount", {"accountId": NO_ACCOUNT}, (NotFound(at("accountId"), NO_ACCOUNT),)),
    Scene(
        "updateAccount",
        {"accountId": FIRM.id, "name": None, "parentId": FIRM.id, "expectedVersion": 7},
        (_conflict(FIRM.id), _NULL, InvalidInput(at("parentId"), Problem.ITS_OWN_PARENT)),
    ),
)

CONTACTS = (
    Scene("createContact", {"name": "New", "email": "new@example.com", "accountId": FIRM.id}),
    Scene(
        "createContact",
        {"name": " ", "email": "nobody", "accountId": NO_ACCOUNT},
        (
            _BLANK,
            InvalidInput(at("email"), Problem.NOT_AN_EMAIL),
            NotFound(at("accountId"), NO_ACCOUNT),
        ),
    ),
    Scene(
        "updateContact",
        {"contactId": _person.id, "name": "Renamed", "expectedVersion": 1},
        rows=(_person,),
    ),
    Scene("updateContact", {"contactId": NO_CONTACT}, (NotFound(at("contactId"), NO_CONTACT),)),
    Scene(
        "updateContact",
        {"contactId": PERSON.id, "name": None, "expectedVersion": 7},
        (_conflict(PERSON.id), _NULL),
    ),
)

COMPETITORS = (
    Scene("createCompetitor", {"name": "New"}),
    Scene("createCompetitor", {"name": " "}, (_BLANK,)),
    Scene(
        "updateCompetitor",
        {"competitorId": _rival.id, "name": "Renamed", "expectedVersion": 1},
        rows=(_rival,),
    ),
    Scene(
        "updateCompetitor",
        {"competitorId": NO_COMPETITOR},
        (NotFound(at("competitorId"), NO_COMPETITOR),),
    ),
    Scene(
        "updateCompetitor",
        {"competitorId": RIVAL.id, "name": None, "expectedVersion": 7},
        (_conflict(RIVAL.id), _NULL),
    ),
)

PRODUCTS = (
    Scene("createProduct", {"name": "New", "listPrice": {"amount": "1500", "currency": "JPY"}}),
    Scene(
        "createProduct",
        {"name": " ", "listPrice": {"amount": "-1", "currency": "USD"}},
        (_BLANK, InvalidInput(at("listPrice", "amount"), Problem.NEGATIVE)),
    ),
    Scene(
        "updateProduct",
        {"productId": _robot.id, "listPrice": {"amount": "2"}, "expectedVersion": 1},
        rows=(_robot,),
    ),
    Scene("updateProduct", {"productId": NO_PRODUCT}, (NotFound(at("productId"), NO_PRODUCT),)),
    Scene(
        "updateProduct",
        {"productId": ROBOT.id, "name": None, "expectedVersion": 7},
        (_conflict(ROBOT.id), _NULL),
    ),
)

USERS = (
    Scene("createUser", {"name": "New", "kind": "PERSON", "managerId": DEMO_USER}),
    Scene(
        "createUser",
        {"name": " ", "kind": "PERSON", "managerId": NO_USER},
        (_BLANK, NotFound(at("managerId"), NO_USER)),
    ),
    Scene(
        "createUser",
        {"name": "Other", "kind": "SYSTEM", "subject": "248289761001"},
        (InvalidInput(at("subject"), Problem.NO_SIGN_IN),),
    ),
    Scene(
        "updateUser",
        {"userId": SYSTEM_USER_ID, "subject": "248289761001"},
        (InvalidInput(at("subject"), Problem.NO_SIGN_IN),),
    ),
    Scene(
        "updateUser",
        {"userId": _user.id, "name": "Renamed", "expectedVersion": 1},
        rows=(_user,),
    ),
    Scene("updateUser", {"userId": NO_USER}, (NotFound(at("userId"), NO_USER),)),
    Scene(
        "updateUser",
        {"userId": DEMO_USER, "name": None, "expectedVersion": 7},
        (_conflict(DEMO_USER), _NULL),
    ),
)

RATES = (
    Scene("setExchangeRate", {"currency": "EUR", "validFrom": "2026-01-01", "rate": "1.1"}),
    Scene(
        "setExchangeRate",
        {"currency": "JPY", "validFrom": "2026-01-01", "rate": "0.007", "expectedVersion": 1},
        rows=(_rate,),
    ),
    Scene(
        "setExchangeRate",
        {"currency": "INR", "validFrom": "2026-01-01", "rate": "0", "expectedVersion": 7},
        (_conflict(_other_rate.id), InvalidInput(at("rate"), Problem.NOT_POSITIVE)),
        rows=(_other_rate,),
    ),
    Scene(
        "setExchangeRate",
        {"currency": "INR", "validFrom": "2026-01-02", "rate": "0.01", "expectedVersion": 1},
        (RateNotFound(at("expectedVersion"), "INR", date(2026, 1, 2)),),
    ),
    Scene(
        "setExchangeRate",
        {"currency": "USD", "validFrom": "2026-01-01", "rate": "0"},
        (
            InvalidInput(at("currency"), Problem.BASE_CURRENCY),
            InvalidInput(at("rate"), Problem.NOT_POSITIVE),
        ),
    ),
)

SCENES = (*ACCOUNTS, *CONTACTS, *COMPETITORS, *PRODUCTS, *USERS, *RATES)
