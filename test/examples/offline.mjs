// Loaded before an example: whoever tries to leave this machine is told, and ends the process.
import { Socket } from "node:net";

const loopback = new Set(["127.0.0.1", "::1", "localhost"]);
const { connect } = Socket.prototype;
Socket.prototype.connect = function (...words) {
  // Node's own calls bring [options, callback] as one list.
  const [options] = Array.isArray(words[0]) ? words[0] : words;
  const host = typeof options === "object" ? (options.path ? "127.0.0.1" : (options.host ?? "localhost")) : words[1];
  if (loopback.has(host)) return connect.apply(this, words);
  process.stderr.write(`offline: ${host} was asked for\n`);
  process.exit(97);
};
