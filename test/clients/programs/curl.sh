#!/usr/bin/env bash
# curl on a server. Prints one "name value" a line. Arguments: base URL, key, image, model, size, seconds.
set -euo pipefail
base=$1 key=$2 image=$3 model=$4 size=$5 seconds=$6
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
curl() { command curl --silent --show-error --max-time 60 -H "Authorization: Bearer $key" "$@"; }
field() { sed -nE "s/.*\"$1\": ?\"?([^\",}]*)\"?.*/\1/p" | head -n 1; }

created=$(curl "$base/videos" -F prompt="The camera slowly pushes in." -F model="$model" -F size="$size" -F seconds="$seconds" -F "input_reference=@$image;type=image/png")
id=$(field id <<<"$created")
echo "created $(field status <<<"$created")"
for _ in $(seq 300); do
  status=$(curl "$base/videos/$id" | field status)
  [[ $status == queued || $status == in_progress ]] || break
  sleep 0.1
done
echo "status $status"
curl "$base/videos/$id/content" -o "$work/clip.mp4"
echo "clip $(head -c 8 "$work/clip.mp4" | tail -c 4)"
# A download that stopped is continued.
total=$(stat -c %s "$work/clip.mp4")
head -c 300 "$work/clip.mp4" >"$work/part.mp4"
curl -C - "$base/videos/$id/content" -o "$work/part.mp4"
cmp -s "$work/clip.mp4" "$work/part.mp4" && echo "continued $((total > 300))"
echo "listed $(curl "$base/videos?limit=5" | grep -c "$id")"
echo "json $(curl -o /dev/null -w '%{http_code}' "$base/videos" --json "{\"prompt\":\"The camera slowly pushes in.\",\"model\":\"$model\",\"size\":\"$size\",\"seconds\":\"$seconds\",\"input_reference\":{\"image_url\":\"data:image/png;base64,$(base64 -w0 "$image")\"}}")"
echo "wrong_key $(command curl -s -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer wrong' "$base/videos")"
echo "no_type $(curl "$base/videos" -F prompt=x -F model="$model" -F size="$size" -F seconds="$seconds" -F "input_reference=@$image;type=application/octet-stream" -o /dev/null -w '%{http_code}')"
# Expect: 100-continue, which curl sends before a large body.
head -c 3000000 /dev/zero >"$work/large"
echo "large $(curl "$base/videos" -H 'Expect: 100-continue' -F prompt=x -F "input_reference=@$work/large;type=image/png" -o /dev/null -w '%{http_code}')"
echo "deleted $(curl -X DELETE "$base/videos/$id" | field deleted)"
echo "gone $(curl -o /dev/null -w '%{http_code}' "$base/videos/$id")"
