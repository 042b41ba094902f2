import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import { submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve } from "../helpers/servers.js";
import { quiet, serveFake } from "./round-trip.js";

cleanEnvironment();

describe("a client with workload identity", () => {
  /** A client with a stand-in for the place that gives tokens; `undefined` where its version knows of no such thing. */
  function identified(baseURL: string, exchange: (count: number) => Response): OpenAI | undefined {
    let count = 0;
    const workloadIdentity = {
      identityProviderId: "idp-1",
      serviceAccountId: "account-1",
      clientId: "client-1",
      provider: { tokenType: "jwt", getToken: async () => "token-of-the-cloud" },
    } as const;
    try {
      return new OpenAI({
        baseURL,
        logLevel: "off",
        workloadIdentity,
        fetch: async (url, init) => {
          if (!String(url).startsWith("https://auth.openai.com/")) return globalThis.fetch(url, init);
          count += 1;
          return exchange(count);
        },
      });
    } catch (error) {
      if (/Missing credentials|OPENAI_API_KEY/.test(String(error))) return undefined;
      throw error;
    }
  }

  const token = (count: number) =>
    Response.json({
      access_token: `exchanged-token-${count}`,
      expires_in: 3_600,
      token_type: "Bearer",
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
    });

  test("renews an expired token and continues", async ({ skip }) => {
    await using server = await serve(({ headers }, response) =>
      headers.authorization === "Bearer exchanged-token-1"
        ? json(response, { error: { message: "expired" } }, 401)
        : json(response, { object: "list", data: [] }),
    );
    const client = identified(server.baseURL, token) ?? skip();
    expect((await quiet({ client }).list()).data).toEqual([]);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer exchanged-token-1",
      "Bearer exchanged-token-2",
    ]);
  });

  test("rejects without a token, before anything is sent", async ({ skip }) => {
    await using server = await serveFake();
    const refusal = { error: "invalid_grant", error_description: "The account is unknown." };
    const client = identified(server.baseURL, () => Response.json(refusal, { status: 400 })) ?? skip();
    const error = await failure(submit(quiet({ client })));
    expect(error.code).toBe("endpoint_unreachable");
    expect(error.message).toContain("The account is unknown.");
    expect(server.requests).toEqual([]);
  });
});
