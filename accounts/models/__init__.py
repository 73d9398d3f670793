from accounts.models.invitation import Invitation, InvitationOver
from accounts.models.session import Session
from accounts.models.sign_in import SignIn
from accounts.models.user import PeopleManager, User

__all__ = ["Invitation", "InvitationOver", "PeopleManager", "Session", "SignIn", "User"]
