import { EndpointError } from "../utils/errors.js";
import type { ServiceSpec } from "./types.js";

/** What is known about a service's key. */
export type ServiceKey = Pick<ServiceSpec, "name" | "auth">;

/** The variables of a service's key, for a hint: "GEMINI_API_KEY or GOOGLE_API_KEY". */
export const keyVariables = ({ auth }: ServiceKey): string => auth.variables.join(" or ");

/** The error of a service whose key is not set. Nothing was sent. */
export const missingKeyError = (spec: ServiceKey): EndpointError =>
  new EndpointError("endpoint_missing", `There is no API key for ${spec.name}.`, {
    hint: `Set ${keyVariables(spec)} to the key of your account.`,
  });
