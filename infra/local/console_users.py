"""Somebody who may sign in to the console of each business of the run, with a password that everybody knows."""

from collections.abc import Iterable

from infra.local.home import REGION, Home

PASSWORD = "Embedded-fake-password-1"  # noqa: S105 - it opens nothing but a run on this machine


def email_of(business: str) -> str:
    return f"console@{business}.example"


def sign_in_settings(home: Home, business: str) -> dict[str, str]:
    """What signing in takes: Cognito's ``InitiateAuth`` with USER_PASSWORD_AUTH gives the ``IdToken``."""
    return {
        "email": email_of(business),
        "password": PASSWORD,
        "endpoint": home.endpoint_url,
        "region": REGION,
        "user_pool": home.outputs["ConsoleUserPoolId"],
        "client_id": home.outputs["ConsoleClientId"],
    }


def invite(home: Home, business: str) -> None:
    """Create the business's user unless there is one; as after their first sign-in, with a password of their own."""
    client, pool = home.client("cognito-idp"), home.outputs["ConsoleUserPoolId"]
    told = {"email": email_of(business), "email_verified": "true", "custom:business": business}
    try:
        client.admin_create_user(
            UserPoolId=pool,
            Username=told["email"],
            UserAttributes=[{"Name": name, "Value": value} for name, value in told.items()],
            MessageAction="SUPPRESS",
        )
    except client.exceptions.UsernameExistsException:
        return
    client.admin_set_user_password(UserPoolId=pool, Username=told["email"], Password=PASSWORD, Permanent=True)


def invite_all(home: Home, businesses: Iterable[str]) -> None:
    """For the businesses of a data folder that is older than the console."""
    for business in businesses:
        invite(home, business)
