from accounts.models.user import PeopleManager, User

__all__ = ["PeopleManager", "User"]
