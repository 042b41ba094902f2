#!/usr/bin/env bash
# Installs Bun and Deno, at the versions of test/runtimes/package-lock.json, for `npm run test:runtimes`.
# UGOKU_INTEROP_CACHE: the folder that holds them, outside the repository.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${UGOKU_INTEROP_CACHE:-$HOME/.cache/ugoku-interop}/runtimes
mkdir -p "$cache"
if cmp -s "$root/test/runtimes/package-lock.json" "$cache/package-lock.json" && [ -d "$cache/node_modules" ]; then
  echo "already installed: $cache"
  exit 0
fi
rm -rf "$cache/node_modules" "$cache/package-lock.json"
# Under its name only once it is installed. The binaries are in the packages: no install script is needed.
work=$(mktemp -d "$cache/install.XXXX")
trap 'rm -rf "$work"' EXIT
cp "$root/test/runtimes/package.json" "$root/test/runtimes/package-lock.json" "$work/"
npm ci --prefix "$work" --ignore-scripts --no-audit --no-fund --silent
mv "$work/node_modules" "$cache/node_modules"
mv "$work/package-lock.json" "$cache/package-lock.json"
echo "installed: $cache"
