"""A worker for NVIDIA Dynamo's frontend that needs no model: it returns the MP4 of the file that it is given.

Arguments: the clip's path, the model's name, a folder for what it received (one JSON file a request).
A prompt with "[refuse]" is refused, one with "[fail]" is a failed job, and "[hold 3]" waits three seconds.
"""

import asyncio
import base64
import json
import re
import sys
import time
import uuid
from pathlib import Path

import uvloop
from dynamo.llm import ModelInput, ModelType, WorkerType, register_model
from dynamo.runtime import DistributedRuntime

clip_path, model, received = sys.argv[1:4]
clip = base64.b64encode(Path(clip_path).read_bytes()).decode()


async def generate(request, context):
    job = uuid.uuid4().hex
    Path(received, f"{time.time_ns()}.json").write_text(json.dumps(request))
    prompt = request["prompt"]
    if "[refuse]" in prompt:
        raise ValueError("This prompt is refused.")
    if hold := re.search(r"\[hold (\d+)\]", prompt):
        await asyncio.sleep(int(hold[1]))
    answer = {"id": job, "object": "video", "model": request["model"], "created": int(time.time())}
    if "[fail]" in prompt:
        yield {**answer, "status": "failed", "progress": 0, "data": [], "error": "The worker has no GPU."}
        return
    path = {"url": Path(clip_path).as_uri(), "b64_json": None}
    data = {"url": None, "b64_json": clip} if request.get("response_format") == "b64_json" else path
    yield {**answer, "status": "completed", "progress": 100, "data": [{"output_format": "mp4", **data}]}


async def main():
    runtime = DistributedRuntime(asyncio.get_running_loop(), "file", "tcp", event_plane="zmq")
    endpoint = runtime.endpoint("interop.worker.generate")
    await register_model(
        ModelInput.Text,
        ModelType.Videos,
        endpoint,
        model,
        model,
        worker_type=WorkerType.Aggregated,
    )
    await endpoint.serve_endpoint(generate)


uvloop.run(main())
