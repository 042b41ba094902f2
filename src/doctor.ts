/**
 * Diagnosis of an endpoint: which server answers at a base URL, which dialect it speaks, and what is misconfigured.
 *
 * @module ugoku/doctor
 */
export { type ProbeOptions, probeEndpoint } from "./diagnose/probe-endpoint.js";
export type {
  Ability,
  ConfigSource,
  DetectedDialect,
  EndpointReport,
  Finding,
  FindingCode,
  ProbeRequest,
} from "./diagnose/report.js";
