"""Take in a user who comes from the OpenID provider for the first time."""

from db.ids import new_id
from db.tables import User
from db.writes.facts import having
from db.writes.unit_of_work import UnitOfWork
from domain.access import Role
from domain.actor import UserKind
from domain.events import UserCreated
from domain.text import NAME_LENGTH, fold, looks_like_email


async def take_in_user(
    work: UnitOfWork, subject: str, role: Role, name: str | None, email: str | None
) -> str:
    """The id of the user of this subject, who is made unless somebody else was faster."""
    await work.lock(User.__name__)
    (known,) = await work.load(having(User, "subject", subject))
    if known:
        (user_id,) = known
        return user_id
    user_id = new_id("User")
    called = (name or "").strip()[:NAME_LENGTH] or subject.strip() or subject
    work.insert(
        User,
        id=user_id,
        kind=UserKind.PERSON,
        role=role,
        subject=subject,
        name=called,
        name_folded=fold(called),
        email=email if email and looks_like_email(email) else None,
    )
    work.record(UserCreated(user_id))
    return user_id
