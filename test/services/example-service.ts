import type { ModelSpec } from "../../src/index.js";

/** The description of a custom service with one model. */
export const exampleSpec = <const Model extends ModelSpec>(model: Model) =>
  ({
    name: "example",
    baseURL: "https://api.example.com/v1",
    auth: { header: "authorization", prefix: "Bearer ", variables: ["EXAMPLE_API_KEY"] },
    create: { path: "/animations", body: { text: "$prompt", picture: "$image" }, id: "id", image: ["bytes"] },
    poll: { path: "/animations/{id}", status: "state" },
    statuses: { done: "completed" },
    result: { url: "file" },
    failure: { message: "reason" },
    models: { "example-1": model },
    otherModels: model,
    defaultModel: "example-1",
  }) as const;
