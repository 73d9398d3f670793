from allauth.account.stages import EmailVerificationStage


class AddressStage(EmailVerificationStage):
    """Asks for the code that confirms an address, of everybody who has one."""

    def handle(self):
        user = self.login.user
        if user and user.is_staff and not user.email:
            # An operator may make an administrator without an address. No code could ever reach them.
            return None, True
        return super().handle()
