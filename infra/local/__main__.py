"""``make run``."""

import sys

from infra.local.cloud import CloudFailed
from infra.local.deploy import DeploymentFailed
from infra.local.folder import InUse
from infra.local.run import run
from infra.local.settings import BadSetting, from_environment


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    """Run as the environment says; what is not the program's fault is told in one line."""
    try:
        run(from_environment(), _say)
    except BadSetting as bad:
        sys.exit(str(bad))
    except InUse as in_use:
        sys.exit(f"Another run uses {in_use}. Stop it, or choose another folder with HOME_DIR=…")
    except CloudFailed as failed:
        sys.exit(f"The embedded cloud failed. The end of its log:\n{failed}")
    except DeploymentFailed as failed:
        sys.exit("The stack could not be deployed:\n  " + "\n  ".join(failed.args))
    except OSError as error:
        if error.errno != 98:
            raise
        sys.exit("The port is in use. Choose another one: PORT=8001 make run")


if __name__ == "__main__":
    main()
