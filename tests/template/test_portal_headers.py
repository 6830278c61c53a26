"""The portal's headers, word for word: CloudFront and the embedded run send the same."""

from typing import Any

from infra.local.portal_headers import UPLOADS, portal_headers

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self' https://${FilesBucket}.s3.${AWS::Region}.amazonaws.com; font-src 'none'; "
        "manifest-src 'self'; form-action 'self' https://checkout.stripe.com; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html; report-uri /api/csp"
    ),
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), clipboard-write=(self)",
    "X-Robots-Tag": "noindex, nofollow",
}


def test_the_policy_is_the_one_that_was_designed(template: dict[str, Any]) -> None:
    assert portal_headers(template, uploads=UPLOADS) == HEADERS


def test_the_policy_wins_over_what_an_origin_says(resources: dict[str, Any]) -> None:
    config = resources["PortalHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    parts = [*config["SecurityHeadersConfig"].values(), *config["CustomHeadersConfig"]["Items"]]
    assert all(part["Override"] for part in parts)


def test_portal_api_and_lite_all_have_it(resources: dict[str, Any]) -> None:
    config = resources["PortalDistribution"]["Properties"]["DistributionConfig"]
    behaviors = [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]
    assert {one.get("PathPattern") for one in behaviors} == {None, "/api/*", "/lite"}
    assert all(one["ResponseHeadersPolicyId"] == {"Ref": "PortalHeaders"} for one in behaviors)
