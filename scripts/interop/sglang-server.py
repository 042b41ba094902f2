"""SGLang Diffusion's own routes of /v1/videos with a scheduler that has no model: it returns the MP4 of the file that it is given.

Arguments: the port, the clip's path, the model's name, a folder for what the scheduler received (a JSON file and an image a request).
A prompt with "[fail]" fails, and "[hold 3]" takes three seconds.
"""

import asyncio
import json
import re
import shutil
import sys
import time
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from sglang.multimodal_gen.configs.pipeline_configs.wan import WanI2V480PConfig
from sglang.multimodal_gen.runtime import scheduler_client
from sglang.multimodal_gen.runtime.entrypoints.openai import common_api, video_api
from sglang.multimodal_gen.runtime.entrypoints.openai.video_progress import VIDEO_PROGRESS, apply_progress
from sglang.multimodal_gen.runtime.pipelines_core.schedule_batch import OutputBatch
from sglang.multimodal_gen.runtime.server_args.server_args import ServerArgs, set_global_server_args

port, clip_path, model, received = sys.argv[1:5]
outputs = Path(received, "outputs")
outputs.mkdir(exist_ok=True)


class Arguments(ServerArgs):
    """The server's arguments, without the checks that look for a GPU and a model."""

    def __init__(self):
        self.model_path = model
        self.model_id = None
        self.served_model_name = model
        self.pipeline_class_name = "WanImageToVideoPipeline"
        self.pipeline_config = WanI2V480PConfig()
        self.output_path = str(outputs)
        self.input_save_path = received

    def __getattr__(self, name):
        return None


async def forward(batches):
    batch = batches[0] if isinstance(batches, list) else batches
    name = str(time.time_ns())
    image = batch.image_path[0] if isinstance(batch.image_path, list) else batch.image_path
    # It rounds the number of frames up to what the model can do: 97 for four seconds.
    facts = {"prompt": batch.prompt, "width": batch.width, "height": batch.height, "seconds": batch.num_frames // batch.fps}
    if image and Path(image).exists():
        shutil.copy(image, Path(received, f"{name}.png"))
    Path(received, f"{name}.json").write_text(json.dumps(facts))
    progress = VIDEO_PROGRESS.update(request_id=batch.request_id, completed=1, total=2)
    if progress is not None:
        await apply_progress(job_id=progress[0], progress=progress[1])
    hold = re.search(r"\[hold (\d+)\]", batch.prompt)
    await asyncio.sleep(int(hold[1]) if hold else 0.2)
    if "[fail]" in batch.prompt:
        return OutputBatch(error="The scheduler has no GPU.")
    path = outputs / f"{name}.mp4"
    shutil.copy(clip_path, path)
    return OutputBatch(output_file_paths=[str(path)])


set_global_server_args(Arguments())
scheduler_client.async_scheduler_client.forward = forward
app = FastAPI()
app.include_router(common_api.router)
app.include_router(video_api.router)
uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning")
