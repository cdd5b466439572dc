"""Accounts, contacts, competitors, products, users: what is said to create and to update one."""

import strawberry

from schema.call import Call
from schema.closing import CHANGED, ERRORS, expected_version_of
from schema.creating import CREATED
from schema.errors import UserError
from schema.node import MoneyInput, optional
from schema.parties import Account, Competitor, Contact, Product, User
from schema.words import Role, UserKind

_UPDATE = "A field that is left out stays as it is; null empties it."


# ── accounts ───────────────────────────────────────────────────────────────────────────────────


@strawberry.input(description="A new account.")
class CreateAccountInput(Call):
    """For createAccount."""

    name: str = strawberry.field(
        description="Its name, at most 300 characters. Others may have the same."
    )
    sector: str | None = optional("Its line of business.")
    year_established: int | None = optional("The year it was founded in, 1 to 9999.")
    annual_revenue: MoneyInput | None = optional("What it turns over in a year.")
    employees: int | None = optional("How many people work there.")
    office_location: str | None = optional("Where its headquarters are.")
    parent_id: strawberry.ID | None = optional("The account that it belongs to.")


@strawberry.type(description="What createAccount did.")
class CreateAccountPayload:
    """Of createAccount."""

    account: Account | None = strawberry.field(description=CREATED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description=f"What to change about an account. {_UPDATE}")
class UpdateAccountInput(Call):
    """For updateAccount."""

    account_id: strawberry.ID = strawberry.field(description="The account.")
    name: str | None = optional(
        "Its name, at most 300 characters. Others may have the same. null is INVALID_INPUT."
    )
    sector: str | None = optional("Its line of business.")
    year_established: int | None = optional("The year it was founded in, 1 to 9999.")
    annual_revenue: MoneyInput | None = optional("What it turns over in a year.")
    employees: int | None = optional("How many people work there.")
    office_location: str | None = optional("Where its headquarters are.")
    parent_id: strawberry.ID | None = optional("The account that it belongs to.")
    expected_version: int | None = expected_version_of("the account")


@strawberry.type(description="What updateAccount did.")
class UpdateAccountPayload:
    """Of updateAccount."""

    account: Account | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


# ── contacts ───────────────────────────────────────────────────────────────────────────────────


@strawberry.input(description="A new contact.")
class CreateContactInput(Call):
    """For createContact."""

    name: str = strawberry.field(description="The name, at most 300 characters.")
    email: str | None = optional("The e-mail address.")
    phone: str | None = optional("The telephone number; it is kept as it is given.")
    account_id: strawberry.ID | None = optional("The account that they work for.")


@strawberry.type(description="What createContact did.")
class CreateContactPayload:
    """Of createContact."""

    contact: Contact | None = strawberry.field(description=CREATED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description=f"What to change about a contact. {_UPDATE}")
class UpdateContactInput(Call):
    """For updateContact."""

    contact_id: strawberry.ID = strawberry.field(description="The contact.")
    name: str | None = optional("The name, at most 300 characters. null is INVALID_INPUT.")
    email: str | None = optional("The e-mail address.")
    phone: str | None = optional("The telephone number; it is kept as it is given.")
    account_id: strawberry.ID | None = optional("The account that they work for.")
    expected_version: int | None = expected_version_of("the contact")


@strawberry.type(description="What updateContact did.")
class UpdateContactPayload:
    """Of updateContact."""

    contact: Contact | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


# ── competitors ────────────────────────────────────────────────────────────────────────────────


@strawberry.input(description="A new competitor.")
class CreateCompetitorInput(Call):
    """For createCompetitor."""

    name: str = strawberry.field(description="Its name, at most 300 characters.")


@strawberry.type(description="What createCompetitor did.")
class CreateCompetitorPayload:
    """Of createCompetitor."""

    competitor: Competitor | None = strawberry.field(description=CREATED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description=f"What to change about a competitor. {_UPDATE}")
class UpdateCompetitorInput(Call):
    """For updateCompetitor."""

    competitor_id: strawberry.ID = strawberry.field(description="The competitor.")
    name: str | None = optional("Its name, at most 300 characters. null is INVALID_INPUT.")
    expected_version: int | None = expected_version_of("the competitor")


@strawberry.type(description="What updateCompetitor did.")
class UpdateCompetitorPayload:
    """Of updateCompetitor."""

    competitor: Competitor | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


# ── products ───────────────────────────────────────────────────────────────────────────────────


@strawberry.input(description="A new product.")
class CreateProductInput(Call):
    """For createProduct."""

    name: str = strawberry.field(description="Its name, at most 300 characters.")
    family: str | None = optional("The product family.")
    list_price: MoneyInput = strawberry.field(description="The suggested retail price.")


@strawberry.type(description="What createProduct did.")
class CreateProductPayload:
    """Of createProduct."""

    product: Product | None = strawberry.field(description=CREATED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description=f"What to change about a product. {_UPDATE}")
class UpdateProductInput(Call):
    """For updateProduct."""

    product_id: strawberry.ID = strawberry.field(description="The product.")
    name: str | None = optional("Its name, at most 300 characters. null is INVALID_INPUT.")
    family: str | None = optional("The product family.")
    list_price: MoneyInput | None = optional("The suggested retail price. null is INVALID_INPUT.")
    expected_version: int | None = expected_version_of("the product")


@strawberry.type(description="What updateProduct did.")
class UpdateProductPayload:
    """Of updateProduct."""

    product: Product | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


# ── users ──────────────────────────────────────────────────────────────────────────────────────


@strawberry.input(description="A new user.")
class CreateUserInput(Call):
    """For createUser."""

    kind: UserKind = strawberry.field(description="What kind of actor; it stays that.")
    name: str = strawberry.field(description="The name, at most 300 characters.")
    role: Role | None = optional("What they may see and do; SALESPERSON if it is left out.")
    subject: str | None = optional("What the OpenID provider calls them, as nobody else.")
    email: str | None = optional("The e-mail address.")
    manager_id: strawberry.ID | None = optional("Whom a salesperson reports to.")
    regional_office: str | None = optional("The office they work from.")


@strawberry.type(description="What createUser did.")
class CreateUserPayload:
    """Of createUser."""

    user: User | None = strawberry.field(description=CREATED)
    errors: list[UserError] = strawberry.field(description=ERRORS)


@strawberry.input(description=f"What to change about a user. {_UPDATE}")
class UpdateUserInput(Call):
    """For updateUser."""

    user_id: strawberry.ID = strawberry.field(description="The user.")
    name: str | None = optional("The name, at most 300 characters. null is INVALID_INPUT.")
    role: Role | None = optional("What they may see and do. null is INVALID_INPUT.")
    subject: str | None = optional("What the OpenID provider calls them, as nobody else.")
    email: str | None = optional("The e-mail address.")
    manager_id: strawberry.ID | None = optional("Whom a salesperson reports to.")
    regional_office: str | None = optional("The office they work from.")
    expected_version: int | None = expected_version_of("the user")


@strawberry.type(description="What updateUser did.")
class UpdateUserPayload:
    """Of updateUser."""

    user: User | None = strawberry.field(description=CHANGED)
    errors: list[UserError] = strawberry.field(description=ERRORS)
