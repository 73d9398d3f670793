from accounts.admin.invitations import InvitationAdmin
from accounts.admin.people import GroupAdmin, UserAdmin
from accounts.admin.sign_ins import SignInAdmin

__all__ = ["GroupAdmin", "InvitationAdmin", "SignInAdmin", "UserAdmin"]
