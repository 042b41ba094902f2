"""The webhooks of the Python package openai: verifies what standard input lists, and prints the results as JSON."""
import json
import sys

import openai

client = openai.OpenAI(api_key="none")


def verify(case):
    try:
        client.webhooks.verify_signature(case["body"], case["headers"], secret=case["secret"])
        return "verified"
    except (openai.InvalidWebhookSignatureError, ValueError):
        return "refused"


print(json.dumps({"verified": [verify(case) for case in json.load(sys.stdin)["verify"]], "signed": []}))
