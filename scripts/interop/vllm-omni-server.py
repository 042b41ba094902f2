"""vLLM-Omni's own routes of /v1/videos with an engine that has no model: it returns the MP4 of the file that it is given.

Arguments: the port, the clip's path, the model's name, a folder for what the engine received (a JSON file and an image a request).
A prompt with "[fail]" fails, one with "[blocked]" is blocked by a guardrail, and "[hold 3]" takes three seconds.
"""

import asyncio
import json
import re
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import uvicorn
from fastapi import FastAPI
from vllm.entrypoints.openai.models.protocol import BaseModelPath
from vllm_omni.diffusion.data import DIFFUSION_REQUEST_LIFECYCLE_KEY, DIFFUSION_REQUEST_STARTED
from vllm_omni.entrypoints.openai import api_server
from vllm_omni.entrypoints.openai.serving_video import OmniOpenAIServingVideo
from vllm_omni.errors import GuardrailViolationError

port, clip_path, model, received = sys.argv[1:5]
clip = Path(clip_path).read_bytes()
stages = [SimpleNamespace(stage_type="diffusion", final_output=True, final_output_type="video", engine_args={})]


class Engine:
    """The parts of AsyncOmni that the video routes use."""

    stage_configs = stages
    default_sampling_params_list = []
    errored = False
    is_running = True

    def __init__(self):
        self.aborted = set()

    async def generate(self, prompt, request_id, sampling_params_list):
        text = prompt["prompt"]
        params = sampling_params_list[0]
        image = (prompt.get("multi_modal_data") or {}).get("image")
        name = str(time.time_ns())
        if image is not None:
            image.save(Path(received, f"{name}.png"))
        facts = {"prompt": text, "width": params.width, "height": params.height, "seconds": params.extra_args.get("duration")}
        Path(received, f"{name}.json").write_text(json.dumps({**facts, "seed": params.seed}))
        if "[blocked]" in text:
            raise GuardrailViolationError("Input was blocked by the text guardrails.")
        yield SimpleNamespace(custom_output={DIFFUSION_REQUEST_LIFECYCLE_KEY: DIFFUSION_REQUEST_STARTED})
        hold = re.search(r"\[hold (\d+)\]", text)
        await asyncio.sleep(int(hold[1]) if hold else 0.2)
        if "[fail]" in text:
            raise RuntimeError("The engine has no GPU.")
        yield SimpleNamespace(
            request_output=None, multimodal_output={"video": [clip]}, images=[clip], metrics={}, stage_durations={}, peak_memory_mb=0.0
        )

    async def abort(self, request_id, timeout=None):
        self.aborted.add(request_id)


app = FastAPI()
app.include_router(api_server.router)
engine = Engine()
app.state.engine_client = engine
app.state.api_server_count = 1
app.state.args = SimpleNamespace(api_key=None)
app.state.stage_configs = stages
app.state.openai_serving_video = OmniOpenAIServingVideo.for_diffusion(engine, model, stages)
app.state.openai_serving_models = SimpleNamespace(base_model_paths=[BaseModelPath(name=model, model_path=model)])
register = getattr(api_server, "_register_omni_exception_handlers", None)
if register:
    register(app)
uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning")
