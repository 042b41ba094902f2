// The npm package standardwebhooks: verifies and signs what standard input lists, and prints the results as JSON.
// Argument: the folder of the package.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { Webhook } = createRequire(import.meta.url)(process.argv[2]);
const given = JSON.parse(await text(process.stdin));

function verify({ secret, body, headers }) {
  try {
    new Webhook(secret).verify(body, headers);
    return "verified";
  } catch (error) {
    if (error.constructor.name !== "WebhookVerificationError") throw error;
    return "refused";
  }
}

const sign = ({ secret, id, timestamp, body }) => new Webhook(secret).sign(id, new Date(timestamp * 1000), body);
console.log(JSON.stringify({ verified: given.verify.map(verify), signed: given.sign.map(sign) }));
