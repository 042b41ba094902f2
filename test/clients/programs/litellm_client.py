"""LiteLLM's Python SDK on a server: prints what it received as JSON. Arguments: base URL, key, image, parameters."""
import json
import os
import sys
import time

# Otherwise the import asks a web server for prices.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm  # noqa: E402

base_url, key, image, words = sys.argv[1:5]
parameters = json.loads(words)
model = "openai/" + parameters.pop("model")
litellm.suppress_debug_info = True
common = {"api_base": base_url, "api_key": key, "custom_llm_provider": "openai"}
prompt = "The camera slowly pushes in."


def error_of(work):
    try:
        work()
    except Exception as error:
        return {"type": type(error).__name__, "status": getattr(error, "status_code", None)}
    return None


with open(image, "rb") as file:
    video = litellm.video_generation(prompt=prompt, model=model, input_reference=file, **parameters, **common)
created = video.status
deadline = time.time() + 60
while video.status in ("queued", "in_progress") and time.time() < deadline:
    time.sleep(0.1)
    video = litellm.video_status(video_id=video.id, **common)
content = litellm.video_content(video_id=video.id, **common)
listed = litellm.video_list(**common)
wrong = {**common, "api_key": "wrong"}
print(
    json.dumps(
        {
            "created": created,
            "size": video.size,
            "seconds": video.seconds,
            "status": video.status,
            "progress": video.progress,
            "clip": content[4:8].decode("latin1"),
            "listed": len(listed if isinstance(listed, list) else listed["data"] if isinstance(listed, dict) else listed.data),
            "unknown": error_of(lambda: litellm.video_status(video_id="video_unknown", **common)),
            "wrong_key": error_of(lambda: litellm.video_generation(prompt=prompt, model=model, **parameters, **wrong)),
            "wrong_size": error_of(
                lambda: litellm.video_generation(prompt=prompt, model="openai/sora-2", **{**parameters, "size": "1x1"}, **common)
            ),
        }
    )
)
