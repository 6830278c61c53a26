"""The headers of portal and API, taken from the packaged template: what CloudFront sends is what is sent here."""

from collections.abc import Mapping
from typing import Any

UPLOADS = "https://${FilesBucket}.s3.${AWS::Region}.amazonaws.com"


def portal_headers(template: Mapping[str, Any], uploads: str) -> dict[str, str]:
    """Headers by name; ``uploads`` is the origin that takes uploads here."""
    config = template["Resources"]["PortalHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
    return {
        "Content-Security-Policy": policy.replace(UPLOADS, uploads),
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": _transport(security["StrictTransportSecurity"]),
        "X-Content-Type-Options": "nosniff",
        **{item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]},
    }


def _transport(policy: Mapping[str, Any]) -> str:
    parts = [f"max-age={policy['AccessControlMaxAgeSec']}"]
    parts += ["includeSubDomains"] if policy["IncludeSubdomains"] else []
    parts += ["preload"] if policy["Preload"] else []
    return "; ".join(parts)
