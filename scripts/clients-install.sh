#!/usr/bin/env bash
# Installs the clients of test/clients, at fixed versions with hashes, for `npm run test:clients`: the packages of npm, the
# Python packages openai and standardwebhooks, and LiteLLM, which is the largest. Words: the parts, `npm python litellm`.
# UGOKU_INTEROP_CACHE: the folder that holds them, outside the repository.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${UGOKU_INTEROP_CACHE:-$HOME/.cache/ugoku-interop}/clients
[ $# -gt 0 ] || set -- npm python litellm
mkdir -p "$cache"

# part NAME FILE COMMAND…: runs the command unless FILE is the one that was installed.
part() {
  local name=$1 file=$2
  shift 2
  if cmp -s "$file" "$cache/$name/installed"; then
    echo "already installed: $cache/$name"
    return
  fi
  rm -rf "${cache:?}/$name"
  mkdir -p "$cache/$name"
  "$@"
  cp "$file" "$cache/$name/installed"
  echo "installed: $cache/$name"
}

from_npm() {
  cp "$root"/test/clients/package{,-lock}.json "$cache/npm/"
  npm ci --prefix "$cache/npm" --ignore-scripts --no-audit --no-fund --silent
}

# from_pypi NAME FILE
from_pypi() {
  python3 -m venv "$cache/$1/venv"
  "$cache/$1/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r "$2"
}

for name in "$@"; do
  case $name in
    npm) part npm "$root/test/clients/package-lock.json" from_npm ;;
    python) part python "$root/test/clients/requirements.txt" from_pypi python "$root/test/clients/requirements.txt" ;;
    litellm) part litellm "$root/test/clients/requirements-litellm.txt" from_pypi litellm "$root/test/clients/requirements-litellm.txt" ;;
    *) echo "unknown: $name. The parts are npm, python and litellm." >&2; exit 2 ;;
  esac
done
