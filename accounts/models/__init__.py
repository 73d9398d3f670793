from accounts.models.invitation import Invitation, InvitationOver
from accounts.models.user import PeopleManager, User

__all__ = ["Invitation", "InvitationOver", "PeopleManager", "User"]
