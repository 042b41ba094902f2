"""The Python package openai on a server: prints what it received as JSON. Arguments: base URL, key, image, parameters."""
import json
import pathlib
import sys
import warnings

import openai

# The methods are deprecated, because OpenAI's own service has ended.
warnings.filterwarnings("ignore", category=DeprecationWarning)

base_url, key, image, words = sys.argv[1:5]
parameters = json.loads(words)
client = openai.OpenAI(base_url=base_url, api_key=key, max_retries=0)
prompt = "The camera slowly pushes in."


def error_of(work):
    try:
        work()
    except openai.APIStatusError as error:
        return {"type": type(error).__name__, "status": error.status_code, "code": error.code}
    except openai.APIConnectionError as error:
        return {"type": type(error).__name__}
    return None


reference = ("photo.png", open(image, "rb"), "image/png")
video = client.videos.create(prompt=prompt, input_reference=reference, **parameters)
created = json.loads(video.model_dump_json())
# Follows the header openai-poll-after-ms.
video = client.videos.poll(video.id, poll_interval_ms=100)
content = client.videos.download_content(video.id).read()
thumbnail = client.videos.download_content(video.id, variant="thumbnail").read()
with client.videos.with_streaming_response.download_content(video.id, extra_headers={"Range": "bytes=0-99"}) as part:
    range_status, range_length = part.status_code, len(part.read())

# Further notations of the image: a path, an open file, a data URL.
others = [
    client.videos.create(prompt=prompt, input_reference=one, **parameters).id
    for one in (pathlib.Path(image), open(image, "rb"))
]
listed = [each.id for each in client.videos.list(limit=1)]
deleted = client.videos.delete(video.id)
print(
    json.dumps(
        {
            "created": created["status"],
            "model": created["model"],
            "seconds": created["seconds"],
            "size": created["size"],
            "status": video.status,
            "progress": video.progress,
            "error": video.error,
            "clip": content[4:8].decode("latin1"),
            "thumbnail": thumbnail[8:12].decode("latin1"),
            "range": [range_status, range_length],
            "listed": sorted(listed) == sorted([video.id, *others]),
            "deleted": [deleted.deleted, deleted.object, deleted.id == video.id],
            "gone": error_of(lambda: client.videos.retrieve(video.id)),
            "unknown": error_of(lambda: client.videos.download_content("video_unknown")),
            "wrong_key": error_of(lambda: client.with_options(api_key="wrong").videos.list()),
            "wrong_size": error_of(lambda: client.videos.create(prompt=prompt, **{**parameters, "model": "sora-2", "size": "1x1"})),
            "no_prompt": error_of(lambda: client.videos.create(prompt="", **parameters)),
            "no_server": error_of(lambda: client.with_options(base_url="http://127.0.0.1:1/v1").videos.list()),
        }
    )
)
