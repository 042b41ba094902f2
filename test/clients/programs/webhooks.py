"""The Python package standardwebhooks: verifies and signs what standard input lists, and prints the results as JSON."""
import datetime
import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

given = json.load(sys.stdin)


def verify(case):
    try:
        Webhook(case["secret"]).verify(case["body"], case["headers"])
        return "verified"
    except WebhookVerificationError:
        return "refused"


def sign(case):
    at = datetime.datetime.fromtimestamp(case["timestamp"], tz=datetime.timezone.utc)
    return Webhook(case["secret"]).sign(case["id"], at, case["body"])


print(json.dumps({"verified": [verify(case) for case in given["verify"]], "signed": [sign(case) for case in given["sign"]]}))
