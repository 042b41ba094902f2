#!/usr/bin/env bash
# Installs ai 7 and provider packages into .cache/ai-7 for test/ai-sdk/version-7.test.ts. ai 7 needs Node 22, so it cannot
# be a devDependency of a package that supports Node 20. Without them these tests are skipped.
# Usage: scripts/ai-7.sh && scripts/node-matrix.sh 22 -- test/ai-sdk
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/.cache/ai-7
packages=(ai@7.0.173 @ai-sdk/{fal@3.0.41,replicate@3.0.46,google@4.0.121,xai@5.0.12,alibaba@2.0.58,minimax@3.0.45,black-forest-labs@2.0.41})
mkdir -p "$folder"
[ -e "$folder/package.json" ] || echo '{ "private": true }' >"$folder/package.json"
[ -e "$folder/node_modules/ai/package.json" ] && [ -e "$folder/node_modules/@ai-sdk/black-forest-labs/package.json" ] ||
  npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts --silent "${packages[@]}"
node -p 'JSON.parse(fs.readFileSync(process.argv[1])).version' "$folder/node_modules/ai/package.json"
